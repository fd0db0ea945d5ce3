using System.Collections.Concurrent;
using SimConsole.BulkChanges;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Live;
using SimConsole.LossReports;
using SimConsole.Reconciliation;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Overview;

/// <summary>What the start page shows, as it was at one time.</summary>
/// <param name="At">When the reading began: all that was committed before is in it.</param>
/// <param name="Fleets">Every Fleet, the one with the most Sims first.</param>
/// <param name="Sims">All Sims by Fleet and status.</param>
/// <param name="Open">The changes that have not ended.</param>
/// <param name="Oldest">The Sim that has been scheduled the longest; null where none is.</param>
/// <param name="Failed">The changes that failed within <see cref="StatusChangeReader.RecentFailures"/>.</param>
/// <param name="Hold">What loss reports hold.</param>
/// <param name="UnderWay">The bulk changes that are running or paused.</param>
/// <param name="Drift">Where the network differs from what was decided.</param>
public sealed record OverviewSnapshot(
    DateTimeOffset At, IReadOnlyList<Fleet> Fleets, SimCounts Sims, OpenChanges Open, SimRow? Oldest, FailedChanges Failed, LossReportHold Hold,
    IReadOnlyList<BulkChangeView> UnderWay, DriftCounts Drift);

/// <summary>Reads what the start page shows: once a second at most, however many people have it open.</summary>
public sealed class OverviewReader(
    FleetService fleets, SimReader sims, StatusChangeReader changes, LossReportReader reports, BulkChangeReader bulks, DriftReader drift, TimeProvider time)
{
    private const int LatestFailures = 5;
    private const int UnfinishedReports = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly SimQuery LongestScheduled = new() { Statuses = [SimStatus.Scheduled], Sort = SimSort.LastChange, Descending = false };

    private readonly ConcurrentDictionary<FleetScope, SharedRead<OverviewSnapshot>> _reads = new();

    /// <summary>What was read for a scope within the last second, or null.</summary>
    public OverviewSnapshot? Recent(FleetScope scope) => Of(scope).Recent;

    /// <summary>Reads all that was committed before the call.</summary>
    public Task<OverviewSnapshot> ReadAsync(FleetScope scope, CancellationToken token) => Of(scope).ReadAsync(token);

    private SharedRead<OverviewSnapshot> Of(FleetScope scope) => _reads.GetOrAdd(scope, of => new(() => ReadNowAsync(of), Interval, time));

    private async Task<OverviewSnapshot> ReadNowAsync(FleetScope scope)
    {
        // Shared by all who wait for it, so none of them can cancel it.
        var token = CancellationToken.None;
        var at = time.Now();
        var counts = await fleets.CountEverythingAsync(scope, token);
        var all = await fleets.ListAsync(scope, token);
        var open = await changes.OpenAsync(scope, token);
        var oldest = await sims.ListAsync(LongestScheduled, 0, 1, scope, token);
        return new OverviewSnapshot(
            at,
            [.. all.OrderByDescending(fleet => counts.Of(fleet).Total)],
            counts,
            open,
            oldest.Count == 0 ? null : oldest[0],
            await changes.FailedAsync(at - StatusChangeReader.RecentFailures, LatestFailures, scope, token),
            await reports.HoldAsync(UnfinishedReports, scope, token),
            await bulks.UnderWayAsync(scope, token),
            await drift.CountAsync(scope, token));
    }
}
