using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.Work;

namespace SimConsole.BulkChanges;

/// <summary>Pausing, resuming and cancelling what runs.</summary>
public sealed partial class BulkChangeService
{
    /// <summary>Schedules nothing more until it is resumed; what is scheduled goes on.</summary>
    public Task<Result<BulkChange>> PauseAsync(string sid, Caller caller, CancellationToken token) =>
        SteerAsync(sid, caller, AuditKinds.BulkChangePaused, [BulkChangeState.Running], BulkChangeState.Paused, "Only a bulk change that is running can be paused.", token);

    /// <summary>Goes on with what was paused.</summary>
    public Task<Result<BulkChange>> ResumeAsync(string sid, Caller caller, CancellationToken token) =>
        SteerAsync(sid, caller, AuditKinds.BulkChangeResumed, [BulkChangeState.Paused], BulkChangeState.Running, "Only a bulk change that is paused can be resumed.", token);

    /// <summary>
    /// Ends it: what has not had its turn will not, and what waits for the network is taken back. What the network is being asked, or may have been
    /// told, ends as it ends.
    /// </summary>
    public Task<Result<BulkChange>> CancelAsync(string sid, Caller caller, CancellationToken token) =>
        SteerAsync(sid, caller, AuditKinds.BulkChangeCancelled, [BulkChangeState.Running, BulkChangeState.Paused], BulkChangeState.Cancelled, "Only a bulk change that is running or paused can be cancelled.", token);

    /// <summary>The name that whoever schedules or steers a bulk change holds meanwhile.</summary>
    internal static string SteeringOf(long id) => $"BulkChange:{id}";

    private async Task<Result<BulkChange>> SteerAsync(string sid, Caller caller, string kind, BulkChangeState[] from, BulkChangeState to, string otherwise, CancellationToken token)
    {
        if (caller.Lacks(Permissions.SimsBulk) is { } lacking)
        {
            return lacking;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        if (await db.BulkChanges.In(caller.Scope).AsNoTracking().SingleOrDefaultAsync(b => b.Sid == sid, token) is not { } bulk)
        {
            return NoSuchBulkChange(sid);
        }

        var steered = false;
        await db.InTransactionAsync(async after =>
        {
            var now = time.Now();

            // A chunk that is being scheduled has to end first, and the next one finds the new state.
            await db.LockNameAsync(SteeringOf(bulk.Id), token);
            var steers = db.BulkChanges.Where(b => b.Id == bulk.Id && from.Contains(b.State));
            if (to == BulkChangeState.Cancelled && await steers.AnyAsync(token))
            {
                await changes.WithdrawAsync(db, bulk.Id, after, token);
            }

            steered = await steers.ExecuteUpdateAsync(set => set
                .SetProperty(b => b.State, to)
                .SetProperty(b => b.EndedAt, b => to == BulkChangeState.Cancelled ? now : b.EndedAt), token) > 0;
            if (steered)
            {
                db.Audit(caller, kind, sid);
                await db.SaveChangesAsync(token);
            }

            after.Wake(signal);
            after.Wake(news);
        }, token);
        if (!steered)
        {
            return new Refusal(ErrorCodes.Invalid, otherwise);
        }

        return await db.BulkChanges.AsNoTracking().SingleAsync(b => b.Id == bulk.Id, token);
    }
}
