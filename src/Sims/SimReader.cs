using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.DataLimits;
using SimConsole.Fleets;
using SimConsole.Reconciliation;
using SimConsole.Work;

namespace SimConsole.Sims;

/// <summary>Reads Sims for pages and programs.</summary>
public sealed class SimReader(IDbContextFactory<SimConsoleDb> databases, DatabaseVersion version, TimeProvider time)
{
    private const int FoundTogether = 100;

    /// <summary>How many of the newest matches of a search are tried for a page, in turn; a rare status needs more. After the last, all matches are searched.</summary>
    private static readonly int[] NewestMatches = [150, 1_500, 15_000];

    /// <summary>The expression that makes a row, kept for each context: building it anew takes about as long as reading a page. Contexts are pooled.</summary>
    private static readonly ConditionalWeakTable<SimConsoleDb, Expression<Func<Sim, SimRow>>> RowsOf = [];

    private readonly Batcher<string, SimRow?> _found = new(FoundTogether, 1, new SimCache(version, asked => FindTogetherAsync(databases, asked)).GetAsync);

    /// <summary>The lines <paramref name="skip"/> to <paramref name="skip"/> + <paramref name="take"/> of a list, as a page shows them.</summary>
    public async Task<IReadOnlyList<SimRow>> ListAsync(SimQuery query, int skip, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var newestFirst = query is { Sort: SimSort.Created, Descending: true };
        var few = newestFirst && query is { Statuses.Count: 0, Fleets.Count: 0, Iccid: null, Tags.Count: 0, Held: null, Failed: null, OfflineDays: null } && scope.IsAll ? [skip + take] : NewestMatches.Where(most => most >= skip + take);
        foreach (var most in few)
        {
            // The newest matches can fill a page only if the list begins with the newest; any other list needs all that match.
            if (await NewestAsync(db, query, most, token) is not { } newest || !(newest.All || newestFirst))
            {
                break;
            }

            var rows = await PageAsync(db, scope, query, newest.Ids, skip, take, token);
            if (newest.All || rows.Count == take)
            {
                return rows;
            }
        }

        return await PageAsync(db, scope, query, null, skip, take, token);
    }

    /// <summary>
    /// The newest Sims of a list registered before <paramref name="beforeId"/> (all where null), newest first: a page costs the same
    /// wherever it is. The sort of the query is not used.
    /// </summary>
    public async Task<IReadOnlyList<SimRow>> ListBeforeAsync(SimQuery query, long? beforeId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var sims = db.SimsMatching(query, scope, time.Now());
        if (beforeId is { } before)
        {
            sims = sims.Where(s => s.Id < before);
        }

        return await Rows(db, sims.OrderByDescending(s => s.Id).Take(take)).ToListAsync(token);
    }

    /// <summary>The oldest Sims of a list registered after <paramref name="afterId"/>, newest first: the page before a page.</summary>
    public async Task<IReadOnlyList<SimRow>> ListAfterAsync(SimQuery query, long afterId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var rows = await Rows(db, db.SimsMatching(query, scope, time.Now()).Where(s => s.Id > afterId).OrderBy(s => s.Id).Take(take)).ToListAsync(token);
        rows.Reverse();
        return rows;
    }

    /// <summary>How many Sims a list holds.</summary>
    public async Task<int> CountAsync(SimQuery query, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var newest = await NewestAsync(db, query, NewestMatches[0], token);
        return await db.SimsMatching(query, scope, time.Now(), newest is { All: true } ? newest.Value.Ids : null).CountAsync(token);
    }

    /// <summary>How many Sims of each status match the query without its own statuses.</summary>
    public async Task<IReadOnlyDictionary<SimStatus, int>> CountByStatusAsync(SimQuery query, FleetScope scope, CancellationToken token)
    {
        query = query with { Statuses = [] };
        await using var db = await databases.CreateDbContextAsync(token);
        var newest = await NewestAsync(db, query, NewestMatches[0], token);
        return await db.SimsMatching(query, scope, time.Now(), newest is { All: true } ? newest.Value.Ids : null)
            .GroupBy(s => s.Status).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, token);
    }

    /// <summary>The Sim with this SID or unique name, or null. Callers that ask at the same time share one read.</summary>
    public async Task<SimRow?> FindAsync(string sidOrName, FleetScope scope, CancellationToken token) =>
        await _found.AskAsync(sidOrName, token) is { } found && scope.Holds(found.FleetId) ? found : null;

    /// <summary>These Sims, as they are now, in no order.</summary>
    public async Task<IReadOnlyList<SimRow>> FindAsync(IEnumerable<long> ids, FleetScope scope, CancellationToken token)
    {
        long[] wanted = [.. ids];
        await using var db = await databases.CreateDbContextAsync(token);
        return await Rows(db, db.Sims.In(scope).Where(s => wanted.Contains(s.Id))).ToListAsync(token);
    }

    /// <summary>The Sims that have these SIDs, in no order; unknown SIDs are left out.</summary>
    public async Task<IReadOnlyList<SimRow>> FindBySidAsync(IEnumerable<string> sids, FleetScope scope, CancellationToken token)
    {
        string[] wanted = [.. sids];
        await using var db = await databases.CreateDbContextAsync(token);
        return await Rows(db, db.Sims.In(scope).Where(s => wanted.Contains(s.Sid))).ToListAsync(token);
    }

    /// <summary>The Sims of a list with the next higher ids after <paramref name="afterId"/>, as they are now, in the order of their ids. The sort of the query is not used.</summary>
    public async Task<IReadOnlyList<SeenSim>> SeenAfterAsync(SimQuery query, long afterId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Seen(db.SimsMatching(query, scope, time.Now()).Where(s => s.Id > afterId).OrderBy(s => s.Id).Take(take)).ToListAsync(token);
    }

    /// <summary>These Sims, as they are now, in the order of their ids.</summary>
    public async Task<IReadOnlyList<SeenSim>> SeenAsync(IReadOnlyCollection<long> ids, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Seen(db.Sims.In(scope).Where(s => ids.Contains(s.Id)).OrderBy(s => s.Id)).ToListAsync(token);
    }

    private static async Task<IReadOnlyList<SimRow?>> FindTogetherAsync(IDbContextFactory<SimConsoleDb> databases, IReadOnlyList<string> asked)
    {
        await using var db = await databases.CreateDbContextAsync();
        var rows = await Rows(db, db.Sims.WithReferences(asked)).ToListAsync();
        return [.. asked.Select(SimReferences.Among(rows, row => row.Sid, row => row.UniqueName))];
    }

    private static IQueryable<SeenSim> Seen(IQueryable<Sim> sims) =>
        sims.Select(s => new SeenSim(s.Id, s.Status, s.StatusChangedAt, s.FleetId, s.HeldByReportId != null));

    /// <summary>The newest Sims that a search finds, and whether there are no others; null without a search, and where no index serves it.</summary>
    private static async Task<(IReadOnlyList<long> Ids, bool All)?> NewestAsync(SimConsoleDb db, SimQuery query, int most, CancellationToken token)
    {
        if (string.IsNullOrWhiteSpace(query.Search))
        {
            return null;
        }

        return await db.NewestHoldingAsync(query.Search.Trim(), most, token) is { } ids ? (ids, ids.Count < most) : null;
    }

    private async Task<IReadOnlyList<SimRow>> PageAsync(
        SimConsoleDb db, FleetScope scope, SimQuery query, IReadOnlyList<long>? ids, int skip, int take, CancellationToken token)
    {
        var sims = Sorted(db, db.SimsMatching(query, scope, time.Now(), ids), query);
        if (ids is not null)
        {
            return await Rows(db, sims.Skip(skip).Take(take)).ToListAsync(token);
        }

        // The rows to skip are counted in an index, and not read.
        var page = sims.Select(s => s.Id).Skip(skip).Take(take);
        return await Rows(db, Sorted(db, db.Sims.Where(s => page.Contains(s.Id)), query)).ToListAsync(token);
    }

    private static IQueryable<Sim> Sorted(SimConsoleDb db, IQueryable<Sim> sims, SimQuery query) => (query.Sort, query.Descending) switch
    {
        (SimSort.Name, false) => db.ByName(sims, descending: false).ThenBy(s => s.Id),
        (SimSort.Name, true) => db.ByName(sims, descending: true).ThenByDescending(s => s.Id),
        (SimSort.Iccid, false) => sims.OrderBy(s => s.Iccid),
        (SimSort.Iccid, true) => sims.OrderByDescending(s => s.Iccid),
        (SimSort.Status, false) => sims.OrderBy(s => s.Status).ThenBy(s => s.Id),
        (SimSort.Status, true) => sims.OrderByDescending(s => s.Status).ThenByDescending(s => s.Id),
        (SimSort.LastChange, false) => sims.OrderBy(s => s.StatusChangedAt).ThenBy(s => s.Id),
        (SimSort.LastChange, true) => sims.OrderByDescending(s => s.StatusChangedAt).ThenByDescending(s => s.Id),
        (_, false) => sims.OrderBy(s => s.Id),
        (_, true) => sims.OrderByDescending(s => s.Id),
    };

    private static IQueryable<SimRow> Rows(SimConsoleDb db, IQueryable<Sim> sims) => sims.Select(RowsOf.GetValue(db, RowOf));

    private static Expression<Func<Sim, SimRow>> RowOf(SimConsoleDb db) => RowOf(db, DriftReader.Open(db));

    private static Expression<Func<Sim, SimRow>> RowOf(SimConsoleDb db, IQueryable<Drift> openDrift) => s => new SimRow
    {
        Id = s.Id,
        Sid = s.Sid,
        Iccid = s.Iccid,
        UniqueName = s.UniqueName,
        Note = s.Note,
        Imsi = s.Imsi,
        Msisdn = s.Msisdn,
        Status = s.Status,
        TargetStatus = s.TargetStatus,
        StatusChangedAt = s.StatusChangedAt,
        FleetId = s.FleetId,
        FleetSid = s.Fleet!.Sid,
        FleetName = s.Fleet.UniqueName ?? s.Fleet.Sid,
        HeldBy = s.HeldByReportId == null ? null : db.LossReports.Where(r => r.Id == s.HeldByReportId).Select(r => r.Sid).FirstOrDefault(),
        DataBlocked = db.DataBlocks.Any(b => b.SimId == s.Id && b.State == DataBlockState.Barred && b.ConfirmedAt != null),
        Drift = openDrift.Where(d => d.SimId == s.Id).Max(d => (DriftKind?)d.Kind),
        CreatedAt = s.CreatedAt,
        UpdatedAt = s.UpdatedAt,
        Version = s.Version,
    };
}

internal static class SimReferences
{
    /// <summary>The Sims with this SID or unique name: one or none.</summary>
    public static IQueryable<Sim> WithReference(this IQueryable<Sim> sims, string sidOrName) => IsSid(sidOrName)
        ? sims.Where(s => s.Sid == sidOrName)
        : sims.Where(s => s.UniqueName == sidOrName);

    /// <summary>The Sims that have one of these SIDs or unique names.</summary>
    public static IQueryable<Sim> WithReferences(this IQueryable<Sim> sims, IReadOnlyCollection<string> references)
    {
        string[] sids = [.. references.Where(IsSid)];
        string?[] names = [.. references.Where(reference => !IsSid(reference))];
        return names.Length == 0 ? sims.Where(s => sids.Contains(s.Sid))
            : sids.Length == 0 ? sims.Where(s => names.Contains(s.UniqueName))
            : sims.Where(s => sids.Contains(s.Sid) || names.Contains(s.UniqueName));
    }

    /// <summary>Finds, among Sims that have been read, the one that a SID or unique name means; null where none does.</summary>
    public static Func<string, T?> Among<T>(IReadOnlyCollection<T> sims, Func<T, string> sid, Func<T, string?> name) where T : class
    {
        var (bySid, byName) = (sims.ToDictionary(sid), sims.Where(sim => name(sim) is not null).ToDictionary(sim => name(sim)!));
        return reference => (IsSid(reference) ? bySid : byName).GetValueOrDefault(reference);
    }

    private static bool IsSid(string reference) => Sid.IsShapeOf(reference, Sim.SidPrefix);
}
