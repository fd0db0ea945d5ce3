using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Reconciliation;

/// <summary>Tells pages of the Sims whose difference was mended: nothing else of such a Sim changes, so no other event tells of it.</summary>
internal sealed class MendedDrift(LiveFeed live) : IChangeEnded
{
    public async Task EndedAsync(SimConsoleDb db, IReadOnlyList<EndedChange> ended, AfterCommit after, CancellationToken token)
    {
        long[] ids = [.. ended.Where(c => c.Kind == StatusChangeKind.Reconcile).Select(c => c.SimId)];
        if (ids.Length > 0)
        {
            live.Publish(
                await db.Sims.Where(s => ids.Contains(s.Id))
                    .Select(s => new SimChanged(s.Id, s.Sid, s.Status, s.TargetStatus, s.StatusChangedAt, s.Version, true)).ToListAsync(token),
                after);
        }
    }
}
