using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.StatusChanges;

/// <summary>Taking back changes about which the network has not been asked yet.</summary>
public sealed partial class StatusChangeService
{
    private const int WithdrawnPerStatement = 2_000;

    /// <summary>
    /// Takes one change back in the caller's transaction. Its Sim is locked. Returns whether that came in time: if a worker has taken the change, it goes on.
    /// </summary>
    /// <param name="says">Who took it back, in a sentence.</param>
    public async Task<bool> WithdrawAsync(SimConsoleDb db, StatusChange change, string says, AfterCommit after, CancellationToken token)
    {
        var ended = await WithdrawAsync(db, Untouched(db).Where(c => c.Id == change.Id), says, after, token);
        await TellAsync(db, ended, after, token);
        return ended.Count > 0;
    }

    /// <summary>
    /// Takes back, in the caller's transaction, the changes of a bulk change that no worker has taken yet: each Sim gets back the status that it had.
    /// </summary>
    public async Task WithdrawAsync(SimConsoleDb db, long bulkChangeId, AfterCommit after, CancellationToken token)
    {
        var ended = new List<EndedChange>();
        var untouched = Untouched(db).Where(c => c.Priority == StatusChangePriority.Bulk);
        var found = await untouched.Where(c => c.BulkChangeId == bulkChangeId).Select(c => new { c.Id, c.SimId }).ToListAsync(token);
        await db.LockSimsAsync([.. found.Select(c => c.SimId)], token);
        foreach (var chunk in found.Select(c => c.Id).Order().Chunk(WithdrawnPerStatement))
        {
            ended.AddRange(await WithdrawAsync(db, untouched.Where(c => chunk.Contains(c.Id)), null, after, token));
        }

        await TellAsync(db, ended, after, token);
    }

    private static IQueryable<StatusChange> Untouched(SimConsoleDb db) =>
        db.StatusChanges.Where(c => c.EndedAt == null && c.Kind == StatusChangeKind.Requested && c.State == StatusChangeState.Queued && c.Attempts == 0);

    /// <summary>Ends some changes whose Sims are locked. Returns those that no worker has taken by this moment; the others go on.</summary>
    private async Task<IReadOnlyList<EndedChange>> WithdrawAsync(SimConsoleDb db, IQueryable<StatusChange> untouched, string? says, AfterCommit after, CancellationToken token)
    {
        // Any earlier withdrawal of one of these changes was committed before its Sim was locked here.
        var now = time.Now();
        var ids = await untouched.Select(c => c.Id).ToListAsync(token);
        await untouched.ExecuteUpdateAsync(set => set
            .SetProperty(c => c.State, StatusChangeState.Withdrawn).SetProperty(c => c.EndedAt, now).SetProperty(c => c.Failure, says), token);
        var withdrawn = await db.StatusChanges.Where(c => ids.Contains(c.Id) && c.State == StatusChangeState.Withdrawn)
            .Select(c => new { c.Id, c.SimId, c.FromStatus, c.ToStatus, c.BulkChangeId, c.Priority, c.QueuedAt }).ToListAsync(token);
        foreach (var group in withdrawn.GroupBy(c => c.FromStatus))
        {
            long[] back = [.. group.Select(c => c.SimId)];
            await BringBackAsync(db.Sims.Where(s => back.Contains(s.Id) && s.Status == SimStatus.Scheduled), group.Key, now, token);
        }

        live.Publish(await ChangedAsync(db, [.. withdrawn.Select(c => c.SimId)], now, token), after);
        return [.. withdrawn.Select(c => new EndedChange(
            c.Id, c.SimId, StatusChangeKind.Requested, StatusChangeState.Withdrawn, c.ToStatus, c.FromStatus, c.BulkChangeId, says)
        {
            Priority = c.Priority,
            QueuedAt = c.QueuedAt,
        })];
    }

    /// <summary>Gives these Sims back the status that they had.</summary>
    private static Task<int> BringBackAsync(IQueryable<Sim> sims, SimStatus back, DateTimeOffset now, CancellationToken token) => sims.ExecuteUpdateAsync(set => set
        .SetProperty(s => s.Status, back)
        .SetProperty(s => s.TargetStatus, (SimStatus?)null)
        .SetProperty(s => s.StatusChangedAt, now)
        .SetProperty(s => s.UpdatedAt, now)
        .SetProperty(s => s.Version, s => s.Version + 1), token);

    private static Task<List<SimChanged>> ChangedAsync(SimConsoleDb db, long[] sims, DateTimeOffset now, CancellationToken token) => db.Sims.AsNoTracking()
        .Where(s => sims.Contains(s.Id)).Select(s => new SimChanged(s.Id, s.Sid, s.Status, s.TargetStatus, now, s.Version, false)).ToListAsync(token);
}
