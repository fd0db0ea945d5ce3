using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.StatusChanges;

/// <summary>The order that always wins: off the network, whatever else is in flight, and for as long as a loss report holds the Sim.</summary>
public sealed partial class StatusChangeService
{
    /// <summary>How long an order waits that would have failed if no loss report had come to hold its Sim.</summary>
    private static readonly TimeSpan OutlivedWait = TimeSpan.FromSeconds(2);

    private const string OvertakenReason = "A loss report has overtaken this change, and takes the SIM off the network.";

    /// <summary>
    /// Orders all of these Sims off in the caller's transaction, ahead of all other work. A change of such a Sim that still waits is superseded; one that a
    /// worker is applying is followed by the new order: a Sim's changes are taken in the order of their ids, so that off comes last. Sims that are already off,
    /// new, or already ordered off like this stay as they are. The caller has locked all Sims that it writes in its transaction, all at once.
    /// </summary>
    public async Task<IReadOnlyList<SimChanged>> TakeOffNetworkAsync(
        SimConsoleDb db, IReadOnlyCollection<long> simIds, StatusOrder order, AfterCommit after, CancellationToken token)
    {
        var opened = await OpenManyAsync(db, simIds, order, after, token);
        var now = time.Now();
        var overtaken = await OvertakeAsync(db, [.. simIds.Except(opened.Sims.Select(s => s.SimId))], order, after, now, token);
        await HurryRepairsAsync(db, simIds, order.Priority, after, now, token);
        var versions = await db.Sims.AsNoTracking().Where(s => overtaken.Contains(s.Id)).Select(s => new { s.Id, s.Sid, s.Version }).ToListAsync(token);
        SimChanged[] followed = [.. versions.Select(s => new SimChanged(s.Id, s.Sid, SimStatus.Scheduled, order.Status, now, s.Version))];
        live.Publish(followed, after);
        return [.. opened.Sims, .. followed];
    }

    /// <summary>
    /// While a loss report holds a Sim, only the network's confirmation ends an order that takes it off, even if the report came while the network was being
    /// asked.
    /// </summary>
    private static async Task<IReadOnlyList<ChangeVerdict>> OutliveAsync(SimConsoleDb db, IReadOnlyList<ChangeVerdict> verdicts, CancellationToken token)
    {
        long[] failed = [.. verdicts.Where(v => v is { Outcome: ChangeOutcome.Failed, Change.TakesOff: true }).Select(v => v.Change.SimId)];
        if (failed.Length == 0)
        {
            return verdicts;
        }

        var holds = await db.Sims.Where(s => failed.Contains(s.Id) && s.HeldByReportId != null).Select(s => s.Id).ToHashSetAsync(token);
        return [.. verdicts.Select(v => v is { Outcome: ChangeOutcome.Failed end, Change.TakesOff: true } && holds.Contains(v.Change.SimId)
            ? v with { Outcome = new ChangeOutcome.TryAgain(end.Reason, new NextAttempt(OutlivedWait, 0)) }
            : v)];
    }

    /// <summary>Puts the order behind the change in flight, or in its place. Returns the Sims for which it did.</summary>
    private async Task<IReadOnlyList<long>> OvertakeAsync(
        SimConsoleDb db, long[] simIds, StatusOrder order, AfterCommit after, DateTimeOffset now, CancellationToken token)
    {
        var inFlight = db.StatusChanges.Where(c => simIds.Contains(c.SimId) && c.EndedAt == null && c.Kind == StatusChangeKind.Requested
            && !db.StatusChanges.Any(later => later.SimId == c.SimId && later.EndedAt == null && later.Kind == StatusChangeKind.Requested
                && later.Priority == StatusChangePriority.LossReport && later.ToStatus == order.Status));

        await db.Sims.Where(s => s.Status == SimStatus.Scheduled && inFlight.Any(c => c.SimId == s.Id)).ExecuteUpdateAsync(set => set
            .SetProperty(s => s.TargetStatus, order.Status)
            .SetProperty(s => s.UpdatedAt, now)
            .SetProperty(s => s.Version, s => s.Version + 1), token);
        var found = await inFlight.Select(c => new { c.Id, c.SimId, c.FromStatus, c.ToStatus, c.BulkChangeId, c.Priority, c.QueuedAt }).ToListAsync(token);
        long[] ids = [.. found.Select(c => c.Id)];
        await SupersedeAsync(db.StatusChanges.Where(c => ids.Contains(c.Id) && c.EndedAt == null && c.State == StatusChangeState.Queued), now, token);
        var applying = await db.StatusChanges.Where(c => ids.Contains(c.Id) && c.EndedAt == null).Select(c => c.Id).ToHashSetAsync(token);

        // The change that is being applied will probably succeed; when it ends, it updates the status that the Sim falls back to.
        db.StatusChanges.AddRange(found.Select(c => NewChange(c.SimId, applying.Contains(c.Id) ? c.ToStatus : c.FromStatus, order, now)));
        await db.SaveChangesAsync(token);
        await TellAsync(
            db,
            [
                .. found.Where(c => !applying.Contains(c.Id)).Select(c => new EndedChange(
                    c.Id, c.SimId, StatusChangeKind.Requested, StatusChangeState.Superseded, c.ToStatus, SimStatus.Scheduled, c.BulkChangeId, OvertakenReason)
                    {
                        Priority = c.Priority,
                        QueuedAt = c.QueuedAt,
                    }),
            ],
            after,
            token);
        return [.. found.Select(c => c.SimId)];
    }

    /// <summary>A Sim that is off, but that the network is known to let in, is also brought back to off ahead of all other work.</summary>
    private async Task HurryRepairsAsync(
        SimConsoleDb db, IReadOnlyCollection<long> simIds, StatusChangePriority priority, AfterCommit after, DateTimeOffset now, CancellationToken token)
    {
        var hurried = await db.StatusChanges
            .Where(c => simIds.Contains(c.SimId) && c.EndedAt == null && c.Kind == StatusChangeKind.Reconcile && c.State == StatusChangeState.Queued && c.Priority > priority)
            .ExecuteUpdateAsync(set => set
                .SetProperty(c => c.Priority, priority)
                .SetProperty(c => c.DueAt, c => c.DueAt > now ? now : c.DueAt), token);
        if (hurried > 0)
        {
            after.Wake(queue.Signal);
        }
    }

    /// <summary>The orders that wait behind changes of these Sims, by Sim.</summary>
    private static Task<Dictionary<long, long>> FollowersAsync(SimConsoleDb db, IReadOnlyCollection<long> changeIds, IReadOnlyCollection<long> simIds, CancellationToken token) =>
        db.StatusChanges
            .Where(c => c.EndedAt == null && c.Priority == StatusChangePriority.LossReport && c.Kind == StatusChangeKind.Requested)
            .Where(c => simIds.Contains(c.SimId) && !changeIds.Contains(c.Id))
            .GroupBy(c => c.SimId).Select(g => new { SimId = g.Key, Id = g.Max(c => c.Id) })
            .ToDictionaryAsync(c => c.SimId, c => c.Id, token);

    /// <summary>These Sims stay scheduled; the change that follows now starts from the status that the ended change left behind.</summary>
    private static async Task LeaveToFollowersAsync(
        SimConsoleDb db, long[] simIds, Dictionary<long, long> followers, SimStatus status, bool moves, long? fleetId, CancellationToken token)
    {
        long[] next = [.. simIds.Select(simId => followers[simId])];
        await db.StatusChanges.Where(c => next.Contains(c.Id)).ExecuteUpdateAsync(set => set.SetProperty(c => c.FromStatus, status), token);
        if (moves)
        {
            await db.Sims.Where(s => simIds.Contains(s.Id)).ExecuteUpdateAsync(set => set
                .SetProperty(s => s.FleetId, fleetId).SetProperty(s => s.Version, s => s.Version + 1), token);
        }
    }
}
