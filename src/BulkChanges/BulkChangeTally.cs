using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.StatusChanges;

namespace SimConsole.BulkChanges;

/// <summary>
/// How many changes of which bulk change a transaction ends. Written in that transaction, so that the counts of a bulk change are exact
/// whatever process dies; written last, since every worker writes the same row.
/// </summary>
internal sealed class BulkChangeTally
{
    private readonly Dictionary<(long BulkChangeId, StatusChangeState State), int> _ended = [];

    /// <summary>Counts changes that end as <paramref name="state"/>; those that are no part of a bulk change are passed over.</summary>
    public void Add(StatusChangeState state, IEnumerable<long?> bulkChangeIds)
    {
        foreach (var id in bulkChangeIds.OfType<long>())
        {
            _ended[(id, state)] = _ended.GetValueOrDefault((id, state)) + 1;
        }
    }

    public async Task WriteAsync(SimConsoleDb db, CancellationToken token)
    {
        foreach (var bulk in _ended.GroupBy(e => e.Key.BulkChangeId).OrderBy(g => g.Key))
        {
            var counts = bulk.ToDictionary(e => e.Key.State, e => e.Value);
            int Of(StatusChangeState state) => counts.GetValueOrDefault(state);
            var (completed, failed, superseded, withdrawn) =
                (Of(StatusChangeState.Completed), Of(StatusChangeState.Failed), Of(StatusChangeState.Superseded), Of(StatusChangeState.Withdrawn));
            await db.BulkChanges.Where(b => b.Id == bulk.Key).ExecuteUpdateAsync(set => set
                .SetProperty(b => b.Completed, b => b.Completed + completed)
                .SetProperty(b => b.Failed, b => b.Failed + failed)
                .SetProperty(b => b.Superseded, b => b.Superseded + superseded)
                .SetProperty(b => b.Withdrawn, b => b.Withdrawn + withdrawn), token);
        }
    }
}
