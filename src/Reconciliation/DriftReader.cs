using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Reconciliation;

/// <summary>How far a difference is from its end.</summary>
public enum DriftState
{
    /// <summary>It waits for a person to decide.</summary>
    Waiting,

    /// <summary>A change that brings the network back is under way.</summary>
    Mending,

    /// <summary>The network has confirmed that change.</summary>
    Mended,

    /// <summary>The network and the console agree again, by a later order or by themselves.</summary>
    Ended,
}

/// <summary>A difference as a page shows it.</summary>
public sealed record DriftRow(
    long Id, string Iccid, string? SimSid, string? UniqueName, DriftKind Kind, SimStatus? Decided, string Found, DateTimeOffset FoundAt, DriftState State, string? MendedBy, DateTimeOffset? EndedAt)
{
    /// <summary>The SIM's name for people.</summary>
    public string Name => UniqueName ?? Iccid;
}

/// <summary>The differences there are.</summary>
/// <param name="Waiting">Those that wait for a person.</param>
/// <param name="Recent">Those that were found within <see cref="DriftReader.RecentDrifts"/>.</param>
public sealed record DriftCounts(int Waiting, int Recent);

/// <summary>Reads the differences between the network and what was decided.</summary>
public sealed class DriftReader(IDbContextFactory<SimConsoleDb> databases, TimeProvider time)
{
    /// <summary>How long a difference counts as recent.</summary>
    public static readonly TimeSpan RecentDrifts = TimeSpan.FromHours(24);

    /// <summary>How many there are.</summary>
    public async Task<DriftCounts> CountAsync(FleetScope scope, CancellationToken token)
    {
        var since = time.Now() - RecentDrifts;
        await using var db = await databases.CreateDbContextAsync(token);
        return new DriftCounts(await Waiting(db, scope).CountAsync(token), await In(db, scope).CountAsync(d => d.FoundAt >= since, token));
    }

    /// <summary>How many wait for a person.</summary>
    public async Task<int> CountWaitingAsync(FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Waiting(db, scope).CountAsync(token);
    }

    /// <summary>Those that wait for a person, the latest first, and then the latest others; <paramref name="take"/> at most of each.</summary>
    public async Task<IReadOnlyList<DriftRow>> ListAsync(int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var waiting = await RowsAsync(db, Waiting(db, scope).OrderByDescending(d => d.Id).Take(take), token);
        var others = await RowsAsync(db, Others(db, scope).OrderByDescending(d => d.Id).Take(take), token);
        return [.. waiting, .. others];
    }

    /// <summary>The differences before <paramref name="beforeId"/>, or the latest where it is null, the latest first.</summary>
    /// <param name="waiting">Only those that wait for a person, only the others, or, where it is null, all.</param>
    public async Task<IReadOnlyList<DriftRow>> ListBeforeAsync(bool? waiting, long? beforeId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await RowsAsync(db, Of(db, scope, waiting).Where(d => beforeId == null || d.Id < beforeId).OrderByDescending(d => d.Id).Take(take), token);
    }

    /// <summary>The earliest differences after <paramref name="afterId"/>, the latest of them first.</summary>
    /// <inheritdoc cref="ListBeforeAsync"/>
    public async Task<IReadOnlyList<DriftRow>> ListAfterAsync(bool? waiting, long afterId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await RowsAsync(db, Of(db, scope, waiting).Where(d => d.Id > afterId).OrderBy(d => d.Id).Take(take), token);
    }

    /// <summary>The latest difference of a Sim that is there now, waiting or being mended; null where none is known.</summary>
    public async Task<DriftRow?> FindOpenAsync(long simId, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return (await RowsAsync(db, Open(db).Where(d => d.SimId == simId).OrderByDescending(d => d.Id).Take(1), token)).SingleOrDefault();
    }

    /// <summary>The differences that are there now: those that wait, and those that a change is mending.</summary>
    internal static IQueryable<Drift> Open(SimConsoleDb db) =>
        db.Drifts.Where(d => d.EndedAt == null && (d.ChangeId == null || db.StatusChanges.Any(c => c.Id == d.ChangeId && c.EndedAt == null)));

    /// <summary>The Sims that the network is known to let connect although it should not, until it confirms that they are off. They are found among the few open repairs.</summary>
    internal static Task<long[]> AcceptedAsync(SimConsoleDb db, CancellationToken token) => db.StatusChanges
        .Where(c => c.EndedAt == null && c.Kind == StatusChangeKind.Reconcile
            && db.Drifts.Any(d => d.SimId == c.SimId && d.EndedAt == null && d.ChangeId == c.Id && d.Kind == DriftKind.Enabled))
        .Select(c => c.SimId).Distinct().ToArrayAsync(token);

    private static IQueryable<Drift> Of(SimConsoleDb db, FleetScope scope, bool? waiting) => waiting switch
    {
        null => In(db, scope),
        true => Waiting(db, scope),
        false => Others(db, scope),
    };

    private static IQueryable<Drift> In(SimConsoleDb db, FleetScope scope) => db.Drifts.OfSimsIn(scope, d => d.Sim);

    private static IQueryable<Drift> Waiting(SimConsoleDb db, FleetScope scope) => In(db, scope).Where(d => d.EndedAt == null && d.ChangeId == null);

    private static IQueryable<Drift> Others(SimConsoleDb db, FleetScope scope) => In(db, scope).Where(d => d.EndedAt != null || d.ChangeId != null);

    private static async Task<IReadOnlyList<DriftRow>> RowsAsync(SimConsoleDb db, IQueryable<Drift> drifts, CancellationToken token)
    {
        var rows = await drifts.AsNoTracking().OrderByDescending(d => d.Id).Select(d => new
        {
            Drift = d,
            d.Sim!.Sid,
            d.Sim.UniqueName,
            Change = db.StatusChanges.Where(c => c.Id == d.ChangeId).Select(c => new { c.State, c.EndedAt }).FirstOrDefault(),
        }).ToListAsync(token);
        return [.. rows.Select(r => new DriftRow(
            r.Drift.Id, r.Drift.Iccid, r.Sid, r.UniqueName, r.Drift.Kind, r.Drift.Decided, r.Drift.Found, r.Drift.FoundAt,
            State(r.Drift, r.Change?.State), r.Drift.MendedBy, r.Change?.EndedAt ?? r.Drift.EndedAt))];
    }

    private static DriftState State(Drift drift, StatusChangeState? change) => change switch
    {
        null => drift.EndedAt is null ? DriftState.Waiting : DriftState.Ended,
        StatusChangeState.Completed => DriftState.Mended,
        StatusChangeState.Queued or StatusChangeState.Applying => DriftState.Mending,
        _ => DriftState.Ended,
    };
}
