using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.Sims.Lists;
using SimConsole.Sims.Tags;
using SimConsole.StatusChanges;

namespace SimConsole.BulkChanges;

/// <summary>
/// Freezes a selection as rows, each Sim with the status in which it was seen: one chunk for each transaction, so that others can write in between, and only
/// one chunk is in memory however many Sims there are.
/// </summary>
public sealed class BulkChangeFreezer(IDbContextFactory<SimConsoleDb> databases, SimReader reader)
{
    private const int Chunk = 10_000;

    /// <summary>Freezes the selected Sims, and keeps the lines of a list that match no Sim.</summary>
    public async Task FreezeAsync(BulkChange bulk, SimSelection selection, IProgress<int>? progress, CancellationToken token)
    {
        switch (selection)
        {
            case SimSelection.Chosen chosen:
                await FreezeAsync(bulk, chosen.SimIds, progress, token);
                break;
            case SimSelection.Listed listed:
                await KeepLinesAsync(bulk, listed.List, token);
                await FreezeAsync(bulk, [.. listed.List.Sims.Select(s => s.Id)], progress, token);
                break;
            case SimSelection.Matching matching:
                var except = matching.Except.ToHashSet();
                await EachChunkAsync(
                    after => reader.SeenAfterAsync(matching.Query, after, Chunk, bulk.Scope, token),
                    sim => sim.Id,
                    sims => WriteSeenAsync(bulk, [.. sims.Where(sim => !except.Contains(sim.Id))], progress, token));
                break;
        }
    }

    /// <summary>Freezes the Sims that another bulk change has changed, each with the way back.</summary>
    public Task FreezeUndoAsync(BulkChange undo, BulkChange undone, IProgress<int>? progress, CancellationToken token)
    {
        if (undone.Tag is not null)
        {
            return EachChunkAsync(
                after => TaggedAsync(undone, undo.Scope, after, token),
                sim => sim.Sim.Id,
                sims => WriteAsync(undo, [.. sims.Select(sim => BulkChangeJudge.UndoTagRow(undo, sim.Sim, sim.Tagged, undone.Kind == BulkChangeKind.RemoveTag))], progress, token));
        }

        var moves = undone.Kind == BulkChangeKind.MoveToFleet;
        return EachChunkAsync(
            after => DoneAsync(undone, undo.Scope, moves, after, token),
            done => done.Now.Id,
            done => WriteAsync(undo, [.. done.Select(d => BulkChangeJudge.UndoRow(undo, moves, d)).OfType<BulkChangeSim>()], progress, token));
    }

    private static async Task EachChunkAsync<T>(Func<long, Task<IReadOnlyList<T>>> read, Func<T, long> id, Func<IReadOnlyList<T>, Task> write)
    {
        for (var (chunk, after) = (await read(0), 0L); chunk.Count > 0; chunk = chunk.Count < Chunk ? [] : await read(after))
        {
            await write(chunk);
            after = id(chunk[^1]);
        }
    }

    private async Task FreezeAsync(BulkChange bulk, IReadOnlyCollection<long> simIds, IProgress<int>? progress, CancellationToken token)
    {
        foreach (var ids in simIds.Distinct().Order().Chunk(Chunk))
        {
            await WriteSeenAsync(bulk, await reader.SeenAsync(ids, bulk.Scope, token), progress, token);
        }
    }

    private async Task WriteSeenAsync(BulkChange bulk, IReadOnlyList<SeenSim> sims, IProgress<int>? progress, CancellationToken token)
    {
        if (bulk.Tag is not { } tag)
        {
            await WriteAsync(bulk, [.. sims.Select(sim => BulkChangeJudge.Row(bulk, sim))], progress, token);
            return;
        }

        long[] ids = [.. sims.Select(sim => sim.Id)];
        await using var db = await databases.CreateDbContextAsync(token);
        var tagged = await db.SimTags.Where(t => t.Tag!.Name == tag && ids.Contains(t.SimId)).Select(t => t.SimId).ToHashSetAsync(token);
        var full = bulk.Kind == BulkChangeKind.AddTag ? await db.FullyTaggedAsync(ids, token) : [];
        await WriteAsync(bulk, [.. sims.Select(sim => BulkChangeJudge.TagRow(bulk, sim, tagged.Contains(sim.Id), full.Contains(sim.Id)))], progress, token);
    }

    private async Task WriteAsync(BulkChange bulk, IReadOnlyList<BulkChangeSim> rows, IProgress<int>? progress, CancellationToken token)
    {
        if (rows.Count == 0)
        {
            return;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(() => db.InsertManyAsync(rows, token), token);
        Count(bulk, rows);
        progress?.Report(bulk.Selected);
    }

    private static void Count(BulkChange bulk, IReadOnlyList<BulkChangeSim> rows)
    {
        int Of(BulkChangeSimState state) => rows.Count(row => row.State == state);
        bulk.Selected += rows.Count;
        bulk.Eligible += Of(BulkChangeSimState.Eligible);
        bulk.AlreadyThere += Of(BulkChangeSimState.AlreadyThere);
        bulk.NotEligible += Of(BulkChangeSimState.NotEligible);
        bulk.Held += Of(BulkChangeSimState.Held);
        bulk.Skipped += Of(BulkChangeSimState.Skipped);
    }

    private async Task KeepLinesAsync(BulkChange bulk, ResolvedSimList list, CancellationToken token)
    {
        (bulk.DuplicateLines, bulk.UnknownLines) = (list.Count(SimListVerdictKind.Duplicate), list.Count(SimListVerdictKind.Unknown));
        bulk.UnreadableLines = list.Count(SimListVerdictKind.Unreadable) + list.Count(SimListVerdictKind.Ruined);
        var lines = list.Verdicts.Where(v => v.Says is not null).OrderBy(v => v.Kind is SimListVerdictKind.Found or SimListVerdictKind.Aside).Select((v, i) => new BulkChangeLine
        {
            BulkChangeId = bulk.Id,
            Number = i + 1,
            Line = v.Line,
            Kind = v.Kind,
            Text = v.Text.CutTo(BulkChangeLine.TextLength),
            Says = v.Says!,
        });
        await using var db = await databases.CreateDbContextAsync(token);
        foreach (var chunk in lines.Chunk(Chunk))
        {
            await db.InTransactionAsync(() => db.InsertManyAsync(chunk, token), token);
        }
    }

    /// <summary>The next Sims whose tag a bulk change has changed, and whether they have the tag now.</summary>
    private async Task<IReadOnlyList<TaggedSim>> TaggedAsync(BulkChange undone, FleetScope scope, long after, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.BulkChangeSims
            .Where(row => row.BulkChangeId == undone.Id && row.SimId > after && row.State == BulkChangeSimState.Done)
            .Join(db.Sims.In(scope), row => row.SimId, sim => sim.Id, (_, sim) => sim)
            .OrderBy(sim => sim.Id).Take(Chunk)
            .Select(sim => new TaggedSim(
                new SeenSim(sim.Id, sim.Status, sim.StatusChangedAt, sim.FleetId, sim.HeldByReportId != null),
                db.SimTags.Any(t => t.SimId == sim.Id && t.Tag!.Name == undone.Tag)))
            .ToListAsync(token);
    }

    private async Task<IReadOnlyList<UndoableSim>> DoneAsync(BulkChange undone, FleetScope scope, bool moves, long after, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var sims = from row in db.BulkChangeSims
                   where row.BulkChangeId == undone.Id && row.SimId > after && (row.State == BulkChangeSimState.Eligible || row.State == BulkChangeSimState.Done)
                   join sim in db.Sims.In(scope) on row.SimId equals sim.Id
                   join change in db.StatusChanges on new { row.SimId, BulkChangeId = (long?)row.BulkChangeId } equals new { change.SimId, change.BulkChangeId } into changes
                   from change in changes.DefaultIfEmpty()
                   orderby row.SimId
                   select new
                   {
                       Row = row,
                       Completed = change != null && change.State == StatusChangeState.Completed,

                       // Not by the time of the change: two changes may have the same time if a clock was set.
                       ChangedSince = change == null
                           ? sim.StatusChangedAt != row.SeenSince
                           : db.StatusChanges.Any(later => later.SimId == row.SimId && later.Id > change.Id && later.Kind != StatusChangeKind.Reconcile),
                       Now = new SeenSim(row.SimId, sim.Status, sim.StatusChangedAt, sim.FleetId, sim.HeldByReportId != null),
                   };
        return [.. (await sims.Take(Chunk).AsNoTracking().ToListAsync(token)).Select(s => new UndoableSim(
            s.Now,
            s.Row.State == BulkChangeSimState.Done || s.Completed,
            s.Now.Status != s.Row.ToStatus || s.ChangedSince || (moves && s.Now.FleetId != s.Row.ToFleetId),
            s.Row.SeenStatus,
            s.Row.SeenFleetId))];
    }

    private sealed record TaggedSim(SeenSim Sim, bool Tagged);
}
