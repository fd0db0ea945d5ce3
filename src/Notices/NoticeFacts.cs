using SimConsole.BulkChanges;
using SimConsole.Inventory.Imports;
using SimConsole.LossReports;
using SimConsole.PlannedChanges;
using SimConsole.StatusChanges;

namespace SimConsole.Notices;

/// <summary>What people with the same limit may have to be told, as of one time. Each list is the latest first, and no longer than <see cref="NoticeReader.Most"/>.</summary>
/// <param name="At">When the reading began: all that was committed before is in it.</param>
/// <param name="Failed">Changes that failed, but for those of bulk changes and of loss reports.</param>
/// <param name="Bulks">Bulk changes that ended.</param>
/// <param name="Imports">Imports that ended.</param>
/// <param name="Planned">Times of planned changes that came.</param>
/// <param name="Hold">What loss reports hold now.</param>
public sealed record NoticeFacts(
    DateTimeOffset At, IReadOnlyList<FailedAlone> Failed, IReadOnlyList<BulkChangeView> Bulks, IReadOnlyList<Import> Imports, IReadOnlyList<PlannedChangeView> Planned, LossReportHold Hold)
{
    /// <summary>Planned changes that were paused, because the person in whose name they are done may not order them any more.</summary>
    public required IReadOnlyList<PausedPlan> Paused { get; init; }
}
