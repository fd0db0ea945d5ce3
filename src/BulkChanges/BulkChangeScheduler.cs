using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.Sims;
using SimConsole.Sims.Tags;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.BulkChanges;

/// <summary>Schedules the Sims of ordered bulk changes a chunk at a time, so that a loss report never waits behind all of them.</summary>
public sealed class BulkChangeScheduler(
    IDbContextFactory<SimConsoleDb> databases, StatusChangeService changes, SimService sims, LiveFeed live, ThisProcess process, TimeProvider time)
{
    /// <summary>Sims scheduled in one transaction.</summary>
    internal const int Chunk = 2_000;

    /// <summary>No more Sims are scheduled while this many of a bulk change wait for the network's answer: their deadlines would run down in the queue.</summary>
    internal const int MostInFlight = 10_000;

    private const int DiscardChunk = 10_000;

    private static readonly TimeSpan PreviewLife = TimeSpan.FromDays(1);

    /// <summary>Bulk changes that this process began to freeze but could not, and that it has not been able to delete since.</summary>
    private readonly ConcurrentDictionary<long, bool> _givenUp = new();

    /// <summary>Does the work that is due for every running bulk change. Returns whether more may be done at once, and whether any bulk change is running.</summary>
    public async Task<(bool More, bool UnderWay)> RunOnceAsync(CancellationToken token)
    {
        List<long> underWay;
        await using (var db = await databases.CreateDbContextAsync(token))
        {
            underWay = await db.BulkChanges.Where(b => b.State == BulkChangeState.Running || b.State == BulkChangeState.Paused).OrderBy(b => b.CommittedAt).Select(b => b.Id).ToListAsync(token);
        }

        var more = false;
        foreach (var id in underWay)
        {
            more |= await OrderNextAsync(id, token);
            await CompleteAsync(id, token);
        }

        return (more, underWay.Count > 0);
    }

    /// <summary>
    /// Schedules the next Sims of a running bulk change, unless enough of them are with the network. Returns whether there may be more to do at once.
    /// </summary>
    public async Task<bool> OrderNextAsync(long id, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var more = false;
        await db.InTransactionAsync(async after =>
        {
            more = false;

            // Two processes never schedule the same Sims, and nobody can pause in between. Its row is not locked, so that workers that end changes of its Sims
            // can write it.
            await db.LockNameAsync(BulkChangeService.SteeringOf(id), token);
            var bulk = await db.BulkChanges.AsNoTracking().SingleOrDefaultAsync(b => b.Id == id && b.State == BulkChangeState.Running, token);
            if (bulk is { InFlight: < MostInFlight, Waiting: > 0 })
            {
                await (bulk.Tag is { } tag ? TagChunkAsync(db, bulk, tag, after, token) : OrderChunkAsync(db, bulk, after, token));
                more = bulk.Waiting > Chunk;
            }
        }, token);
        return more;
    }

    /// <summary>Deletes previews that were not ordered within a day.</summary>
    public async Task DiscardOldPreviewsAsync(CancellationToken token)
    {
        var before = time.Now() - PreviewLife;
        await using var db = await databases.CreateDbContextAsync(token);
        var old = await db.BulkChanges.Where(b => b.CommittedAt == null && b.CreatedAt < before).Select(b => b.Id).ToListAsync(token);
        foreach (var id in old)
        {
            await DiscardAsync(id, token);
        }
    }

    /// <summary>Deletes bulk changes that a process was freezing, or deleting, when it died. Returns how many.</summary>
    public async Task<int> DiscardAbandonedAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        long[] abandoned = [.. _givenUp.Keys, .. await Unheld(db).Select(b => b.Id).ToListAsync(token)];
        foreach (var id in abandoned)
        {
            await DiscardAsync(id, token);
        }

        return abandoned.Length;
    }

    /// <summary>Whether no process prepares it any more.</summary>
    internal async Task<bool> IsAbandonedAsync(SimConsoleDb db, long id, CancellationToken token) =>
        _givenUp.ContainsKey(id) || await Unheld(db).AnyAsync(b => b.Id == id, token);

    /// <summary>Deletes a bulk change that could not be frozen: now, or as soon as the database can be written.</summary>
    internal Task GiveUpAsync(long id)
    {
        _givenUp[id] = true;
        return DiscardAsync(id, CancellationToken.None);
    }

    private static IQueryable<BulkChange> Unheld(SimConsoleDb db) =>
        db.BulkChanges.Where(b => b.State == BulkChangeState.Preparing && !db.RunningProcesses.Any(p => p.Id == b.ProcessId));

    /// <summary>Deletes a preview, one chunk for each transaction. A preview that has been ordered stays.</summary>
    public async Task DiscardAsync(long id, CancellationToken token)
    {
        var me = await process.IdAsync(token);
        await using var db = await databases.CreateDbContextAsync(token);
        if (await db.BulkChanges
            .Where(b => b.Id == id && (b.State == BulkChangeState.Preview || b.State == BulkChangeState.Preparing))
            .ExecuteUpdateAsync(set => set.SetProperty(b => b.State, BulkChangeState.Preparing).SetProperty(b => b.ProcessId, me), token) == 0)
        {
            return;
        }

        List<long> ids;
        do
        {
            ids = await db.BulkChangeSims.Where(s => s.BulkChangeId == id).OrderBy(s => s.SimId).Select(s => s.SimId).Take(DiscardChunk).ToListAsync(token);
            var last = ids.Count == 0 ? 0 : ids[^1];
            await db.BulkChangeSims.Where(s => s.BulkChangeId == id && s.SimId <= last).ExecuteDeleteAsync(token);
        }
        while (ids.Count == DiscardChunk);

        await db.BulkChangeLines.Where(l => l.BulkChangeId == id).ExecuteDeleteAsync(token);
        await db.BulkChanges.Where(b => b.Id == id).ExecuteDeleteAsync(token);
        _givenUp.TryRemove(id, out _);
    }

    private static IQueryable<BulkChangeSim> Next(SimConsoleDb db, BulkChange bulk) => db.BulkChangeSims
        .Where(row => row.BulkChangeId == bulk.Id && row.SimId > bulk.OrderedUpTo && row.State == BulkChangeSimState.Eligible)
        .OrderBy(row => row.SimId).Take(Chunk);

    /// <summary>Gives the next Sims the tag, or removes it: at once, whatever their status is by now.</summary>
    private async Task TagChunkAsync(SimConsoleDb db, BulkChange bulk, string tag, AfterCommit after, CancellationToken token)
    {
        await db.LockTagsAsync(token);
        var tagId = (await db.MakeTagsAsync([tag], token))[tag];
        var turn = await Next(db, bulk).Select(row => row.SimId).ToListAsync(token);
        await db.LockSimsAsync(turn, token);
        var adds = bulk.UndoesId is { } undone ? await db.BulkChanges.AnyAsync(b => b.Id == undone && b.Kind == BulkChangeKind.RemoveTag, token) : bulk.Kind == BulkChangeKind.AddTag;
        var within = await db.Sims.In(bulk.Scope).Where(s => turn.Contains(s.Id)).Select(s => s.Id).ToListAsync(token);
        var changed = await db.TagAsync(within, tagId, adds, ActorOf(bulk), time.Now(), token);
        var sims = await db.Sims.Where(s => changed.Contains(s.Id)).Select(s => new SimChanged(s.Id, s.Sid, s.Status, s.TargetStatus, s.StatusChangedAt, s.Version, true)).ToListAsync(token);
        live.Publish(sims, after);
        await CountAsync(db, bulk, turn, sims, changed, token);
    }

    private async Task OrderChunkAsync(SimConsoleDb db, BulkChange bulk, AfterCommit after, CancellationToken token)
    {
        var next = Next(db, bulk);
        await db.LockSimsAsync(await next.Select(row => row.SimId).ToListAsync(token), token);
        var turn = await next
            .Join(db.Sims, row => row.SimId, sim => sim.Id, (row, sim) => new Turn(
                row.SimId,
                row.SeenStatus,
                row.ToStatus,
                row.ToFleetId,
                sim.Status == row.SeenStatus && sim.StatusChangedAt == row.SeenSince && sim.FleetId == row.SeenFleetId))
            .ToListAsync(token);
        var moves = await MovesAsync(db, bulk, token);
        var changed = new List<SimChanged>(turn.Count);
        var moved = new List<long>();
        foreach (var group in turn.Where(t => t.AsSeen).GroupBy(t => (t.Seen, t.To, t.ToFleetId)))
        {
            long[] ids = [.. group.Select(t => t.SimId)];
            if (moves && !group.Key.Seen.MayConnect())
            {
                var atOnce = await sims.MoveManyAsync(db, ids, group.Key.Seen, group.Key.ToFleetId, ActorOf(bulk), token);
                live.Publish(atOnce, after);
                changed.AddRange(atOnce);
                moved.AddRange(atOnce.Select(s => s.SimId));
            }
            else
            {
                changed.AddRange((await changes.OpenManyAsync(db, ids, OrderOf(bulk, moves, group.Key), after, token)).Sims);
            }
        }

        await CountAsync(db, bulk, turn.ConvertAll(t => t.SimId), changed, moved, token);
    }

    /// <summary>Sims whose turn came, but for which no change was opened, have changed since they were seen.</summary>
    private static async Task CountAsync(SimConsoleDb db, BulkChange bulk, List<long> turn, List<SimChanged> changed, IReadOnlyList<long> done, CancellationToken token)
    {
        long[] skipped = [.. turn.Except(changed.Select(s => s.SimId))];
        await MarkAsync(db, bulk.Id, skipped, BulkChangeSimState.Skipped, token);
        await MarkAsync(db, bulk.Id, done, BulkChangeSimState.Done, token);
        var upTo = turn.Count == 0 ? bulk.OrderedUpTo : turn.Max();
        await db.BulkChanges.Where(b => b.Id == bulk.Id).ExecuteUpdateAsync(set => set
            .SetProperty(b => b.OrderedUpTo, upTo)
            .SetProperty(b => b.Ordered, b => b.Ordered + changed.Count)
            .SetProperty(b => b.Completed, b => b.Completed + done.Count)
            .SetProperty(b => b.Skipped, b => b.Skipped + skipped.Length), token);
    }

    private static async Task MarkAsync(SimConsoleDb db, long id, IReadOnlyCollection<long> simIds, BulkChangeSimState state, CancellationToken token)
    {
        if (simIds.Count > 0)
        {
            await db.BulkChangeSims.Where(s => s.BulkChangeId == id && simIds.Contains(s.SimId)).ExecuteUpdateAsync(set => set.SetProperty(s => s.State, state), token);
        }
    }

    private async Task CompleteAsync(long id, CancellationToken token)
    {
        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        await db.BulkChanges
            .Where(b => b.Id == id && (b.State == BulkChangeState.Running || b.State == BulkChangeState.Paused))
            .Where(b => b.Selected == b.AlreadyThere + b.NotEligible + b.Held + b.Skipped + b.Ordered && b.Ordered == b.Completed + b.Failed + b.Superseded + b.Withdrawn)
            .ExecuteUpdateAsync(set => set.SetProperty(b => b.State, BulkChangeState.Completed).SetProperty(b => b.EndedAt, now), token);
    }

    private static async Task<bool> MovesAsync(SimConsoleDb db, BulkChange bulk, CancellationToken token) =>
        bulk.Kind == BulkChangeKind.MoveToFleet
        || (bulk.UndoesId is { } undone && await db.BulkChanges.AnyAsync(b => b.Id == undone && b.Kind == BulkChangeKind.MoveToFleet, token));

    private static StatusOrder OrderOf(BulkChange bulk, bool moves, (SimStatus Seen, SimStatus To, long? ToFleetId) step) => new(step.To, ActorOf(bulk))
    {
        OnlyFrom = step.Seen,
        MovesFleet = moves,
        ToFleetId = moves ? step.ToFleetId : null,
        Priority = StatusChangePriority.Bulk,
        BulkChangeId = bulk.Id,

        // Not traced: so many changes would all be part of the trace of the one request.
        Traceparent = null,
        Reason = bulk.Reason is { } reason ? $"Bulk change {bulk.Sid}: {reason}".CutTo(StatusChange.TextLength) : $"Bulk change {bulk.Sid}",
    };

    private static Actor ActorOf(BulkChange bulk) => new(bulk.RequestedBy, bulk.Source);


    /// <summary>A Sim whose turn has come.</summary>
    /// <param name="AsSeen">Whether it is still as it was when it was seen.</param>
    private sealed record Turn(long SimId, SimStatus Seen, SimStatus To, long? ToFleetId, bool AsSeen);
}
