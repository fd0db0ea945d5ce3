using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Live;
using SimConsole.Sims;
using SimConsole.Sims.Tags;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.BulkChanges;

/// <summary>What a person or program wants to do to many Sims.</summary>
/// <param name="Kind">Anything but an undo, which is requested by naming the bulk change to undo.</param>
/// <param name="Fleet">SID or unique name of the Fleet to move to; only for a move.</param>
/// <param name="IdempotencyKey">The client's key for this request; see <paramref name="RequestDigest"/>.</param>
/// <param name="RequestDigest">A digest of the request, to tell a repetition from a mistake.</param>
public sealed record BulkOrder(
    BulkChangeKind Kind, SimSelection Selection, string? Fleet = null, string? Reason = null, string? IdempotencyKey = null, string? RequestDigest = null)
{
    /// <summary>The tag that is added or removed; null where none is.</summary>
    public string? Tag { get; init; }

    /// <summary>
    /// The selection, in the words of the plan that orders it; null where no plan does. The preview of a plan cannot be ordered or discarded by a person.
    /// </summary>
    public string? Planned { get; init; }
}

/// <summary>Previews, orders, pauses, cancels and undoes bulk changes.</summary>
public sealed partial class BulkChangeService(
    IDbContextFactory<SimConsoleDb> databases,
    BulkChangeFreezer freezer,
    BulkChangeScheduler scheduler,
    StatusChangeService changes,
    BulkChangeSignal signal,
    BulkChangeNews news,
    ThisProcess process,
    TimeProvider time)
{
    /// <summary>A person who orders more Sims than this must enter the password again, if the last time was long ago.</summary>
    public const int ConfirmedAbove = 1_000;

    /// <summary>The most unordered previews that are kept for one person or program.</summary>
    public const int MostPreviews = 20;

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Freezes the selection, each Sim with the status in which it is seen now, and orders nothing. A repeated request, identified by its key, gets the bulk
    /// change that the first one made.
    /// </summary>
    /// <param name="progress">Is told how many Sims are frozen so far.</param>
    public async Task<Result<BulkChange>> PreviewAsync(BulkOrder order, Caller caller, IProgress<int>? progress, CancellationToken token)
    {
        if (caller.Lacks(Permissions.SimsBulk) is { } lacking)
        {
            return lacking;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        if (order.IdempotencyKey is { } key && await db.BulkChanges.AsNoTracking().SingleOrDefaultAsync(b => b.IdempotencyKey == key, token) is { } earlier
            && !await IsAbandonedAsync(db, earlier, token))
        {
            return Repeated(earlier, order, caller);
        }

        var fleet = order.Fleet is { } named ? await db.Fleets.In(caller.Scope).AsNoTracking().WithReference(named).SingleOrDefaultAsync(token) : null;
        if (FaultOf(order, fleet) is { } refusal)
        {
            return refusal;
        }

        var bulk = New(order.Kind, fleet?.Id, order.Tag is null ? null : TagName.Cleaned(order.Tag), null, order.Planned ?? order.Selection.Says, order.Reason, caller, order);
        return await PrepareAsync(db, bulk, order, caller, () => freezer.FreezeAsync(bulk, order.Selection, progress, token), token);
    }

    /// <summary>Freezes the Sims that a bulk change has changed, each with the way back to the status, or the Fleet, that it had before; orders nothing.</summary>
    public async Task<Result<BulkChange>> PreviewUndoAsync(string sid, Caller caller, IProgress<int>? progress, CancellationToken token)
    {
        if (caller.Lacks(Permissions.SimsBulk) is { } lacking)
        {
            return lacking;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        if (await db.BulkChanges.In(caller.Scope).AsNoTracking().SingleOrDefaultAsync(b => b.Sid == sid, token) is not { } undone)
        {
            return NoSuchBulkChange(sid);
        }

        if (await UndoFaultAsync(db, undone, token) is { } fault)
        {
            return fault;
        }

        var undo = New(BulkChangeKind.Undo, null, undone.Tag, undone.Id, $"what {undone.Sid} changed", null, caller, null);
        return await PrepareAsync(db, undo, null, caller, () => freezer.FreezeUndoAsync(undo, undone, progress, token), token);
    }

    private async Task<Result<BulkChange>> PrepareAsync(SimConsoleDb db, BulkChange bulk, BulkOrder? order, Caller caller, Func<Task> freeze, CancellationToken token)
    {
        if (order?.Planned is null && await db.BulkChanges.CountAsync(b => b.RequestedBy == caller.Name && (b.State == BulkChangeState.Preparing || b.State == BulkChangeState.Preview), token) >= MostPreviews)
        {
            return new Refusal(ErrorCodes.Invalid, $"{caller.Name} has {MostPreviews} previews that were not ordered, and each keeps a row for every SIM. Order or discard one, or wait until they end after a day.");
        }

        bulk.ProcessId = await process.IdAsync(token);
        db.BulkChanges.Add(bulk);
        try
        {
            await db.SaveChangesAsync(token);
        }
        catch (DbUpdateException exception) when (order?.IdempotencyKey is not null && DatabaseTrouble.Of(exception) is null)
        {
            // The same request was made at the same moment: the other one goes on.
            return Repeated(await db.BulkChanges.AsNoTracking().SingleAsync(b => b.IdempotencyKey == order.IdempotencyKey, token), order, caller);
        }

        try
        {
            await freeze();
        }
        catch
        {
            await scheduler.GiveUpAsync(bulk.Id);
            throw;
        }

        if (bulk.Selected == 0)
        {
            await scheduler.DiscardAsync(bulk.Id, token);
            return new Refusal(ErrorCodes.Invalid, Nothing(bulk, order));
        }

        bulk.State = BulkChangeState.Preview;
        db.Audit(caller, AuditKinds.BulkChangePreviewed, bulk.Sid, new("kind", bulk.Kind.Word()), new("sims", bulk.Selected), new("selection", bulk.Selection));
        await db.SaveChangesAsync(token);
        return bulk;
    }

    /// <summary>Whether a process died while it froze this selection: then the selection is deleted, and the request starts again.</summary>
    private async Task<bool> IsAbandonedAsync(SimConsoleDb db, BulkChange earlier, CancellationToken token)
    {
        var abandoned = await scheduler.IsAbandonedAsync(db, earlier.Id, token);
        if (abandoned)
        {
            await scheduler.DiscardAsync(earlier.Id, token);
        }

        return abandoned;
    }

    private BulkChange New(BulkChangeKind kind, long? fleetId, string? tag, long? undoesId, string selection, string? reason, Caller caller, BulkOrder? order) => new()
    {
        Kind = kind,
        FleetId = fleetId,
        Tag = tag,
        UndoesId = undoesId,
        Selection = selection.Length <= BulkChange.SelectionLength ? selection : selection[..(BulkChange.SelectionLength - 1)] + "…",
        Reason = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim(),
        RequestedBy = caller.Name,
        Source = caller.Actor.Source,
        Scope = caller.Scope,
        CreatedAt = time.Now(),
        IdempotencyKey = order?.IdempotencyKey,
        RequestDigest = order?.RequestDigest,
    };

    private static Result<BulkChange> Repeated(BulkChange earlier, BulkOrder order, Caller caller) =>
        !caller.Scope.IsAll && caller.Scope != earlier.Scope ? new Refusal(ErrorCodes.Invalid, "This Idempotency-Key was used for another request. Use a new key for a new request.")
        : earlier.RequestDigest != order.RequestDigest ? new Refusal(ErrorCodes.Invalid, $"This Idempotency-Key was used for the bulk change {earlier.Sid}, which is another request. Use a new key for a new request.")
        : earlier.State == BulkChangeState.Preparing ? new Refusal(ErrorCodes.BeingWorkedOn, "This request is being worked on: its selection is being read. Send it again in a moment.") { RetryAfter = AskAgainAfter }
        : earlier;

    private static Refusal? FaultOf(BulkOrder order, Fleet? fleet) =>
        order.Kind == BulkChangeKind.MoveToFleet && order.Fleet is null ? new Refusal(ErrorCodes.Invalid, "The Fleet to move to is missing. Give its SID or its unique name.")
        : order.Kind == BulkChangeKind.MoveToFleet && fleet is null ? new Refusal(ErrorCodes.NoSuchFleet, $"There is no Fleet {order.Fleet}. Give the SID or the unique name of one that exists.")
        : order.Kind is BulkChangeKind.AddTag or BulkChangeKind.RemoveTag && string.IsNullOrWhiteSpace(order.Tag) ? new Refusal(ErrorCodes.Invalid, "The tag is missing. Say which.")
        : order.Tag is { } tag && TagName.Fault(TagName.Cleaned(tag)) is { } fault ? new Refusal(ErrorCodes.Invalid, fault)
        : order.Reason?.Trim().Length > StatusChange.TextLength ? new Refusal(ErrorCodes.Invalid, $"A reason has at most {StatusChange.TextLength} characters.")
        : order.IdempotencyKey?.Length > BulkChange.KeyLength ? new Refusal(ErrorCodes.Invalid, $"An idempotency key has at most {BulkChange.KeyLength} characters.")
        : null;

    private static async Task<Refusal?> UndoFaultAsync(SimConsoleDb db, BulkChange undone, CancellationToken token)
    {
        if (undone.Kind == BulkChangeKind.Undo)
        {
            return new Refusal(ErrorCodes.Invalid, $"{undone.Sid} is an undo itself. Order the bulk change again instead.");
        }

        if (undone.State is not (BulkChangeState.Completed or BulkChangeState.Cancelled) || undone.InFlight > 0)
        {
            return new Refusal(ErrorCodes.Invalid, undone.CommittedAt is null ? $"{undone.Sid} has not been ordered. There is nothing to undo." : $"{undone.Sid} has not ended. Cancel it, or wait until it has, and undo it then.");
        }

        return await db.BulkChanges.AsNoTracking().FirstOrDefaultAsync(b => b.UndoesId == undone.Id && b.CommittedAt != null, token) is { } undo
            ? new Refusal(ErrorCodes.Invalid, $"{undone.Sid} has been undone by {undo.Sid} already.")
            : null;
    }

    private static string Nothing(BulkChange bulk, BulkOrder? order) =>
        bulk.Kind == BulkChangeKind.Undo ? "It changed no SIM. There is nothing to undo."
        : order?.Selection switch
        {
            SimSelection.Listed => "No line of this list names a SIM of this console. Nothing was changed.",
            SimSelection.Matching => "No SIM matches this filter. Nothing was changed.",
            _ => "No SIM is chosen. Choose those to change.",
        };

    private static Refusal NoSuchBulkChange(string sid) => new(ErrorCodes.NotFound, $"There is no bulk change {sid}.");
}
