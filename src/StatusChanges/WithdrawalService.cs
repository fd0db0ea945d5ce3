using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.StatusChanges;

/// <summary>Takes a change back at the request of a person or a program.</summary>
public sealed class WithdrawalService(IDbContextFactory<SimConsoleDb> databases, StatusChangeService changes)
{
    /// <summary>
    /// Takes back one change that waits for its turn: the Sim gets back the status that it had, and its callback is told. A change that was taken back before
    /// is returned as it is. A change of a bulk change may be taken back like any other; the bulk change counts it as cancelled. Refused if the network is
    /// being asked, or may have been told; a loss report always stands, and while one holds the Sim no change is taken back.
    /// </summary>
    public async Task<Result<StatusChange>> WithdrawAsync(string sid, Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.SimsWrite) is { } lacking)
        {
            return lacking;
        }

        var result = default(Result<StatusChange>);
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async after => result = await WithdrawAsync(db, sid, caller, after, token), token);
        return result;
    }

    private async Task<Result<StatusChange>> WithdrawAsync(SimConsoleDb db, string sid, Caller caller, AfterCommit after, CancellationToken token)
    {
        var missing = new Refusal(ErrorCodes.NotFound, $"There is no change {Cut.Short(sid)}.");
        var named = db.StatusChanges.AsNoTracking().Include(c => c.Sim).Where(c => c.Id == StatusChange.IdOf(sid));
        if (await named.Select(c => (long?)c.SimId).SingleOrDefaultAsync(token) is not { } simId)
        {
            return missing;
        }

        await db.LockSimsAsync([simId], token);
        var change = await named.SingleAsync(token);
        if (!caller.Scope.Holds(change.Sim!.FleetId))
        {
            return missing;
        }

        if (change.State == StatusChangeState.Withdrawn)
        {
            return change;
        }

        if (await StandsAsync(db, change, token) is { } refusal)
        {
            return refusal;
        }

        if (!await changes.WithdrawAsync(db, change, $"Cancelled by {caller.Name} before the network was asked.", after, token))
        {
            return TooLate(change);
        }

        db.Audit(caller, AuditKinds.StatusChangeWithdrawn, change.Sim.Sid, new AuditChange("status", change.ToStatus.Word(), change.FromStatus.Word()));
        await db.SaveChangesAsync(token);
        return await named.SingleAsync(token);
    }

    /// <summary>Why a change cannot be cancelled; null where it can, unless a worker takes it first.</summary>
    private static async Task<Refusal?> StandsAsync(SimConsoleDb db, StatusChange change, CancellationToken token)
    {
        if (change.EndedAt is not null)
        {
            return new Refusal(ErrorCodes.Invalid, $"This change has ended, and cannot be cancelled: {change.Sim!.UniqueName ?? change.Sim.Iccid} is {change.Sim.Status.Word()}. Ask for the status that it should have.");
        }

        if (change.Kind != StatusChangeKind.Requested)
        {
            return new Refusal(ErrorCodes.Invalid, "This brings the network to what was decided, and cannot be cancelled.");
        }

        if (change.Sim!.HeldByReportId is { } report)
        {
            return Hold.Refusal(await db.LossReports.Where(r => r.Id == report).Select(r => r.Sid).SingleAsync(token));
        }

        return change.Priority == StatusChangePriority.LossReport
            ? new Refusal(ErrorCodes.Invalid, "What a loss report has ordered always stands. Activate the SIM when it is off.")
            : change.IsUntouched ? null : TooLate(change);
    }

    private static Refusal TooLate(StatusChange change) => new(
        ErrorCodes.ChangeInFlight,
        "The network is being asked already, so this change cannot be cancelled."
            + (SimLifecycle.Step(change.ToStatus, change.FromStatus, hasFleet: true) is LifecycleStep.Allowed ? $" Ask for {change.FromStatus.Word()} when it has ended." : ""));
}
