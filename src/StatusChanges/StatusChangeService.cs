using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.Options;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.StatusChanges;

/// <summary>
/// The one gate through which a Sim's status changes. Invariant: a Sim is <see cref="SimStatus.Scheduled"/> exactly while it has an
/// open change of kind <see cref="StatusChangeKind.Requested"/>, and both are written in one transaction.
/// </summary>
public sealed partial class StatusChangeService(
    IDbContextFactory<SimConsoleDb> databases,
    StatusChangeQueue queue,
    IEnumerable<IChangeEnded> told,
    LiveFeed live,
    TimeProvider time,
    IOptions<StatusChangeOptions> options)
{
    private const int SimsPerStatement = 2_000;

    private readonly IChangeEnded[] _told = [.. told.OrderBy(who => who.IsLast)];

    /// <summary>
    /// Opens a change in the caller's unit of work: the Sim becomes scheduled, and the row that a worker will find is added. The caller has locked the Sim and
    /// asked <see cref="SimLifecycle"/>, and then supersedes its repairs, saves, and publishes the Sim.
    /// </summary>
    public StatusChange Open(SimConsoleDb db, Sim sim, StatusOrder order, AfterCommit after)
    {
        var now = time.Now();
        var change = NewChange(sim.Id, sim.Status, order, now);
        db.StatusChanges.Add(change);
        after.Wake(queue.Signal);
        sim.Status = SimStatus.Scheduled;
        sim.TargetStatus = order.Status;
        sim.StatusChangedAt = now;
        sim.UpdatedAt = now;
        return change;
    }

    /// <summary>
    /// Supersedes repairs of the network that have not begun, which are pointless once a change is opened. A repair that has begun goes first, since changes of
    /// a Sim are taken in the order of their ids.
    /// </summary>
    public async Task SupersedeRepairsAsync(SimConsoleDb db, IReadOnlyCollection<long> simIds, CancellationToken token)
    {
        if (simIds.Count == 0 || !await PointlessRepairs(db).AnyAsync(token))
        {
            return;
        }

        var now = time.Now();
        foreach (var chunk in simIds.Chunk(SimsPerStatement))
        {
            await SupersedeAsync(PointlessRepairs(db).Where(c => chunk.Contains(c.SimId)), now, token);
        }
    }

    /// <summary>
    /// Opens a change in the caller's transaction for each of these Sims for which <see cref="SimLifecycle"/> allows the step from the status it has at that
    /// moment; the others stay as they are. It uses a few statements for each chunk, never one for each Sim: nothing is tracked, and what the context tracks of
    /// these Sims is out of date.
    /// </summary>
    /// <param name="simIds">The Sims, in any order; an id given twice counts once, and one that belongs to no Sim is skipped.</param>
    /// <param name="order">What is asked for. A Sim that also moves to another Fleet does so when the network has confirmed it.</param>
    /// <exception cref="InvalidOperationException">There is no transaction: a part of the order could be left behind.</exception>
    /// <exception cref="ArgumentException">The order takes Sims that may connect out of their Fleet.</exception>
    public async Task<OpenedChanges> OpenManyAsync(
        SimConsoleDb db, IReadOnlyCollection<long> simIds, StatusOrder order, AfterCommit after, CancellationToken token)
    {
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("Changes of many SIMs are opened in a transaction; begin one first.");
        }

        if (order is { MovesFleet: true, ToFleetId: null } && order.Status.MayConnect())
        {
            throw new ArgumentException("A SIM that may connect needs a Fleet.", nameof(order));
        }

        // Ascending ids are neighbours in every table and index that is written.
        long[] ids = [.. simIds.Distinct().Order()];
        var now = time.Now();
        var opening = new StatusChangeOpening(NewChange(0, default, order, now), Steps(order));
        var changed = new List<SimChanged>(ids.Length);
        foreach (var chunk in opening.Steps.Count == 0 ? [] : ids.Chunk(SimsPerStatement))
        {
            var opened = await db.OpenStatusChangesAsync(opening, chunk, token);
            changed.AddRange(opened.Select(s => new SimChanged(s.Id, s.Sid, SimStatus.Scheduled, order.Status, now, s.Version)));
        }

        await SupersedeRepairsAsync(db, [.. changed.Select(c => c.SimId)], token);
        live.Publish(changed, after);
        after.Wake(queue.Signal);
        return new OpenedChanges(changed, ids.Length - changed.Count);
    }

    /// <summary>
    /// Writes how the changes of a batch ended, in one transaction: confirmed changes and failed ones end, and their Sims take the status that follows; the
    /// others wait for their next attempt. A change that takes a Sim off while a loss report holds it never ends as failed: it waits, too. Changes that this
    /// worker no longer holds are left alone, but the network may have been told twice, and in the wrong order: those Sims are reconciled.
    /// </summary>
    public Task EndAsync(Claimed<ClaimedChange> claimed, IReadOnlyList<ChangeVerdict> verdicts, CancellationToken token) => queue.WriteAsync(
        claimed.Token, verdicts, v => v.Change.Id, (db, held, after) => WriteAsync(db, claimed.Token, held, verdicts, after, token), token);

    private StatusChange NewChange(long simId, SimStatus from, StatusOrder order, DateTimeOffset now) => new()
    {
        SimId = simId,
        Kind = StatusChangeKind.Requested,
        FromStatus = from,
        ToStatus = order.Status,
        MovesFleet = order.MovesFleet,
        ToFleetId = order.ToFleetId,
        Priority = order.Priority,
        BulkChangeId = order.BulkChangeId,
        RequestedBy = order.Actor.Name,
        Source = order.Actor.Source,
        Reason = order.Reason,
        QueuedAt = now,
        DueAt = order.NotBefore ?? now,
        SecondsLeft = DueRow.SecondsOf(options.Value.Deadline),
        Traceparent = order.Traceparent,
    };

    private static IReadOnlyList<OpeningStep> Steps(StatusOrder order) =>
        [.. from status in SimStatuses.All
            where order.OnlyFrom is null || order.OnlyFrom == status
            let stays = order.MovesFleet && order.Status == status && status.MayConnect()
            let withFleet = stays || SimLifecycle.Step(status, order.Status, hasFleet: true) is LifecycleStep.Allowed
            let without = stays || SimLifecycle.Step(status, order.Status, hasFleet: false) is LifecycleStep.Allowed
            where withFleet || without
            select new OpeningStep(status, NeedsFleet: !without && order is not { MovesFleet: true, ToFleetId: not null })];

    private static IQueryable<StatusChange> PointlessRepairs(SimConsoleDb db) =>
        db.StatusChanges.Where(c => c.EndedAt == null && c.Kind == StatusChangeKind.Reconcile && c.State == StatusChangeState.Queued);

    private static Task<int> SupersedeAsync(IQueryable<StatusChange> changes, DateTimeOffset now, CancellationToken token) =>
        changes.ExecuteUpdateAsync(set => set.SetProperty(c => c.State, StatusChangeState.Superseded).SetProperty(c => c.EndedAt, now), token);

    private async Task WriteAsync(
        SimConsoleDb db, Guid lease, IReadOnlyList<ChangeVerdict> held, IReadOnlyList<ChangeVerdict> all, AfterCommit after, CancellationToken token)
    {
        // An order that takes these Sims off at this moment is either written before this query for what waits behind, or after this end.
        await db.LockSimsAsync([.. held.Select(v => v.Change.SimId)], token);

        // Only now is it this worker's turn to write: the time of the end must not be from before the wait.
        var now = time.Now();
        var changed = new List<SimChanged>(held.Count);
        var ended = new List<EndedChange>();
        var ending = await OutliveAsync(db, held, token);
        var followers = await FollowersAsync(db, [.. held.Select(v => v.Change.Id)], [.. held.Select(v => v.Change.SimId)], token);
        foreach (var group in ending.GroupBy(v => Overtaken(v, followers) ? new ChangeOutcome.Superseded() : v.Outcome))
        {
            await queue.SetAsync(db, lease, [.. group.Select(v => v.Change.Id)], set => End(set, group.Key, now), token);
            if (group.Key is not ChangeOutcome.TryAgain)
            {
                ended.AddRange(group.Select(v => Ended(v.Change, group.Key, followed: followers.ContainsKey(v.Change.SimId))));
                var requested = group.Select(v => v.Change).Where(c => c.Kind == StatusChangeKind.Requested);
                await MoveSimsAsync(db, group.Key, [.. requested], followers, changed, now, token);
            }
        }

        AddReconciles(db, ending, all.Except(held), now);
        await db.SaveChangesAsync(token);
        await TellAsync(db, ended, after, token);
        live.Publish(changed, after);
    }

    private async Task TellAsync(SimConsoleDb db, IReadOnlyList<EndedChange> ended, AfterCommit after, CancellationToken token)
    {
        foreach (var who in ended.Count == 0 ? [] : _told)
        {
            await who.EndedAsync(db, ended, after, token);
        }
    }

    /// <summary>
    /// If an order that takes the Sim off waits behind the change, the Sim stays scheduled however the change ended: nobody is told that a stolen SIM is on.
    /// </summary>
    private static EndedChange Ended(ClaimedChange change, ChangeOutcome outcome, bool followed)
    {
        var (state, status, failure) = outcome switch
        {
            ChangeOutcome.Completed => (StatusChangeState.Completed, change.ToStatus, null),
            ChangeOutcome.Failed failed => (StatusChangeState.Failed, change.FromStatus, failed.Reason),
            _ => (StatusChangeState.Superseded, SimStatus.Scheduled, OvertakenReason),
        };
        return new EndedChange(
            change.Id, change.SimId, change.Kind, state, change.ToStatus, followed ? SimStatus.Scheduled : status, change.BulkChangeId, failure)
        {
            Priority = change.Priority,
            QueuedAt = change.QueuedAt,
        };
    }

    /// <summary>Another attempt is pointless once an order that takes the Sim off waits behind the change.</summary>
    private static bool Overtaken(ChangeVerdict verdict, Dictionary<long, long> followers) =>
        verdict is { Outcome: ChangeOutcome.TryAgain, Change.Kind: StatusChangeKind.Requested } && followers.ContainsKey(verdict.Change.SimId);

    private static UpdateSettersBuilder<StatusChange> End(UpdateSettersBuilder<StatusChange> set, ChangeOutcome outcome, DateTimeOffset now) => outcome switch
    {
        ChangeOutcome.Completed done => set
            .SetProperty(c => c.State, StatusChangeState.Completed)
            .SetProperty(c => c.EndedAt, now)
            .SetProperty(c => c.Confirmation, done.Confirmation)
            .SetProperty(c => c.ConfirmedAt, done.ConfirmedAt)
            .SetProperty(c => c.Failure, (string?)null),
        ChangeOutcome.Failed failed => set
            .SetProperty(c => c.State, StatusChangeState.Failed)
            .SetProperty(c => c.EndedAt, now)
            .SetProperty(c => c.Failure, failed.Reason),
        ChangeOutcome.Superseded => set
            .SetProperty(c => c.State, StatusChangeState.Superseded)
            .SetProperty(c => c.EndedAt, now),
        ChangeOutcome.TryAgain again => set
            .PutBack(again.Next, now)
            .SetProperty(c => c.State, StatusChangeState.Queued)
            .SetProperty(c => c.Failure, again.Reason),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    private static async Task MoveSimsAsync(
        SimConsoleDb db,
        ChangeOutcome outcome,
        ClaimedChange[] changes,
        Dictionary<long, long> followers,
        List<SimChanged> changed,
        DateTimeOffset now,
        CancellationToken token)
    {
        var completed = outcome is ChangeOutcome.Completed;
        foreach (var group in changes.GroupBy(c => (Status: completed ? c.ToStatus : c.FromStatus, Moves: completed && c.MovesFleet, c.ToFleetId)))
        {
            var (status, moves, fleetId) = group.Key;
            long[] followed = [.. group.Where(c => followers.ContainsKey(c.SimId)).Select(c => c.SimId)];
            if (followed.Length > 0)
            {
                await LeaveToFollowersAsync(db, followed, followers, status, moves, fleetId, token);
            }

            if (moves)
            {
                await AddMovedEventsAsync(db, group, fleetId, now, token);
            }

            long[] ids = [.. group.Select(c => c.SimId).Except(followed)];
            if (ids.Length == 0)
            {
                continue;
            }

            var scheduled = db.Sims.Where(s => ids.Contains(s.Id) && s.Status == SimStatus.Scheduled);
            var rows = await scheduled.ExecuteUpdateAsync(set =>
            {
                set.SetProperty(s => s.Status, status)
                    .SetProperty(s => s.TargetStatus, (SimStatus?)null)
                    .SetProperty(s => s.StatusChangedAt, now)
                    .SetProperty(s => s.UpdatedAt, now)
                    .SetProperty(s => s.Version, s => s.Version + 1);
                if (moves)
                {
                    set.SetProperty(s => s.FleetId, fleetId);
                }

                if (status == SimStatus.Ready)
                {
                    // A change that failed, or only moved the Sim, does not make it newly ready.
                    set.SetProperty(s => s.ReadySince, s => s.ReadySince ?? now);
                }
            }, token);
            if (rows != ids.Length)
            {
                throw new InvalidOperationException($"{ids.Length - rows} SIMs with an open change were not scheduled. Nothing was written.");
            }

            // A Sim may have been renamed since its change was taken: only its current version outranks what was published about that.
            var versions = await db.Sims.Where(s => ids.Contains(s.Id)).Select(s => new { s.Id, s.Version }).ToDictionaryAsync(s => s.Id, s => s.Version, token);
            changed.AddRange(group.Where(c => versions.ContainsKey(c.SimId)).Select(c => new SimChanged(c.SimId, c.SimSid, status, null, now, versions[c.SimId], DetailsChanged: moves)));
        }
    }

    private static async Task AddMovedEventsAsync(SimConsoleDb db, IEnumerable<ClaimedChange> changes, long? fleetId, DateTimeOffset now, CancellationToken token)
    {
        var name = await db.Fleets.Where(f => f.Id == fleetId).Select(f => f.UniqueName ?? f.Sid).SingleOrDefaultAsync(token);
        db.SimEvents.AddRange(changes.Select(c => new SimEvent
        {
            SimId = c.SimId,
            At = now,
            Kind = SimEventKind.MovedToFleet,
            OldValue = c.FleetName,
            NewValue = name,
            Actor = c.RequestedBy,
        }));
    }

    /// <summary>
    /// A change that failed may have reached the network all the same; one that was lost to another worker may have reached it late. If the failed change was
    /// to switch a Sim off, no repair is ordered: that would switch it on again without a person deciding it. The comparison with the network finds it.
    /// </summary>
    private static void AddReconciles(SimConsoleDb db, IReadOnlyList<ChangeVerdict> ended, IEnumerable<ChangeVerdict> others, DateTimeOffset now)
    {
        var failed = ended
            .Where(v => v.Outcome is ChangeOutcome.Failed { MayHaveReachedNetwork: true } && v.Change.Kind == StatusChangeKind.Requested && !v.Change.FromStatus.MayConnect())
            .Select(v => (v.Change, Reason: "The change before failed, and may have reached the network all the same."));
        var lost = others
            .Select(v => (v.Change, Reason: "Two workers asked the network about this SIM; the later answer has to stand."));
        db.StatusChanges.AddRange(failed.Concat(lost).Select(repair =>
            NewRepair(repair.Change.SimId, repair.Change.FromStatus, repair.Change.Priority, repair.Reason, Actor.Network, now)));
    }
}
