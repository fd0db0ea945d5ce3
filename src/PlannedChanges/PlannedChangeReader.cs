using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;

namespace SimConsole.PlannedChanges;

/// <summary>A planned change with the names of what it points to.</summary>
/// <param name="FleetName">The Fleet that its Sims move to; null unless it moves them.</param>
/// <param name="Last">The latest of its times that have passed.</param>
public sealed record PlannedChangeView(PlannedChange Plan, string? FleetSid, string? FleetName, PlannedOccurrence? Last);

/// <summary>Reads planned changes for pages and programs.</summary>
public sealed class PlannedChangeReader(IDbContextFactory<SimConsoleDb> databases)
{
    /// <summary>The newest planned changes before <paramref name="beforeId"/> (all where null), newest first.</summary>
    public async Task<IReadOnlyList<PlannedChangeView>> ListBeforeAsync(long? beforeId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Views(db, db.PlannedChanges.In(scope).Where(p => beforeId == null || p.Id < beforeId).OrderByDescending(p => p.Id).Take(take)).ToListAsync(token);
    }

    /// <summary>The oldest planned changes after <paramref name="afterId"/>, newest first: for the link to the previous page.</summary>
    public async Task<IReadOnlyList<PlannedChangeView>> ListAfterAsync(long afterId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var plans = await Views(db, db.PlannedChanges.In(scope).Where(p => p.Id > afterId).OrderBy(p => p.Id).Take(take)).ToListAsync(token);
        plans.Reverse();
        return plans;
    }

    /// <summary>Plans that are still due, the next one first; then those that have ended, the last one first.</summary>
    public async Task<IReadOnlyList<PlannedChangeView>> NextFirstAsync(int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var open = await Views(db, db.PlannedChanges.In(scope).Where(p => p.EndedAt == null).OrderBy(p => p.NextAt).ThenBy(p => p.Id).Take(take)).ToListAsync(token);
        var ended = await Views(db, db.PlannedChanges.In(scope).Where(p => p.EndedAt != null).OrderByDescending(p => p.EndedAt).ThenByDescending(p => p.Id).Take(take - open.Count)).ToListAsync(token);
        return [.. open, .. ended];
    }

    /// <summary>The planned change with this SID, or null.</summary>
    public async Task<PlannedChangeView?> FindAsync(string sid, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Views(db, db.PlannedChanges.In(scope).Where(p => p.Sid == sid)).SingleOrDefaultAsync(token);
    }

    /// <summary>The times of a planned change that came before <paramref name="beforeId"/> (all where null), the last one first.</summary>
    public async Task<IReadOnlyList<PlannedOccurrence>> OccurrencesBeforeAsync(long id, long? beforeId, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.PlannedOccurrences.AsNoTracking().Where(o => o.PlannedChangeId == id && (beforeId == null || o.Id < beforeId)).OrderByDescending(o => o.Id).Take(take).ToListAsync(token);
    }

    /// <summary>The times of a planned change that came after <paramref name="afterId"/>, the last one first: for the link to the previous page.</summary>
    public async Task<IReadOnlyList<PlannedOccurrence>> OccurrencesAfterAsync(long id, long afterId, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var occurrences = await db.PlannedOccurrences.AsNoTracking().Where(o => o.PlannedChangeId == id && o.Id > afterId).OrderBy(o => o.Id).Take(take).ToListAsync(token);
        occurrences.Reverse();
        return occurrences;
    }

    /// <summary>
    /// The latest <paramref name="take"/> of the times whose work ended at <paramref name="since"/> or later, each as the last one of its plan, latest first.
    /// </summary>
    public async Task<IReadOnlyList<PlannedChangeView>> EndedOccurrencesAsync(DateTimeOffset since, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var ended = db.PlannedOccurrences.AsNoTracking().Where(o => o.EndedAt >= since);
        ended = scope.IsAll ? ended : ended.Where(o => o.PlannedChange!.Scope == scope);
        return await ended.OrderByDescending(o => o.EndedAt).ThenByDescending(o => o.Id).Take(take).Select(o => new PlannedChangeView(
            o.PlannedChange!,
            db.Fleets.Where(f => f.Id == o.PlannedChange!.FleetId).Select(f => f.Sid).FirstOrDefault(),
            db.Fleets.Where(f => f.Id == o.PlannedChange!.FleetId).Select(f => f.UniqueName ?? f.Sid).FirstOrDefault(),
            o)).ToListAsync(token);
    }

    /// <summary>
    /// The latest <paramref name="take"/> of the plans that the console paused at <paramref name="since"/> or later because their orderer may not order them
    /// any more, and that are still paused; latest first.
    /// </summary>
    public async Task<IReadOnlyList<PausedPlan>> PausedAsync(DateTimeOffset since, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var paused = await Views(db, db.PlannedChanges.In(scope).Where(p => p.State == PlannedChangeState.Paused)).ToListAsync(token);
        string[] sids = [.. paused.Select(view => view.Plan.Sid)];

        // The last entry of a plan in the audit says why it is paused: a person may have resumed it and paused it since.
        var why = sids.Length == 0 ? [] : (await db.AuditEntries.AsNoTracking().Where(e => sids.Contains(e.Subject) && e.Kind == AuditKinds.PlannedChangePaused && e.At >= since).OrderBy(e => e.Id).ToListAsync(token))
            .GroupBy(e => e.Subject).Select(of => of.Last()).Where(e => e.Door == OrderSource.Itself).ToDictionary(e => e.Subject);
        return
        [
            .. paused.Where(view => why.ContainsKey(view.Plan.Sid))
                .Select(view => new PausedPlan(view, why[view.Plan.Sid].At, AuditChanges.Read(why[view.Plan.Sid].Changes).FirstOrDefault(change => change.What == "reason")?.To ?? ""))
                .OrderByDescending(plan => plan.At).Take(take),
        ];
    }

    private static IQueryable<PlannedChangeView> Views(SimConsoleDb db, IQueryable<PlannedChange> plans) => plans.AsNoTracking().Select(p => new PlannedChangeView(
        p,
        db.Fleets.Where(f => f.Id == p.FleetId).Select(f => f.Sid).FirstOrDefault(),
        db.Fleets.Where(f => f.Id == p.FleetId).Select(f => f.UniqueName ?? f.Sid).FirstOrDefault(),
        db.PlannedOccurrences.Where(o => o.PlannedChangeId == p.Id).OrderByDescending(o => o.Id).FirstOrDefault()));
}
