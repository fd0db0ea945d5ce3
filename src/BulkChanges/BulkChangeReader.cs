using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.BulkChanges;

/// <summary>A bulk change with the names of what it points to.</summary>
/// <param name="FleetName">The Fleet that its Sims move to; null unless it moves them to a Fleet.</param>
/// <param name="UndoesSid">The bulk change that it undoes.</param>
/// <param name="UndoneBySid">The bulk change that undid it.</param>
/// <param name="Moves">Whether its Sims change their Fleet and not their status.</param>
public sealed record BulkChangeView(BulkChange Bulk, string? FleetSid, string? FleetName, string? UndoesSid, string? UndoneBySid, bool Moves);

/// <summary>The result of a bulk change for one of its Sims.</summary>
public enum BulkChangeResult
{
    /// <summary>Its turn has not come.</summary>
    Waiting,

    /// <summary>The network is being asked.</summary>
    InFlight,
    Completed,
    Failed,
    Superseded,

    /// <summary>The bulk change was cancelled before anything happened to it.</summary>
    Cancelled,
    Skipped,
    AlreadyThere,
    NotEligible,
    Held,
}

/// <summary>One Sim of a bulk change.</summary>
/// <param name="HeldBy">The loss report that holds it now.</param>
/// <param name="Change">The status change that was opened for it; null where none was.</param>
public sealed record BulkChangeSimView(BulkChangeSim Row, string SimSid, string Iccid, string? UniqueName, string? HeldBy, StatusChange? Change)
{
    public BulkChangeResult Result(BulkChange bulk) => Row.State switch
    {
        BulkChangeSimState.AlreadyThere => BulkChangeResult.AlreadyThere,
        BulkChangeSimState.NotEligible => BulkChangeResult.NotEligible,
        BulkChangeSimState.Held => BulkChangeResult.Held,
        BulkChangeSimState.Skipped => BulkChangeResult.Skipped,
        BulkChangeSimState.Done => BulkChangeResult.Completed,
        _ => Change?.State switch
        {
            null => bulk.State == BulkChangeState.Cancelled ? BulkChangeResult.Cancelled : BulkChangeResult.Waiting,
            StatusChangeState.Completed => BulkChangeResult.Completed,
            StatusChangeState.Failed => BulkChangeResult.Failed,
            StatusChangeState.Superseded => BulkChangeResult.Superseded,
            StatusChangeState.Withdrawn => BulkChangeResult.Cancelled,
            _ => BulkChangeResult.InFlight,
        },
    };
}

/// <summary>Reads bulk changes for pages and programs.</summary>
public sealed class BulkChangeReader(IDbContextFactory<SimConsoleDb> databases)
{
    /// <summary>The newest ordered bulk changes before <paramref name="beforeId"/> (all where null), newest first.</summary>
    public async Task<IReadOnlyList<BulkChangeView>> ListBeforeAsync(long? beforeId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Views(db, Ordered(db, scope).Where(b => beforeId == null || b.Id < beforeId).OrderByDescending(b => b.Id).Take(take)).ToListAsync(token);
    }

    /// <summary>The oldest ordered bulk changes after <paramref name="afterId"/>, newest first: for the link to the previous page.</summary>
    public async Task<IReadOnlyList<BulkChangeView>> ListAfterAsync(long afterId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var bulks = await Views(db, Ordered(db, scope).Where(b => b.Id > afterId).OrderBy(b => b.Id).Take(take)).ToListAsync(token);
        bulks.Reverse();
        return bulks;
    }

    /// <summary>The bulk changes that are running or paused, oldest first.</summary>
    public async Task<IReadOnlyList<BulkChangeView>> UnderWayAsync(FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Views(db, UnderWay(db, scope).OrderBy(b => b.Id)).ToListAsync(token);
    }

    /// <summary>How many bulk changes are running or paused.</summary>
    public async Task<int> CountUnderWayAsync(FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await UnderWay(db, scope).CountAsync(token);
    }

    /// <summary>
    /// The latest <paramref name="take"/> of the bulk changes that ended at <paramref name="since"/> or later, latest first: all that people ordered, and of
    /// those that programs ordered only the ones in which something failed.
    /// </summary>
    public async Task<IReadOnlyList<BulkChangeView>> EndedAsync(DateTimeOffset since, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var ended = Ordered(db, scope).Where(b => b.EndedAt >= since && (b.Source == OrderSource.Console || b.Failed > 0));
        return await Views(db, ended.OrderByDescending(b => b.EndedAt).ThenByDescending(b => b.Id).Take(take)).ToListAsync(token);
    }

    /// <summary>The bulk change with this SID, including previews, or null.</summary>
    public async Task<BulkChangeView?> FindAsync(string sid, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Views(db, db.BulkChanges.In(scope).Where(b => b.Sid == sid)).SingleOrDefaultAsync(token);
    }

    /// <summary>The Sims of a bulk change with this result (all where null) and an id above <paramref name="afterId"/>, in the order of their ids.</summary>
    public async Task<IReadOnlyList<BulkChangeSimView>> SimsAfterAsync(BulkChange bulk, BulkChangeResult? result, long afterId, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Views(db, With(db, bulk, result).Where(s => s.Row.SimId > afterId).OrderBy(s => s.Row.SimId).Take(take)).ToListAsync(token);
    }

    /// <summary>The Sims of a bulk change with this result (all where null) and an id below <paramref name="beforeId"/> (any where null), the highest id first.</summary>
    public async Task<IReadOnlyList<BulkChangeSimView>> SimsBeforeAsync(BulkChange bulk, BulkChangeResult? result, long? beforeId, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Views(db, With(db, bulk, result).Where(s => beforeId == null || s.Row.SimId < beforeId).OrderByDescending(s => s.Row.SimId).Take(take)).ToListAsync(token);
    }

    /// <summary>The ids of the first <paramref name="take"/> Sims of a bulk change or preview; empty if it does not exist.</summary>
    public async Task<IReadOnlyList<long>> SimIdsAsync(string sid, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.BulkChangeSims.Where(s => db.BulkChanges.In(scope).Any(b => b.Id == s.BulkChangeId && b.Sid == sid)).OrderBy(s => s.SimId).Select(s => s.SimId).Take(take).ToListAsync(token);
    }

    /// <summary>The lines of the list that did not add a Sim, after line number <paramref name="after"/> of them.</summary>
    public async Task<IReadOnlyList<BulkChangeLine>> LinesAfterAsync(long id, int after, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.BulkChangeLines.AsNoTracking().Where(l => l.BulkChangeId == id && l.Number > after).OrderBy(l => l.Number).Take(take).ToListAsync(token);
    }

    /// <summary>The lines of the list that did not add a Sim, before line number <paramref name="before"/> of them (the last ones where null), last first.</summary>
    public async Task<IReadOnlyList<BulkChangeLine>> LinesBeforeAsync(long id, int? before, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.BulkChangeLines.AsNoTracking().Where(l => l.BulkChangeId == id && (before == null || l.Number < before)).OrderByDescending(l => l.Number).Take(take).ToListAsync(token);
    }

    private static IQueryable<BulkChange> UnderWay(SimConsoleDb db, FleetScope scope) =>
        db.BulkChanges.In(scope).Where(b => b.State == BulkChangeState.Running || b.State == BulkChangeState.Paused);

    private static IQueryable<BulkChange> Ordered(SimConsoleDb db, FleetScope scope) => db.BulkChanges.In(scope).Where(b => b.CommittedAt != null);

    private static IQueryable<BulkChangeView> Views(SimConsoleDb db, IQueryable<BulkChange> bulks) => bulks.AsNoTracking().Select(b => new BulkChangeView(
        b,
        db.Fleets.Where(f => f.Id == b.FleetId).Select(f => f.Sid).FirstOrDefault(),
        db.Fleets.Where(f => f.Id == b.FleetId).Select(f => f.UniqueName ?? f.Sid).FirstOrDefault(),
        db.BulkChanges.Where(u => u.Id == b.UndoesId).Select(u => u.Sid).FirstOrDefault(),
        db.BulkChanges.Where(u => u.UndoesId == b.Id && u.CommittedAt != null).Select(u => u.Sid).FirstOrDefault(),
        b.Kind == BulkChangeKind.MoveToFleet || db.BulkChanges.Any(u => u.Id == b.UndoesId && u.Kind == BulkChangeKind.MoveToFleet)));

    private static IQueryable<RowWithChange> With(SimConsoleDb db, BulkChange bulk, BulkChangeResult? result)
    {
        var sims = from row in db.BulkChangeSims.AsNoTracking()
                   where row.BulkChangeId == bulk.Id
                   join sim in db.Sims on row.SimId equals sim.Id
                   join change in db.StatusChanges on new { row.SimId, BulkChangeId = (long?)row.BulkChangeId } equals new { change.SimId, change.BulkChangeId } into changes
                   from change in changes.DefaultIfEmpty()
                   select new RowWithChange { Row = row, Sim = sim, Change = change };
        var eligible = sims.Where(s => s.Row.State == BulkChangeSimState.Eligible);
        var cancelled = bulk.State == BulkChangeState.Cancelled;
        return result switch
        {
            null => sims,
            BulkChangeResult.Waiting => eligible.Where(s => s.Change == null && !cancelled),
            BulkChangeResult.Cancelled => eligible.Where(s => s.Change == null ? cancelled : s.Change.State == StatusChangeState.Withdrawn),
            BulkChangeResult.InFlight => eligible.Where(s => s.Change != null && s.Change.EndedAt == null),
            BulkChangeResult.Completed => sims.Where(s => s.Row.State == BulkChangeSimState.Done || s.Change!.State == StatusChangeState.Completed),
            BulkChangeResult.Failed => eligible.Where(s => s.Change!.State == StatusChangeState.Failed),
            BulkChangeResult.Superseded => eligible.Where(s => s.Change!.State == StatusChangeState.Superseded),
            BulkChangeResult.Skipped => sims.Where(s => s.Row.State == BulkChangeSimState.Skipped),
            BulkChangeResult.AlreadyThere => sims.Where(s => s.Row.State == BulkChangeSimState.AlreadyThere),
            BulkChangeResult.NotEligible => sims.Where(s => s.Row.State == BulkChangeSimState.NotEligible),
            _ => sims.Where(s => s.Row.State == BulkChangeSimState.Held),
        };
    }

    private static IQueryable<BulkChangeSimView> Views(SimConsoleDb db, IQueryable<RowWithChange> sims) => sims.Select(s => new BulkChangeSimView(
        s.Row,
        s.Sim.Sid,
        s.Sim.Iccid,
        s.Sim.UniqueName,
        db.LossReports.Where(r => r.Id == s.Sim.HeldByReportId).Select(r => r.Sid).FirstOrDefault(),
        s.Change));

    private sealed class RowWithChange
    {
        public required BulkChangeSim Row { get; init; }

        public required Sim Sim { get; init; }

        public required StatusChange? Change { get; init; }
    }
}
