using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.StatusChanges;

/// <summary>The changes that have not ended.</summary>
/// <param name="Open">All of them.</param>
/// <param name="Due">Those that the next free worker takes; the others are with the network, wait for their next attempt, or are planned.</param>
/// <param name="Repairs">Those that bring the network back to the status that a Sim has, and change no Sim.</param>
public sealed record OpenChanges(int Open, int Due, int Repairs);

/// <summary>A change that failed, and its Sim.</summary>
public sealed record FailedChange(long Id, DateTimeOffset EndedAt, string SimSid, string Iccid, string? UniqueName, string? Failure)
{
    /// <summary>The name of the Sim for people: its unique name, or its ICCID where it has none.</summary>
    public string SimName => UniqueName ?? Iccid;
}

/// <summary>The changes that failed since some time.</summary>
/// <param name="Count">All of them.</param>
/// <param name="Latest">The latest few, latest first.</param>
public sealed record FailedChanges(int Count, IReadOnlyList<FailedChange> Latest);

/// <summary>A change that failed and that is reported neither by a bulk change nor by a loss report.</summary>
public sealed record FailedAlone(long SimId, DateTimeOffset EndedAt, string SimSid, string SimName, string? Failure);

/// <summary>Which changes of all Sims are listed.</summary>
public enum ChangeFilter
{
    All,

    /// <summary>Those that have not ended.</summary>
    UnderWay,

    /// <summary>Those that the network did not confirm.</summary>
    Failed,
}

/// <summary>A change among those of all Sims.</summary>
/// <param name="SimStatus">The status that the Sim has now.</param>
/// <param name="SimInFleet">Whether it is in a Fleet.</param>
/// <param name="HeldBy">The loss report that holds it.</param>
/// <param name="ToFleet">The Fleet to which the change moves it, by name or SID; null where it moves it to no Fleet.</param>
/// <param name="BulkSid">The bulk change of which it is a part.</param>
public sealed record ListedChange(
    StatusChange Change, string SimSid, string Iccid, string? UniqueName, SimStatus SimStatus, bool SimInFleet, string? HeldBy, string? ToFleet, string? BulkSid)
{
    /// <summary>The name of the Sim for people: its unique name, or its ICCID where it has none.</summary>
    public string SimName => UniqueName ?? Iccid;

    /// <summary>Whether it can be taken back.</summary>
    public bool CanWithdraw => Change.CanBeWithdrawn(HeldBy is not null);

    /// <summary>Whether it has failed, and asking for the same again makes sense: the Sim is as it was then, and no rule forbids the step.</summary>
    public bool CanTryAgain => Change is { State: StatusChangeState.Failed, Kind: StatusChangeKind.Requested }
        && SimStatus == Change.FromStatus
        && SimLifecycle.Step(SimStatus, Change.ToStatus, SimInFleet || ToFleet is not null) is not LifecycleStep.Refused
        && (HeldBy is null || !Change.ToStatus.MayConnect());
}

/// <summary>Reads status changes over all Sims; the cost of each query depends on what it finds, not on how many changes exist.</summary>
public sealed class StatusChangeReader(IDbContextFactory<SimConsoleDb> databases, TimeProvider time)
{
    /// <summary>How long a failure is shown.</summary>
    public static readonly TimeSpan RecentFailures = TimeSpan.FromHours(24);

    /// <summary>How much is changing now.</summary>
    public async Task<OpenChanges> OpenAsync(FleetScope scope, CancellationToken token)
    {
        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        var counts = await db.StatusChanges.OfSimsIn(scope, c => c.Sim).Where(c => c.EndedAt == null)
            .GroupBy(c => c.Priority)
            .Select(g => new { Open = g.Count(), Due = g.Count(c => c.DueAt <= now && c.LeaseToken == null) })
            .ToListAsync(token);
        var repairs = await db.StatusChanges.OfSimsIn(scope, c => c.Sim).CountAsync(c => c.EndedAt == null && c.Kind == StatusChangeKind.Reconcile, token);
        return new OpenChanges(counts.Sum(c => c.Open), counts.Sum(c => c.Due), repairs);
    }

    /// <summary>
    /// The changes of all Sims before <paramref name="beforeId"/> (the latest where null), latest first: failed ones by the time they failed, others by the
    /// time they were requested.
    /// </summary>
    public async Task<IReadOnlyList<ListedChange>> ListAsync(ChangeFilter filter, long? beforeId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var changes = db.StatusChanges.AsNoTracking().OfSimsIn(scope, c => c.Sim);
        if (filter == ChangeFilter.Failed)
        {
            // By the index of failures, which are few among very many.
            var ended = beforeId is null ? null : await db.StatusChanges.Where(c => c.Id == beforeId).Select(c => c.EndedAt).SingleOrDefaultAsync(token);
            changes = changes.Where(c => c.State == StatusChangeState.Failed && (beforeId == null || c.EndedAt < ended || (c.EndedAt == ended && c.Id < beforeId)))
                .OrderByDescending(c => c.EndedAt).ThenByDescending(c => c.Id);
        }
        else
        {
            changes = changes.Where(c => beforeId == null || c.Id < beforeId);
            changes = (filter == ChangeFilter.UnderWay ? changes.Where(c => c.EndedAt == null) : changes).OrderByDescending(c => c.Id);
        }

        return await changes.Take(take).Select(c => new ListedChange(
            c,
            c.Sim!.Sid,
            c.Sim.Iccid,
            c.Sim.UniqueName,
            c.Sim.Status,
            c.Sim.FleetId != null,
            db.LossReports.Where(r => r.Id == c.Sim.HeldByReportId).Select(r => r.Sid).FirstOrDefault(),
            db.Fleets.Where(f => c.MovesFleet && f.Id == c.ToFleetId).Select(f => f.UniqueName ?? f.Sid).FirstOrDefault(),
            db.BulkChanges.Where(b => b.Id == c.BulkChangeId).Select(b => b.Sid).FirstOrDefault())).ToListAsync(token);
    }

    /// <summary>One change with its Sim, or null.</summary>
    public async Task<StatusChange?> FindAsync(string sid, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.StatusChanges.AsNoTracking().OfSimsIn(scope, c => c.Sim).Include(c => c.Sim).SingleOrDefaultAsync(c => c.Id == StatusChange.IdOf(sid), token);
    }

    /// <summary>The latest changes of a Sim before <paramref name="beforeId"/> (all where null), newest first.</summary>
    public async Task<IReadOnlyList<StatusChange>> ListBeforeAsync(long simId, long? beforeId, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.StatusChanges.AsNoTracking().Where(c => c.SimId == simId && (beforeId == null || c.Id < beforeId)).OrderByDescending(c => c.Id).Take(take).ToListAsync(token);
    }

    /// <summary>The changes of a Sim that come next after <paramref name="afterId"/>, newest first: for the link to the previous page.</summary>
    public async Task<IReadOnlyList<StatusChange>> ListAfterAsync(long simId, long afterId, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var changes = await db.StatusChanges.AsNoTracking().Where(c => c.SimId == simId && c.Id > afterId).OrderBy(c => c.Id).Take(take).ToListAsync(token);
        changes.Reverse();
        return changes;
    }

    /// <summary>The changes that failed at <paramref name="since"/> or later, and the latest <paramref name="take"/> of them.</summary>
    public async Task<FailedChanges> FailedAsync(DateTimeOffset since, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var failed = db.StatusChanges.OfSimsIn(scope, c => c.Sim).Where(c => c.State == StatusChangeState.Failed && c.EndedAt >= since);
        var latest = await failed.OrderByDescending(c => c.EndedAt).ThenByDescending(c => c.Id).Take(take)
            .Select(c => new FailedChange(c.Id, c.EndedAt!.Value, c.Sim!.Sid, c.Sim.Iccid, c.Sim.UniqueName, c.Failure))
            .ToListAsync(token);
        return new FailedChanges(latest.Count < take ? latest.Count : await failed.CountAsync(token), latest);
    }

    /// <summary>
    /// The latest <paramref name="take"/> of the changes that failed at <paramref name="since"/> or later and are part of no bulk change that the caller may
    /// see, latest first; without those of loss reports, since they are ordered again until they succeed.
    /// </summary>
    public async Task<IReadOnlyList<FailedAlone>> FailedAloneAsync(DateTimeOffset since, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var failed = db.StatusChanges.OfSimsIn(scope, c => c.Sim)
            .Where(c => c.State == StatusChangeState.Failed && c.EndedAt >= since && c.Priority != StatusChangePriority.LossReport);

        // A person limited to some Fleets may have Sims in the bulk change of somebody without that limit, and does not see that bulk change.
        failed = scope.IsAll
            ? failed.Where(c => c.BulkChangeId == null)
            : failed.Where(c => c.BulkChangeId == null || !db.BulkChanges.Any(b => b.Id == c.BulkChangeId && b.Scope == scope));
        return await failed.OrderByDescending(c => c.EndedAt).ThenByDescending(c => c.Id).Take(take)
            .Select(c => new FailedAlone(c.SimId, c.EndedAt!.Value, c.Sim!.Sid, c.Sim.UniqueName ?? c.Sim.Iccid, c.Failure))
            .ToListAsync(token);
    }
}
