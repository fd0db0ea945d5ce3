using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;

namespace SimConsole.BulkChanges;

/// <content>Ordering what was previewed.</content>
public sealed partial class BulkChangeService
{
    /// <summary>
    /// Orders a preview that was frozen only to be ordered: if it is refused, the preview is deleted. What an earlier identical request has already ordered
    /// stays as it is.
    /// </summary>
    public async Task<Result<BulkChange>> CommitOrDiscardAsync(BulkChange frozen, Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.SimsBulk) is { } lacking)
        {
            return lacking;
        }

        if (frozen.State != BulkChangeState.Preview)
        {
            return frozen;
        }

        var committed = await CommitAsync(frozen.Sid, caller, token);
        if (committed.Refusal is null)
        {
            return committed;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        if (await db.BulkChanges.In(caller.Scope).AsNoTracking().SingleOrDefaultAsync(b => b.Sid == frozen.Sid && b.CommittedAt != null, token) is { } ordered)
        {
            return ordered;
        }

        await scheduler.DiscardAsync(frozen.Id, CancellationToken.None);
        return committed;
    }

    /// <summary>Orders a preview, once: a second order of the same preview is refused.</summary>
    public async Task<Result<BulkChange>> CommitAsync(string sid, Caller caller, CancellationToken token)
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

        if (bulk is { Tag: null, Eligible: > ConfirmedAbove } && caller.Unconfirmed(time.Now()) is { } unconfirmed)
        {
            return unconfirmed;
        }

        if (bulk is { State: BulkChangeState.Preview, Eligible: 0 })
        {
            return new Refusal(ErrorCodes.Invalid, $"{BulkChangeWords.NoneEligible(bulk)} There is nothing to order.");
        }

        if (bulk.UndoesId is { } undoneId && await UndoFaultAsync(db, await db.BulkChanges.AsNoTracking().SingleAsync(b => b.Id == undoneId, token), token) is { } fault)
        {
            return fault;
        }

        var now = time.Now();
        var rows = 0;
        await db.InTransactionAsync(async () =>
        {
            rows = await db.BulkChanges.Where(b => b.Id == bulk.Id && b.State == BulkChangeState.Preview).ExecuteUpdateAsync(set => set
                .SetProperty(b => b.State, BulkChangeState.Running)
                .SetProperty(b => b.CommittedAt, now)
                .SetProperty(b => b.RequestedBy, caller.Name), token);
            if (rows > 0)
            {
                db.Audit(caller, AuditKinds.BulkChangeOrdered, sid, new("kind", bulk.Kind.Word()), new("sims", bulk.Eligible), new("reason", bulk.Reason));
                await db.SaveChangesAsync(token);
            }
        }, token);
        if (rows == 0)
        {
            return new Refusal(ErrorCodes.Invalid, bulk.State == BulkChangeState.Preparing ? "Its selection is still being read. Order it when the preview is there." : $"{sid} has been ordered already. It is not ordered twice.");
        }

        try
        {
            // Sims that fit into one chunk are scheduled when this returns, as with a single change.
            await scheduler.OrderNextAsync(bulk.Id, token);
        }
        catch (Exception exception) when (DatabaseTrouble.Of(exception) is not null)
        {
            // It is ordered, and continues when the database can be written again.
        }

        signal.Wake();
        news.Wake();
        return await db.BulkChanges.AsNoTracking().SingleAsync(b => b.Id == bulk.Id, token);
    }
}
