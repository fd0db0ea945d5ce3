using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.Work;

namespace SimConsole.BulkChanges;

/// <summary>Pausing, resuming and cancelling running bulk changes.</summary>
public sealed partial class BulkChangeService
{
    /// <summary>Schedules nothing more until it is resumed; changes that are already scheduled go on.</summary>
    public Task<Result<BulkChange>> PauseAsync(string sid, Caller caller, CancellationToken token) =>
        SteerAsync(sid, caller, AuditKinds.BulkChangePaused, [BulkChangeState.Running], BulkChangeState.Paused, "Only a bulk change that is running can be paused.", token);

    /// <summary>Resumes a paused bulk change.</summary>
    public Task<Result<BulkChange>> ResumeAsync(string sid, Caller caller, CancellationToken token) =>
        SteerAsync(sid, caller, AuditKinds.BulkChangeResumed, [BulkChangeState.Paused], BulkChangeState.Running, "Only a bulk change that is paused can be resumed.", token);

    /// <summary>
    /// Cancels it: Sims whose turn has not come are left as they are, and changes that wait for the network are taken back. Changes about which the network is
    /// being asked, or may have been told, end by themselves.
    /// </summary>
    public Task<Result<BulkChange>> CancelAsync(string sid, Caller caller, CancellationToken token) =>
        SteerAsync(sid, caller, AuditKinds.BulkChangeCancelled, [BulkChangeState.Running, BulkChangeState.Paused], BulkChangeState.Cancelled, "Only a bulk change that is running or paused can be cancelled.", token);

    /// <summary>The name of the lock that a process holds while it schedules, pauses, resumes or cancels a bulk change.</summary>
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

            // A chunk that is being scheduled has to end first; the next chunk finds the new state.
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
