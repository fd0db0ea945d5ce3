using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Live;
using SimConsole.Sims.Tags;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Sims;

/// <summary>An update of one Sim; a property that is null stays as it is.</summary>
public sealed record SimUpdate
{
    /// <summary>The new unique name; an empty text takes it away.</summary>
    public string? UniqueName { get; init; }

    public SimStatus? Status { get; init; }

    /// <summary>SID or unique name of the Fleet to move to; an empty text takes the Sim out of its Fleet.</summary>
    public string? Fleet { get; init; }

    /// <summary>All tags that it is to have; the others are removed.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Tags to add to those that it has.</summary>
    public IReadOnlyList<string> AddTags { get; init; } = [];

    /// <summary>Tags to remove.</summary>
    public IReadOnlyList<string> RemoveTags { get; init; } = [];

    /// <summary>What is written down about it; an empty text takes it away.</summary>
    public string? Note { get; init; }

    /// <summary>Why, for the timeline.</summary>
    public string? Reason { get; init; }

    /// <summary>Whom to tell of the change that this update begins; ignored where it begins none.</summary>
    public CallbackRequest? Callback { get; init; }

    /// <summary>The Sim as the caller saw it: a value that somebody else has changed since is not overwritten. Where null, the last writer wins.</summary>
    public SimRow? Seen { get; init; }

    /// <summary>The trace context of the request, kept here because requests made at the same time are handled together.</summary>
    internal string? Traceparent { get; init; } = Tracing.Current;

    /// <summary>Whether nothing of the Sim changes but its status.</summary>
    internal bool IsOrderOnly => UniqueName is null && Fleet is null && Note is null && !ChangesTags;

    /// <summary>Whether it changes tags.</summary>
    internal bool ChangesTags => Tags is not null || AddTags.Count > 0 || RemoveTags.Count > 0;

    /// <summary>The tags that a Sim has after it.</summary>
    internal IReadOnlyList<string> TagsAfter(IReadOnlyList<string> before) => TagName.Ordered((Tags ?? before).Concat(AddTags).Except(RemoveTags));

    /// <summary>The same update with its tags as they are stored.</summary>
    internal SimUpdate WithTagsCleaned() => !ChangesTags ? this : this with
    {
        Tags = Tags is null ? null : Cleaned(Tags),
        AddTags = Cleaned(AddTags),
        RemoveTags = Cleaned(RemoveTags),
    };

    private static IReadOnlyList<string> Cleaned(IEnumerable<string> tags) => TagName.Ordered(tags.Select(TagName.Cleaned));
}

/// <summary>The Sim after an update.</summary>
/// <param name="Sim">The Sim as it is now.</param>
/// <param name="Scheduled">Whether the update began a change that the network has yet to confirm.</param>
public sealed record SimUpdated(SimRow Sim, bool Scheduled)
{
    /// <summary>The SID of that change; null where there is none.</summary>
    public string? ChangeSid { get; init; }
}

/// <summary>The rules of what may be done to a Sim, for pages, programs and imports alike.</summary>
public sealed partial class SimService(
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
    /// Renames a Sim, moves it to another Fleet, asks for another status, or all of it: one transaction, all or nothing. Requests for another status
    /// that come at the same time share a transaction.
    /// </summary>
    public async Task<Result<SimUpdated>> UpdateAsync(string sidOrName, SimUpdate update, Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.SimsWrite) is { } lacking)
        {
            return lacking;
        }

        update = update.WithTagsCleaned();
        if (TagFault(update) is { } refusal)
        {
            return refusal;
        }

        var asked = new Asked(sidOrName, update, caller);
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
            throw new ArgumentException("A SIM that can connect moves by a change of status.", nameof(status));
        }

        var now = time.Now();
        var before = await db.Sims.AsNoTracking().Where(s => simIds.Contains(s.Id) && s.Status == status)
            .Select(s => new { s.Id, s.Sid, s.Version, s.StatusChangedAt, FleetName = s.Fleet!.UniqueName ?? s.Fleet.Sid }).ToListAsync(token);
        long[] ids = [.. before.Select(s => s.Id)];
        var rows = await db.Sims.Where(s => ids.Contains(s.Id) && s.Status == status).ExecuteUpdateAsync(set => set
            .SetProperty(s => s.FleetId, fleetId).SetProperty(s => s.UpdatedAt, now).SetProperty(s => s.Version, s => s.Version + 1), token);
        if (rows != ids.Length)
        {
            throw new DbUpdateConcurrencyException("SIMs changed while they were being moved. Nothing was written.");
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
            if (all.Any(asked => asked.Update.ChangesTags))
            {
                await db.LockTagsAsync(token);
            }

            var sims = await LockedAsync(db, all, token);
            foreach (var asked in all)
            {
                updated.Add(sims(asked.Sim) is { } sim && asked.Caller.Scope.Holds(sim.FleetId)
                    ? await ApplyAsync(db, sim, asked, after, token)
                    : new Updated(null, new Refusal(ErrorCodes.NotFound, $"There is no SIM {asked.Sim}."), null));
            }

            // If every update was refused, nothing is saved. A refused update among others has changed nothing.
            if (updated.Exists(u => u.Refusal is null))
            {
                await changes.SupersedeRepairsAsync(db, [.. updated.Where(u => u.Change is not null).Select(u => u.Sim!.Id)], token);
                await db.SaveChangesAsync(token);
            }
        }, token);

        var rows = (await reader.FindAsync(updated.Where(u => u.Refusal is null).Select(u => u.Sim!.Id).Distinct(), FleetScope.All, token)).ToDictionary(row => row.Id);
        return [.. all.Zip(updated, (asked, u) => u.Refusal is { } refusal ? (Result<SimUpdated>)refusal
            : !rows.TryGetValue(u.Sim!.Id, out var row) ? new Refusal(ErrorCodes.NotFound, $"There is no SIM {asked.Sim}.")
            : new SimUpdated(u.Change is null ? row : row with { Status = SimStatus.Scheduled, TargetStatus = u.Change.ToStatus }, u.Change is not null) { ChangeSid = u.Change?.Sid })];
    }

    /// <summary>Locks the Sims of these updates and reads them. Returns a look-up by the SID or unique name that was asked for.</summary>
    private static async Task<Func<string, Sim?>> LockedAsync(SimConsoleDb db, IReadOnlyList<Asked> all, CancellationToken token)
    {
        var ids = await db.Sims.WithReferences([.. all.Select(asked => asked.Sim).Distinct()]).Select(s => s.Id).ToListAsync(token);
        await db.LockSimsAsync(ids, token);
        var sims = await db.Sims.Include(s => s.Fleet).Where(s => ids.Contains(s.Id)).ToListAsync(token);
        return SimReferences.Among(sims, sim => sim.Sid, sim => sim.UniqueName);
    }

    /// <summary>The changes that were requested, even if the network has yet to confirm them.</summary>
    private static IEnumerable<AuditChange> Changes(Sim sim, Before before, StatusChange? change, SimUpdate update) =>
    [
        new("name", before.Name, sim.UniqueName),
        new("note", before.Note, sim.Note),
        new("tags", before.Tags, before.TagsAfter),
        new("fleet", before.Fleet?.DisplayName, change is { MovesFleet: true } ? update.Fleet : sim.Fleet?.DisplayName),
        new("status", before.Status.Word(), (change?.ToStatus ?? before.Status).Word()),
        new("reason", update.Reason),
    ];

    private async Task<Updated> ApplyAsync(SimConsoleDb db, Sim sim, Asked asked, AfterCommit after, CancellationToken token)
    {
        var before = new Before(sim.UniqueName, sim.Note, sim.Fleet, sim.Status);
        var (refusal, change) = await ApplyAsync(db, sim, asked.Update, asked.Caller, after, token);
        if (refusal is null && asked.Update.ChangesTags)
        {
            (refusal, before) = await RetagAsync(db, sim, asked, before, token);
        }

        if (refusal is null && db.Entry(sim).State == EntityState.Modified)
        {
            db.Audit(asked.Caller, AuditKinds.SimUpdated, sim.Sid, Changes(sim, before, change, asked.Update));
            sim.Version++;
            live.Publish([new SimChanged(sim.Id, sim.Sid, sim.Status, sim.TargetStatus, sim.UpdatedAt, sim.Version, !asked.Update.IsOrderOnly)], after);
        }

        return new Updated(sim, refusal, change);
    }

    /// <summary>A Sim before an update; its tags only where the update changes them.</summary>
    private sealed record Before(string? Name, string? Note, Fleet? Fleet, SimStatus Status, string? Tags = null, string? TagsAfter = null);

    private sealed record Asked(string Sim, SimUpdate Update, Caller Caller);

    private sealed record Updated(Sim? Sim, Refusal? Refusal, StatusChange? Change);
}
