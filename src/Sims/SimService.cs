using Microsoft.EntityFrameworkCore;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Live;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Sims;

/// <summary>What somebody wants of one Sim; what is null stays as it is.</summary>
public sealed record SimUpdate
{
    /// <summary>The new unique name; an empty text takes it away.</summary>
    public string? UniqueName { get; init; }

    public SimStatus? Status { get; init; }

    /// <summary>SID or unique name of the Fleet to move to; an empty text takes the Sim out of its Fleet.</summary>
    public string? Fleet { get; init; }

    /// <summary>Why, for the timeline.</summary>
    public string? Reason { get; init; }

    /// <summary>Whom to tell of the change that this update begins; means nothing where it begins none.</summary>
    public CallbackRequest? Callback { get; init; }

    /// <summary>Whether the Sim keeps its name and its Fleet.</summary>
    internal bool IsOrderOnly => UniqueName is null && Fleet is null;
}

/// <summary>The Sim after an update.</summary>
/// <param name="Sim">The Sim as it is now.</param>
/// <param name="Scheduled">Whether the update began a change that the network has yet to confirm.</param>
public sealed record SimUpdated(SimRow Sim, bool Scheduled);

/// <summary>The rules of what may be done to a Sim, for pages, programs and imports alike.</summary>
public sealed class SimService(
    IDbContextFactory<SimConsoleDb> databases,
    SimReader reader,
    StatusChangeService changes,
    CallbackSignal callbacks,
    LiveFeed live,
    TimeProvider time)
{
    private const int OrderedTogether = 100;

    private Batcher<Asked, Result<SimUpdated>>? _ordered;

    private Batcher<Asked, Result<SimUpdated>> Ordered => LazyInitializer.EnsureInitialized(ref _ordered, () => new(OrderedTogether, 1, UpdateAsync));

    /// <summary>
    /// Renames a Sim, moves it to another Fleet, asks for another status, or all of it: one transaction, all or nothing. Those who ask for another status
    /// at the same time share it.
    /// </summary>
    public async Task<Result<SimUpdated>> UpdateAsync(string sidOrName, SimUpdate update, Actor actor, CancellationToken token)
    {
        var asked = new Asked(sidOrName, update, actor);
        return update.IsOrderOnly ? await Ordered.AskAsync(asked, token) : (await UpdateAsync([asked]))[0];
    }

    /// <summary>
    /// Moves Sims that cannot connect to a Fleet, or out of theirs where <paramref name="fleetId"/> is null, in the caller's transaction: at once, since the
    /// network has nothing to confirm. One that has another status than <paramref name="status"/> stays. Returns what is to be published after the commit.
    /// </summary>
    public async Task<IReadOnlyList<SimChanged>> MoveManyAsync(
        SimConsoleDb db, IReadOnlyCollection<long> simIds, SimStatus status, long? fleetId, Actor actor, CancellationToken token)
    {
        if (status.MayConnect() || status == SimStatus.Scheduled)
        {
            throw new ArgumentException("A Sim that can connect moves by a change of status.", nameof(status));
        }

        var now = time.Now();
        var before = await db.Sims.AsNoTracking().Where(s => simIds.Contains(s.Id) && s.Status == status)
            .Select(s => new { s.Id, s.Sid, s.Version, s.StatusChangedAt, FleetName = s.Fleet!.UniqueName ?? s.Fleet.Sid }).ToListAsync(token);
        long[] ids = [.. before.Select(s => s.Id)];
        var rows = await db.Sims.Where(s => ids.Contains(s.Id) && s.Status == status).ExecuteUpdateAsync(set => set
            .SetProperty(s => s.FleetId, fleetId).SetProperty(s => s.UpdatedAt, now).SetProperty(s => s.Version, s => s.Version + 1), token);
        if (rows != ids.Length)
        {
            throw new DbUpdateConcurrencyException("Sims changed while they were being moved. Nothing was written.");
        }

        var name = await db.Fleets.Where(f => f.Id == fleetId).Select(f => f.UniqueName ?? f.Sid).SingleOrDefaultAsync(token);
        db.SimEvents.AddRange(before.Select(s => new SimEvent { SimId = s.Id, At = now, Kind = SimEventKind.MovedToFleet, OldValue = s.FleetName, NewValue = name, Actor = actor.Name }));
        await db.SaveChangesAsync(token);
        return [.. before.Select(s => new SimChanged(s.Id, s.Sid, status, null, s.StatusChangedAt, s.Version + 1, DetailsChanged: true))];
    }

    private Task<IReadOnlyList<Result<SimUpdated>>> UpdateAsync(IReadOnlyList<Asked> all) => Contention.WriteAsync(() => TryUpdateAsync(all), CancellationToken.None);

    private async Task<IReadOnlyList<Result<SimUpdated>>> TryUpdateAsync(IReadOnlyList<Asked> all)
    {
        var token = CancellationToken.None;
        await using var db = await databases.CreateDbContextAsync(token);
        var updated = new List<Updated>(all.Count);
        await db.InTransactionAsync(async after =>
        {
            updated.Clear();
            var sims = await LockedAsync(db, all, token);
            foreach (var asked in all)
            {
                updated.Add(sims(asked.Sim) is { } sim
                    ? await ApplyAsync(db, sim, asked, after, token)
                    : new Updated(null, new Refusal(ErrorCodes.NotFound, $"There is no Sim {asked.Sim}."), null));
            }

            // What is refused of one alone is forgotten; of several, it has changed nothing.
            if (updated.Exists(u => u.Refusal is null))
            {
                await changes.SupersedeRepairsAsync(db, [.. updated.Where(u => u.Change is not null).Select(u => u.Sim!.Id)], token);
                await db.SaveChangesAsync(token);
            }
        }, token);

        var rows = (await reader.FindAsync(updated.Where(u => u.Refusal is null).Select(u => u.Sim!.Id).Distinct(), token)).ToDictionary(row => row.Id);
        return [.. all.Zip(updated, (asked, u) => u.Refusal is { } refusal ? (Result<SimUpdated>)refusal
            : !rows.TryGetValue(u.Sim!.Id, out var row) ? new Refusal(ErrorCodes.NotFound, $"There is no Sim {asked.Sim}.")
            : new SimUpdated(u.Change is null ? row : row with { Status = SimStatus.Scheduled, TargetStatus = u.Change.ToStatus }, u.Change is not null))];
    }

    /// <summary>The Sims that are meant, locked before they are judged, by what they were asked for.</summary>
    private static async Task<Func<string, Sim?>> LockedAsync(SimConsoleDb db, IReadOnlyList<Asked> all, CancellationToken token)
    {
        string[] references = [.. all.Select(asked => asked.Sim).Distinct()];
        var found = await db.Sims.WithReferences(references).Select(s => new { s.Id, s.Sid, s.UniqueName }).ToListAsync(token);
        long[] ids = [.. found.Select(s => s.Id)];
        await db.LockSimsAsync(ids, token);
        var sims = await db.Sims.Include(s => s.Fleet).Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, token);
        var byReference = references.ToDictionary(r => r, r => found.Find(s => (SimReferences.IsSid(r) ? s.Sid : s.UniqueName) == r)?.Id);
        return reference => byReference[reference] is { } id ? sims.GetValueOrDefault(id) : null;
    }

    private async Task<Updated> ApplyAsync(SimConsoleDb db, Sim sim, Asked asked, AfterCommit after, CancellationToken token)
    {
        var (refusal, change) = await ApplyAsync(db, sim, asked.Update, asked.Actor, after, token);
        if (refusal is null && db.Entry(sim).State == EntityState.Modified)
        {
            sim.Version++;
            live.Publish([new SimChanged(sim.Id, sim.Sid, sim.Status, sim.TargetStatus, sim.UpdatedAt, sim.Version, !asked.Update.IsOrderOnly)], after);
        }

        return new Updated(sim, refusal, change);
    }

    private async Task<(Refusal?, StatusChange?)> ApplyAsync(
        SimConsoleDb db, Sim sim, SimUpdate update, Actor actor, AfterCommit after, CancellationToken token)
    {
        if (update.Reason is { Length: > StatusChange.TextLength } reason)
        {
            return (new Refusal(ErrorCodes.Invalid, $"A reason has at most {StatusChange.TextLength} characters; this has {reason.Length}."), null);
        }

        if (update.UniqueName is not null && await RenameAsync(db, sim, update.UniqueName, actor, token) is { } refused)
        {
            return (refused, null);
        }

        if (sim.HeldByReportId is { } reportId && update.Status?.MayConnect() == true && update.Status != sim.Status)
        {
            return (Hold.Refusal(await db.LossReports.Where(r => r.Id == reportId).Select(r => r.Sid).SingleAsync(token)), null);
        }

        var fleet = sim.Fleet;
        if (update.Fleet is not null)
        {
            fleet = update.Fleet.Length == 0 ? null : await db.Fleets.WithReference(update.Fleet).SingleOrDefaultAsync(token);
            if (fleet is null && update.Fleet.Length > 0)
            {
                return (new Refusal(ErrorCodes.NoSuchFleet, $"There is no Fleet {update.Fleet}. Give the SID or the unique name of one that exists."), null);
            }
        }

        var moves = fleet?.Id != sim.FleetId;
        if (moves && sim.Status == SimStatus.Scheduled)
        {
            return (new Refusal(ErrorCodes.ChangeInFlight, "The Fleet of a Sim cannot change while a change of its status is in flight. Ask again when it has ended."), null);
        }

        if (moves && fleet is null && sim.Status.MayConnect() && update.Status != SimStatus.Inactive)
        {
            return (new Refusal(ErrorCodes.StatusNeedsFleet, $"A Sim that is {sim.Status.Word()} needs a Fleet. Set it to inactive in the same request, or name another Fleet."), null);
        }

        var step = update.Status is { } requested ? SimLifecycle.Step(sim.Status, requested, fleet is not null) : new LifecycleStep.AlreadyThere();
        return step switch
        {
            LifecycleStep.Refused no => (new Refusal(no.Code, no.Reason), null),
            LifecycleStep.Allowed => (null, Open(db, sim, update.Status!.Value, update, moves, fleet, actor, after)),
            _ when moves && sim.Status.MayConnect() => (null, Open(db, sim, sim.Status, update, moves, fleet, actor, after)),
            _ when moves => (null, Move(db, sim, fleet, actor)),
            _ => (null, null),
        };
    }

    /// <summary>A SIM that may connect moves when the network has confirmed it; any other at once, so that it connects under its new Fleet.</summary>
    private StatusChange Open(SimConsoleDb db, Sim sim, SimStatus status, SimUpdate update, bool moves, Fleet? fleet, Actor actor, AfterCommit after)
    {
        var connected = sim.Status.MayConnect();
        if (moves && !connected)
        {
            Move(db, sim, fleet, actor);
        }

        var order = new StatusOrder(status, actor) { Reason = update.Reason, MovesFleet = moves && connected, ToFleetId = moves && connected ? fleet?.Id : null };
        var change = changes.Open(db, sim, order, after);
        if (update.Callback is { } callback)
        {
            CallbackOutbox.AddScheduled(db, change, sim, callback, time.Now());
            after.Wake(callbacks);
        }

        return change;
    }

    private StatusChange? Move(SimConsoleDb db, Sim sim, Fleet? fleet, Actor actor)
    {
        var now = time.Now();
        db.SimEvents.Add(new SimEvent
        {
            SimId = sim.Id,
            At = now,
            Kind = SimEventKind.MovedToFleet,
            OldValue = sim.Fleet?.DisplayName,
            NewValue = fleet?.DisplayName,
            Actor = actor.Name,
        });
        sim.Fleet = fleet;
        sim.UpdatedAt = now;
        return null;
    }

    private async Task<Refusal?> RenameAsync(SimConsoleDb db, Sim sim, string name, Actor actor, CancellationToken token)
    {
        var next = name.Length == 0 ? null : name;
        if (next == sim.UniqueName)
        {
            return null;
        }

        if (next is not null)
        {
            if (UniqueName.Fault(next) is { } fault)
            {
                return new Refusal(ErrorCodes.Invalid, fault);
            }

            if (await db.Sims.AnyAsync(s => s.UniqueName == next && s.Id != sim.Id, token))
            {
                return new Refusal(ErrorCodes.NameTaken, $"Another Sim is named {next} already. Choose another name, or rename that one first.");
            }
        }

        var now = time.Now();
        db.SimEvents.Add(new SimEvent { SimId = sim.Id, At = now, Kind = SimEventKind.Renamed, OldValue = sim.UniqueName, NewValue = next, Actor = actor.Name });
        sim.UniqueName = next;
        sim.UpdatedAt = now;
        return null;
    }

    private sealed record Asked(string Sim, SimUpdate Update, Actor Actor);

    private sealed record Updated(Sim? Sim, Refusal? Refusal, StatusChange? Change);
}
