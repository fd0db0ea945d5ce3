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
    /// <summary>Renames a Sim, moves it to another Fleet, asks for another status, or all of it: one transaction, all or nothing.</summary>
    public Task<Result<SimUpdated>> UpdateAsync(string sidOrName, SimUpdate update, Actor actor, CancellationToken token) =>
        Contention.WriteAsync(() => TryUpdateAsync(sidOrName, update, actor, token), token);

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

    private async Task<Result<SimUpdated>> TryUpdateAsync(string sidOrName, SimUpdate update, Actor actor, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        Refusal? refusal = null;
        Sim? sim = null;
        StatusChange? change = null;
        await db.InTransactionAsync(async after =>
        {
            (refusal, change) = (null, null);
            sim = await db.Sims.Include(s => s.Fleet).WithReference(sidOrName).SingleOrDefaultAsync(token);
            if (sim is null)
            {
                refusal = new Refusal(ErrorCodes.NotFound, $"There is no Sim {sidOrName}.");
                return;
            }

            (refusal, change) = await ApplyAsync(db, sim, update, actor, after, token);
            if (refusal is null && db.ChangeTracker.HasChanges())
            {
                sim.Version++;
                await db.SaveChangesAsync(token);
                var details = update.UniqueName is not null || update.Fleet is not null;
                live.Publish([new SimChanged(sim.Id, sim.Sid, sim.Status, sim.TargetStatus, sim.UpdatedAt, sim.Version, details)], after);
            }
        }, token);

        if (refusal is not null)
        {
            return refusal;
        }

        var row = await reader.FindAsync(sim!.Sid, token);
        return row is null
            ? new Refusal(ErrorCodes.NotFound, $"There is no Sim {sidOrName}.")
            : new SimUpdated(change is null ? row : row with { Status = SimStatus.Scheduled, TargetStatus = change.ToStatus }, change is not null);
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
            LifecycleStep.Allowed => (null, await OpenAsync(db, sim, update.Status!.Value, update, moves, fleet, actor, after, token)),
            _ when moves && sim.Status.MayConnect() => (null, await OpenAsync(db, sim, sim.Status, update, moves, fleet, actor, after, token)),
            _ when moves => (null, Move(db, sim, fleet, actor)),
            _ => (null, null),
        };
    }

    /// <summary>A SIM that may connect moves when the network has confirmed it; any other at once, so that it connects under its new Fleet.</summary>
    private async Task<StatusChange> OpenAsync(
        SimConsoleDb db, Sim sim, SimStatus status, SimUpdate update, bool moves, Fleet? fleet, Actor actor, AfterCommit after, CancellationToken token)
    {
        var connected = sim.Status.MayConnect();
        if (moves && !connected)
        {
            Move(db, sim, fleet, actor);
        }

        var order = new StatusOrder(status, actor) { Reason = update.Reason, MovesFleet = moves && connected, ToFleetId = moves && connected ? fleet?.Id : null };
        var change = await changes.OpenAsync(db, sim, order, after, token);
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
}
