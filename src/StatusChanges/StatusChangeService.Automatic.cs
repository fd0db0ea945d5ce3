using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.StatusChanges;

/// <summary>What the network does by itself: a ready Sim that is used, or has waited for long enough, becomes active.</summary>
public sealed partial class StatusChangeService
{
    /// <summary>Makes Sims active that have been ready for three months. Returns how many.</summary>
    public async Task<int> ActivateReadyAsync(CancellationToken token)
    {
        var since = time.Now().AddMonths(-StatusChangeOptions.ReadyMonths);
        await using var db = await databases.CreateDbContextAsync(token);
        var due = await db.Sims
            .Where(s => s.Status == SimStatus.Ready && s.ReadySince <= since && s.HeldByReportId == null)
            .OrderBy(s => s.ReadySince).Select(s => s.Id).Take(options.Value.BatchSize)
            .ToListAsync(token);
        if (due.Count == 0)
        {
            return 0;
        }

        var count = 0;
        await db.InTransactionAsync(async after => count = (await ActivateReadyAsync(db, due, "Ready for three months.", after, token)).Count, token);
        return count;
    }

    /// <summary>
    /// Makes those of these Sims active, in the caller's transaction, that are ready and that no loss report holds; the others stay as they are. They are never
    /// scheduled, and no callback is sent: the network has done it already. Returns the Sims as they are afterwards.
    /// </summary>
    /// <param name="simIds">At most 2,000 Sims, in any order.</param>
    /// <param name="reason">What they did that made them active, in a sentence for the timeline.</param>
    /// <exception cref="DbUpdateConcurrencyException">One of them changed at this moment. Roll back, and look again.</exception>
    public async Task<IReadOnlyList<SimChanged>> ActivateReadyAsync(
        SimConsoleDb db, IReadOnlyCollection<long> simIds, string reason, AfterCommit after, CancellationToken token)
    {
        var now = time.Now();
        await db.LockSimsAsync(simIds, token);
        var ready = db.Sims.Where(s => s.Status == SimStatus.Ready && s.HeldByReportId == null);
        var sims = await ready.Where(s => simIds.Contains(s.Id)).OrderBy(s => s.Id).Select(s => new { s.Id, s.Sid, s.Version }).ToListAsync(token);
        if (sims.Count == 0)
        {
            return [];
        }

        long[] ids = [.. sims.Select(s => s.Id)];
        var rows = await ready.Where(s => ids.Contains(s.Id)).ExecuteUpdateAsync(set => set
            .SetProperty(s => s.Status, SimStatus.Active)
            .SetProperty(s => s.StatusChangedAt, now)
            .SetProperty(s => s.UpdatedAt, now)
            .SetProperty(s => s.Version, s => s.Version + 1), token);
        if (rows != ids.Length)
        {
            throw new DbUpdateConcurrencyException("Ready SIMs changed while the network took them to active. Nothing was written.");
        }

        db.StatusChanges.AddRange(sims.Select(sim => new StatusChange
        {
            SimId = sim.Id,
            Kind = StatusChangeKind.Automatic,
            FromStatus = SimStatus.Ready,
            ToStatus = SimStatus.Active,
            RequestedBy = Actor.Network.Name,
            Source = Actor.Network.Source,
            Reason = reason,
            State = StatusChangeState.Completed,
            QueuedAt = now,
            DueAt = now,
            EndedAt = now,
        }));
        await db.SaveChangesAsync(token);

        // A Sim may have been renamed between the two queries: the version that it has now is the one to publish.
        var versions = await db.Sims.Where(s => ids.Contains(s.Id)).Select(s => new { s.Id, s.Version }).ToDictionaryAsync(s => s.Id, s => s.Version, token);
        SimChanged[] changed = [.. sims.Select(sim => new SimChanged(sim.Id, sim.Sid, SimStatus.Active, null, now, versions[sim.Id]))];
        live.Publish(changed, after);
        return changed;
    }
}
