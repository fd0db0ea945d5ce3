using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.BulkChanges;
using SimConsole.Data;
using SimConsole.PlannedChanges;
using SimConsole.Reconciliation;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Backup;

/// <summary>What was done to a database that came back from a backup.</summary>
/// <param name="Ended">Open changes that would have switched a SIM on.</param>
/// <param name="Paused">Bulk changes that were running.</param>
/// <param name="Plans">Planned changes that waited for their time.</param>
internal sealed record RestoredDatabase(int Ended, int Paused, int Plans);

/// <summary>
/// Makes a database that came back from a backup safe to work with. SIMs that the backup was still to switch on may have been reported stolen since, and the network may
/// have been told: none of them is switched on, and all Sims are compared with the network. A SIM that the network refuses now stays off until a person decides; one that it lets
/// connect although the backup does not is switched off.
/// </summary>
internal sealed class Restoration(
    IDbContextFactory<SimConsoleDb> databases,
    StatusChangeService changes,
    ReconcileQueue comparisons,
    IEnumerable<IHeldWork> work)
{
    private const string Reason = "The database was restored from a backup, and what has happened to this SIM since is not known. Order it again.";

    /// <summary>Settles the database. No process may use it meanwhile; the processes that the backup names are no longer running.</summary>
    public async Task<RestoredDatabase> SettleAsync(CancellationToken token)
    {
        RestoredDatabase done = null!;
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async after =>
        {
            await db.RunningProcesses.ExecuteDeleteAsync(token);
            foreach (var held in work)
            {
                await held.ReleaseAsync(db, token);
            }

            var paused = await db.BulkChanges.Where(b => b.State == BulkChangeState.Running).ExecuteUpdateAsync(set => set.SetProperty(b => b.State, BulkChangeState.Paused), token);
            var plans = await PausePlansAsync(db, token);
            done = new RestoredDatabase(await changes.EndSwitchingOnAsync(db, Reason, after, token), paused, plans);
            db.Audit(Caller.CommandLine, AuditKinds.BackupRestored, "database", new AuditChange("ended", done.Ended), new AuditChange("paused", paused), new AuditChange("plans", plans));
            await db.SaveChangesAsync(token);
        }, token);
        await comparisons.RequestAsync(Caller.CommandLine, null, null, token);
        return done;
    }

    /// <summary>Otherwise planned changes would be carried out late and all at once, whatever has been decided since the backup.</summary>
    private static async Task<int> PausePlansAsync(SimConsoleDb db, CancellationToken token)
    {
        await db.PlannedOccurrences.Where(o => o.State == PlannedOccurrenceState.Beginning).ExecuteUpdateAsync(set => set
            .SetProperty(o => o.State, PlannedOccurrenceState.NotOrdered)
            .SetProperty(o => o.Says, "The database was restored from a backup."), token);
        return await db.PlannedChanges.Where(p => p.State == PlannedChangeState.Planned).ExecuteUpdateAsync(set => set.SetProperty(p => p.State, PlannedChangeState.Paused), token);
    }
}
