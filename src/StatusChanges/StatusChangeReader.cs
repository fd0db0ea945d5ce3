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
    /// <summary>What a person calls the Sim: its unique name, or its ICCID where it has none.</summary>
    public string SimName => UniqueName ?? Iccid;
}

/// <summary>The changes that failed since some time.</summary>
/// <param name="Count">All of them.</param>
/// <param name="Latest">The latest few, latest first.</param>
public sealed record FailedChanges(int Count, IReadOnlyList<FailedChange> Latest);

/// <summary>Reads status changes over all Sims; each reading costs what it finds, not what there is.</summary>
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

    /// <summary>The latest changes of a Sim before <paramref name="beforeId"/> (all where null), newest first.</summary>
    public async Task<IReadOnlyList<StatusChange>> ListBeforeAsync(long simId, long? beforeId, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.StatusChanges.AsNoTracking().Where(c => c.SimId == simId && (beforeId == null || c.Id < beforeId)).OrderByDescending(c => c.Id).Take(take).ToListAsync(token);
    }

    /// <summary>The changes of a Sim next after <paramref name="afterId"/>, newest first: the page before a page.</summary>
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
}
