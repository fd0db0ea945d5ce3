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
public sealed class OverviewReader
{
    private const int LatestFailures = 5;
    private const int UnfinishedReports = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly SimQuery LongestScheduled = new() { Status = SimStatus.Scheduled, Sort = SimSort.LastChange, Descending = false };

    private readonly FleetService _fleets;
    private readonly SimReader _sims;
    private readonly StatusChangeReader _changes;
    private readonly LossReportReader _reports;
    private readonly BulkChangeReader _bulks;
    private readonly DriftReader _drift;
    private readonly TimeProvider _time;
    private readonly SharedRead<OverviewSnapshot> _read;

    public OverviewReader(FleetService fleets, SimReader sims, StatusChangeReader changes, LossReportReader reports, BulkChangeReader bulks, DriftReader drift, TimeProvider time)
    {
        (_fleets, _sims, _changes, _reports, _bulks, _drift, _time) = (fleets, sims, changes, reports, bulks, drift, time);
        _read = new(ReadNowAsync, Interval, time);
    }

    /// <summary>What was read within the last second, or null.</summary>
    public OverviewSnapshot? Recent => _read.Recent;

    /// <summary>Reads all that was committed before the call.</summary>
    public Task<OverviewSnapshot> ReadAsync(CancellationToken token) => _read.ReadAsync(token);

    private async Task<OverviewSnapshot> ReadNowAsync()
    {
        // Shared by all who wait for it, so none of them can cancel it.
        var token = CancellationToken.None;
        var at = _time.Now();
        var sims = await _fleets.CountEverythingAsync(token);
        var fleets = await _fleets.ListAsync(token);
        var open = await _changes.OpenAsync(token);
        var oldest = await _sims.ListAsync(LongestScheduled, 0, 1, token);
        return new OverviewSnapshot(
            at,
            [.. fleets.OrderByDescending(fleet => sims.Of(fleet).Total)],
            sims,
            open,
            oldest.Count == 0 ? null : oldest[0],
            await _changes.FailedAsync(at - StatusChangeReader.RecentFailures, LatestFailures, token),
            await _reports.HoldAsync(UnfinishedReports, token),
            await _bulks.UnderWayAsync(token),
            await _drift.CountAsync(token));
    }
}
