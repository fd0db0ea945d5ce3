using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.StatusChanges;

/// <summary>Ends the changes that would switch SIMs on again after a backup is restored.</summary>
public sealed partial class StatusChangeService
{
    /// <summary>
    /// Ends, in the caller's transaction, every open change by which the network would let a SIM connect: each Sim gets back the status that it had, and
    /// whoever ordered the change is told that it failed. Changes that take SIMs off the network continue. Returns how many ended.
    /// </summary>
    /// <param name="reason">Why, in a sentence.</param>
    internal async Task<int> EndSwitchingOnAsync(SimConsoleDb db, string reason, AfterCommit after, CancellationToken token)
    {
        var now = time.Now();
        var on = db.StatusChanges.Where(c => c.EndedAt == null && (c.ToStatus == SimStatus.Ready || c.ToStatus == SimStatus.Active));

        // A repair leaves its Sim as it is.
        var repairs = await on.Where(c => c.Kind == StatusChangeKind.Reconcile).ExecuteUpdateAsync(set => set
            .SetProperty(c => c.State, StatusChangeState.Superseded)
            .SetProperty(c => c.Failure, reason)
            .SetProperty(c => c.EndedAt, now), token);

        var found = await on.Select(c => new { c.Id, c.SimId, c.Kind, c.FromStatus, c.ToStatus, c.BulkChangeId, c.Priority, c.QueuedAt }).ToListAsync(token);
        await db.LockSimsAsync([.. found.Select(c => c.SimId)], token);
        var changed = new List<SimChanged>();
        foreach (var chunk in found.GroupBy(c => c.FromStatus).SelectMany(group => group.Chunk(WithdrawnPerStatement)))
        {
            var (ids, sims, back) = (chunk.Select(c => c.Id).ToArray(), chunk.Select(c => c.SimId).ToArray(), chunk[0].FromStatus);
            await db.StatusChanges.Where(c => ids.Contains(c.Id)).ExecuteUpdateAsync(set => set
                .SetProperty(c => c.State, StatusChangeState.Failed)
                .SetProperty(c => c.Failure, reason)
                .SetProperty(c => c.EndedAt, now), token);

            // A Sim stays scheduled if an order that takes it off waits behind the ended change.
            await BringBackAsync(db.Sims.Where(s => sims.Contains(s.Id) && (s.TargetStatus == SimStatus.Ready || s.TargetStatus == SimStatus.Active)), back, now, token);
            changed.AddRange(await ChangedAsync(db, sims, now, token));
        }

        live.Publish(changed, after);
        var status = changed.DistinctBy(change => change.SimId).ToDictionary(change => change.SimId, change => change.Status);
        await TellAsync(
            db,
            found.ConvertAll(c => new EndedChange(c.Id, c.SimId, c.Kind, StatusChangeState.Failed, c.ToStatus, status.GetValueOrDefault(c.SimId, c.FromStatus), c.BulkChangeId, reason) { Priority = c.Priority, QueuedAt = c.QueuedAt }),
            after,
            token);
        return repairs + found.Count;
    }
}
