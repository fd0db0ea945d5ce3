using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.BulkChanges;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.PlannedChanges;

/// <summary>What a person or program wants to do to Sims later.</summary>
/// <param name="Kind">Anything but an undo.</param>
/// <param name="Selection">Sims chosen one by one, or a filter that is evaluated when it is due.</param>
/// <param name="At">The local date and time at which it is due for the first time.</param>
/// <param name="Zone">The IANA name of the time zone of <paramref name="At"/>.</param>
public sealed record PlannedOrder(BulkChangeKind Kind, SimSelection Selection, DateTime At, string Zone)
{
    /// <summary>SID or unique name of the Fleet to move to; only for a move.</summary>
    public string? Fleet { get; init; }

    public PlannedRepeat Repeats { get; init; }

    /// <summary>The last local day on which it is due; null for no end.</summary>
    public DateOnly? Until { get; init; }

    public string? Name { get; init; }

    public string? Reason { get; init; }

    /// <summary>The client's key for this request; null where it gave none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>A digest of the request, to tell a repetition from a mistake.</summary>
    public string? RequestDigest { get; init; }
}

/// <summary>Plans changes, pauses and cancels them.</summary>
public sealed class PlannedChangeService(IDbContextFactory<SimConsoleDb> databases, PlannedChangeSignal signal, PlannedChangeNews news, TimeProvider time)
{
    /// <summary>The most planned changes that may wait at once.</summary>
    public const int MostOpen = 1_000;

    /// <summary>The most Sims that may be chosen one by one.</summary>
    public const int MostChosen = 100_000;

    /// <summary>How far ahead a change may be planned.</summary>
    public const int MostYears = 10;

    /// <summary>
    /// Plans a change. A filter may match any number of Sims when it is due, so a person must first confirm their identity. A repeated request, identified by
    /// its key, gets the plan that the first one made.
    /// </summary>
    public async Task<Result<PlannedChange>> OrderAsync(PlannedOrder order, Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.SimsBulk) is { } lacking)
        {
            return lacking;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        if (order.IdempotencyKey is { } key && await db.PlannedChanges.AsNoTracking().SingleOrDefaultAsync(p => p.IdempotencyKey == key, token) is { } earlier)
        {
            return Repeated(earlier, order, caller);
        }

        if (PlannedOrderJudge.FaultOf(order, time.GetUtcNow()) is { } fault)
        {
            return fault;
        }

        var fleet = order.Fleet is { } target ? await db.Fleets.In(caller.Scope).AsNoTracking().WithReference(target).SingleOrDefaultAsync(token) : null;
        if (order.Kind == BulkChangeKind.MoveToFleet && fleet is null)
        {
            return NoSuchFleet(order.Fleet!);
        }

        var named = order.Selection is SimSelection.Matching { Query.Fleets: [var whose] } ? whose : null;
        var from = named is { Length: > 0 } ? await db.Fleets.In(caller.Scope).AsNoTracking().WithReference(named).SingleOrDefaultAsync(token) : null;
        if (named is { Length: > 0 } && from is null)
        {
            return NoSuchFleet(named);
        }

        var unconfirmed = caller.Unconfirmed(time.Now());
        if (unconfirmed is not null && (order.Selection is SimSelection.Matching || PlannedOrderJudge.Chosen(order).Count > BulkChangeService.ConfirmedAbove))
        {
            return unconfirmed;
        }

        if (await db.PlannedChanges.CountAsync(p => p.State == PlannedChangeState.Planned || p.State == PlannedChangeState.Paused, token) >= MostOpen)
        {
            return new Refusal(ErrorCodes.Invalid, $"{MostOpen:N0} planned changes are waiting already. Cancel one that is no longer needed.");
        }

        return await AddAsync(db, () => PlannedOrderJudge.Row(order, fleet, from, caller, unconfirmed is null, time.Now()), order, caller, token);
    }

    /// <summary>Skips the times that come due until it is resumed. What has begun goes on.</summary>
    public Task<Result<PlannedChange>> PauseAsync(string sid, Caller caller, CancellationToken token) => SteerAsync(sid, caller, AuditKinds.PlannedChangePaused, PauseAsync, token);

    /// <summary>Continues with the next time, in the name of the person or program that resumes it. Times that passed meanwhile are not made up for.</summary>
    public Task<Result<PlannedChange>> ResumeAsync(string sid, Caller caller, CancellationToken token) => SteerAsync(sid, caller, AuditKinds.PlannedChangeResumed, ResumeAsync, token);

    /// <summary>Cancels it. Bulk changes that have been ordered stay as they are.</summary>
    public Task<Result<PlannedChange>> CancelAsync(string sid, Caller caller, CancellationToken token) => SteerAsync(sid, caller, AuditKinds.PlannedChangeCancelled, CancelAsync, token);

    /// <summary>The name of the lock that a process holds while it begins, pauses, resumes or cancels a planned change.</summary>
    internal static string SteeringOf(long id) => $"PlannedChange:{id}";

    private static Task<Refusal?> PauseAsync(SimConsoleDb db, PlannedChange plan, Caller caller, DateTimeOffset now, CancellationToken token)
    {
        var refusal = plan.State == PlannedChangeState.Planned ? null : new Refusal(ErrorCodes.Invalid, "Only a planned change that waits for its time can be paused.");
        plan.State = refusal is null ? PlannedChangeState.Paused : plan.State;
        return Task.FromResult(refusal);
    }

    private static async Task<Refusal?> ResumeAsync(SimConsoleDb db, PlannedChange plan, Caller caller, DateTimeOffset now, CancellationToken token)
    {
        if (plan.State != PlannedChangeState.Paused)
        {
            return new Refusal(ErrorCodes.Invalid, "Only a planned change that is paused can be resumed.");
        }

        if (plan.RequestedBy != caller.Name && plan.Chosen is null or > BulkChangeService.ConfirmedAbove && caller.Unconfirmed(now) is { } unconfirmed)
        {
            return unconfirmed;
        }

        if (plan.Times().After(now) is not { } next)
        {
            return new Refusal(ErrorCodes.Invalid, "Its last time passed while it was paused. Cancel it, and plan the change again.");
        }

        foreach (var missed in await PlannedDue.OfAsync(db, plan, now, token))
        {
            db.PlannedOccurrences.Add(PlannedDue.Missed(plan, missed, "It was paused.", now));
        }

        (plan.State, plan.NextAt) = (PlannedChangeState.Planned, next.At);
        plan.Confirmed = caller.Unconfirmed(now) is null || (plan.Confirmed && plan.RequestedBy == caller.Name);
        (plan.RequestedBy, plan.Source, plan.May) = (caller.Name, caller.Actor.Source, caller.May);
        return null;
    }

    private static Task<Refusal?> CancelAsync(SimConsoleDb db, PlannedChange plan, Caller caller, DateTimeOffset now, CancellationToken token)
    {
        if (plan.State is not (PlannedChangeState.Planned or PlannedChangeState.Paused))
        {
            return Task.FromResult<Refusal?>(new Refusal(ErrorCodes.Invalid, "Only a planned change that has not ended can be cancelled."));
        }

        (plan.State, plan.NextAt, plan.EndedAt) = (PlannedChangeState.Cancelled, null, now);
        return Task.FromResult<Refusal?>(null);
    }

    private async Task<Result<PlannedChange>> SteerAsync(string sid, Caller caller, string kind, Func<SimConsoleDb, PlannedChange, Caller, DateTimeOffset, CancellationToken, Task<Refusal?>> steer, CancellationToken token)
    {
        if (caller.Lacks(Permissions.SimsBulk) is { } lacking)
        {
            return lacking;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        if (await db.PlannedChanges.In(caller.Scope).AsNoTracking().SingleOrDefaultAsync(p => p.Sid == sid, token) is not { } found)
        {
            return new Refusal(ErrorCodes.NotFound, $"There is no planned change {Cut.Short(sid)}.");
        }

        Result<PlannedChange> result = found;
        await db.InTransactionAsync(async after =>
        {
            // A process that begins one of its times has either finished first, or finds the new state.
            await db.LockNameAsync(SteeringOf(found.Id), token);
            var plan = await db.PlannedChanges.SingleAsync(p => p.Id == found.Id, token);
            if (await steer(db, plan, caller, time.Now(), token) is { } refusal)
            {
                result = refusal;
                return;
            }

            db.Audit(caller, kind, sid);
            await db.SaveChangesAsync(token);
            result = plan;
            after.Wake(signal);
            after.Wake(news);
        }, token);
        return result;
    }

    private async Task<Result<PlannedChange>> AddAsync(SimConsoleDb db, Func<PlannedChange> row, PlannedOrder order, Caller caller, CancellationToken token)
    {
        var chosen = PlannedOrderJudge.Chosen(order);
        PlannedChange plan = null!;
        try
        {
            await db.InTransactionAsync(async after =>
            {
                plan = row();
                db.PlannedChanges.Add(plan);
                db.Audit(
                    caller, AuditKinds.PlannedChangeOrdered, plan.Sid, new("kind", plan.Kind.Word()), new("selection", plan.Selection), new("at", $"{plan.At} {plan.Zone}"),
                    new("repeats", plan.Repeats.Word()), new("until", plan.Until), new("reason", plan.Reason));
                await db.SaveChangesAsync(token);
                await db.InsertManyAsync([.. chosen.Select(id => new PlannedChangeSim { PlannedChangeId = plan.Id, SimId = id })], token);
                after.Wake(signal);
                after.Wake(news);
            }, token);
        }
        catch (DbUpdateException exception) when (order.IdempotencyKey is not null && DatabaseTrouble.Of(exception) is null)
        {
            // The same request was made at the same moment: the other one was faster.
            return Repeated(await db.PlannedChanges.AsNoTracking().SingleAsync(p => p.IdempotencyKey == order.IdempotencyKey, token), order, caller);
        }

        return plan;
    }

    private static Result<PlannedChange> Repeated(PlannedChange earlier, PlannedOrder order, Caller caller) =>
        (!caller.Scope.IsAll && caller.Scope != earlier.Scope) || earlier.RequestDigest != order.RequestDigest
            ? new Refusal(ErrorCodes.Invalid, "This Idempotency-Key was used for another request. Use a new key for a new request.")
            : earlier;

    private static Refusal NoSuchFleet(string named) => new(ErrorCodes.NoSuchFleet, $"There is no Fleet {Cut.Short(named)}. Give the SID or the unique name of one that exists.");
}
