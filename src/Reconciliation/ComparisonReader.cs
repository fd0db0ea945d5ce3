using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.Reconciliation;

/// <summary>A comparison, and the Fleet or the Sim that it is about.</summary>
public sealed record ComparisonRow(ReconcileRun Run, string? FleetSid, string? SimSid);

/// <summary>Reads comparisons for programs.</summary>
public sealed class ComparisonReader(IDbContextFactory<SimConsoleDb> databases)
{
    /// <summary>The newest comparisons before <paramref name="beforeId"/> (all where null), newest first.</summary>
    public async Task<IReadOnlyList<ComparisonRow>> ListBeforeAsync(long? beforeId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Rows(db, In(db, scope).Where(r => beforeId == null || r.Id < beforeId).OrderByDescending(r => r.Id).Take(take)).ToListAsync(token);
    }

    /// <summary>The oldest comparisons after <paramref name="afterId"/>, newest first: the page before a page.</summary>
    public async Task<IReadOnlyList<ComparisonRow>> ListAfterAsync(long afterId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var comparisons = await Rows(db, In(db, scope).Where(r => r.Id > afterId).OrderBy(r => r.Id).Take(take)).ToListAsync(token);
        comparisons.Reverse();
        return comparisons;
    }

    /// <summary>The comparison with this SID, or null.</summary>
    public async Task<ComparisonRow?> FindAsync(string sid, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Rows(db, In(db, scope).Where(r => r.Sid == sid)).SingleOrDefaultAsync(token);
    }

    /// <summary>A caller limited to Fleets sees the comparisons of one of those Fleets, and of single Sims in them.</summary>
    private static IQueryable<ReconcileRun> In(SimConsoleDb db, FleetScope scope)
    {
        if (scope.IsAll)
        {
            return db.ReconcileRuns;
        }

        var (fleets, sims) = (scope.FleetIds, db.Sims.In(scope));
        return db.ReconcileRuns.Where(r => (r.FleetId != null && fleets.Contains(r.FleetId.Value)) || sims.Any(s => s.Id == r.SimId));
    }

    private static IQueryable<ComparisonRow> Rows(SimConsoleDb db, IQueryable<ReconcileRun> runs) => runs.AsNoTracking().Select(r => new ComparisonRow(
        r,
        db.Fleets.Where(f => f.Id == r.FleetId).Select(f => f.Sid).FirstOrDefault(),
        db.Sims.Where(s => s.Id == r.SimId).Select(s => s.Sid).FirstOrDefault()));
}
