using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.BulkChanges;

/// <summary>
/// Counts how many changes of which bulk change a transaction ends, in that transaction, so that the counts are exact whichever process dies. It runs last,
/// since every worker writes the same row.
/// </summary>
internal sealed class BulkChangeTally : IChangeEnded
{
    public bool IsLast => true;

    public async Task EndedAsync(SimConsoleDb db, IReadOnlyList<EndedChange> ended, AfterCommit after, CancellationToken token)
    {
        foreach (var bulk in ended.Where(e => e.BulkChangeId is not null).GroupBy(e => e.BulkChangeId!.Value, e => e.State).OrderBy(g => g.Key))
        {
            int Of(StatusChangeState state) => bulk.Count(s => s == state);
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
