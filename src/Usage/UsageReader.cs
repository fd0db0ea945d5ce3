using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Networks;

namespace SimConsole.Usage;

/// <summary>Usage added up over one time, and for one Sim, Fleet, network or country where it is grouped by that.</summary>
/// <param name="Id">Its position in the list: later times and higher keys first.</param>
/// <param name="Bucket">The hour or the day, counted from 1970; 0 where all of the time is one.</param>
/// <param name="Key">What it is grouped by: the id of a Sim or Fleet, the number of a network, the letters of a country.</param>
/// <param name="Upload">In bytes.</param>
/// <param name="Download">In bytes.</param>
public sealed record UsageTotal(long Id, int Bucket, long Key, long Upload, long Download);

/// <summary>
/// Adds usage up, a page at a time. The amount read for a page depends on the page, not on the number of Sims: it reads the sums of Fleets and networks for
/// every query that is not about Sims, the sums of Sims in the order of the Sims, and sessions only for hourly usage of Sims.
/// </summary>
public sealed class UsageReader(IDbContextFactory<SimConsoleDb> databases, NetworkCatalogue catalogue)
{
    // Grouped by Sim, a list is ordered by Sim, then by time; otherwise by time, then by key.
    private const int BucketBits = 20;
    private const int KeyBits = 40;

    /// <summary>The totals that come after <paramref name="before"/> (the first ones where null).</summary>
    public Task<IReadOnlyList<UsageTotal>> ListBeforeAsync(UsageQuery query, long? before, int take, FleetScope scope, CancellationToken token) =>
        ListAsync(query, scope, before ?? long.MaxValue, back: false, take, token);

    /// <summary>The totals that come before <paramref name="after"/>, those next to it.</summary>
    public async Task<IReadOnlyList<UsageTotal>> ListAfterAsync(UsageQuery query, long after, int take, FleetScope scope, CancellationToken token)
    {
        var totals = await ListAsync(query, scope, after, back: true, take, token);
        return [.. totals.Reverse()];
    }

    private async Task<IReadOnlyList<UsageTotal>> ListAsync(UsageQuery query, FleetScope scope, long edge, bool back, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var totals = new List<UsageTotal>(take);
        var (at, open) = (-1L, new Dictionary<long, (int Bucket, long Upload, long Download)>());
        await foreach (var piece in Pieces(db, query, scope, edge, back).WithCancellation(token))
        {
            var place = IdOf(query, piece, 0);
            if (place != at)
            {
                Close();
                if (totals.Count >= take)
                {
                    break;
                }

                at = place;
            }

            var key = KeyOf(query, piece);
            var sum = open.GetValueOrDefault(key);
            open[key] = (BucketOf(query, piece), sum.Upload + piece.Upload, sum.Download + piece.Download);
        }

        Close();
        if (totals.Count == 0 && query is { Granularity: UsageGranularity.All, Group: UsageGroup.None } && (back ? edge < 0 : edge > 0))
        {
            totals.Add(new UsageTotal(0, 0, 0, 0, 0));
        }

        return totals.Count > take ? totals[..take] : totals;

        void Close()
        {
            var closed = open.Select(o => new UsageTotal(query.Group == UsageGroup.Sim ? at : at + o.Key, o.Value.Bucket, o.Key, o.Value.Upload, o.Value.Download))
                .Where(total => back ? total.Id > edge : total.Id < edge);
            totals.AddRange(back ? closed.OrderBy(total => total.Id) : closed.OrderByDescending(total => total.Id));
            open.Clear();
        }
    }

    private static int BucketOf(UsageQuery query, UsagePiece piece) => query.Granularity switch
    {
        UsageGranularity.Hour => piece.Hour,
        UsageGranularity.Day => piece.Hour / 24,
        _ => 0,
    };

    private static long IdOf(UsageQuery query, UsagePiece piece, long key) => query.Group == UsageGroup.Sim
        ? (piece.SimId << BucketBits) + BucketOf(query, piece)
        : ((long)BucketOf(query, piece) << KeyBits) + key;

    private long KeyOf(UsageQuery query, UsagePiece piece) => query.Group switch
    {
        UsageGroup.Sim => piece.SimId,
        UsageGroup.Fleet => piece.FleetId,
        UsageGroup.Network => piece.NetworkId,
        UsageGroup.IsoCountry => catalogue.Find(piece.NetworkId) is { IsoCountry: [var first, var second] } ? Letters(first, second) : 0,
        _ => 0,
    };

    /// <summary>A country as a number, so that it can be a key.</summary>
    public static long Letters(char first, char second) => (first << 8) + second;

    /// <summary>The country that a number stands for.</summary>
    public static string Country(long letters) => $"{(char)(letters >> 8)}{(char)(letters & 0xFF)}";

    /// <summary>Everything that the totals from an edge on are made of, in their order.</summary>
    private IAsyncEnumerable<UsagePiece> Pieces(SimConsoleDb db, UsageQuery query, FleetScope scope, long edge, bool back)
    {
        var networks = query.Networks(catalogue);
        if (query.Group == UsageGroup.Sim || query.SimId is not null)
        {
            return query.WholeDays ? SimDays(db, query, scope, networks, edge, back) : Sessions(db, query, scope, networks, edge, back);
        }

        return query.Granularity switch
        {
            UsageGranularity.All => SumsAsync(db, query, scope, networks),
            UsageGranularity.Day => Days(db, query, scope, networks, edge, back),
            _ => Hours(db, query, scope, networks, edge, back),
        };
    }

    private static IAsyncEnumerable<UsagePiece> SimDays(SimConsoleDb db, UsageQuery query, FleetScope scope, IReadOnlyList<int>? networks, long edge, bool back)
    {
        var (first, last) = (UsageTime.DayOf(query.Start), UsageTime.DayOf(query.End) - 1);
        var rows = db.SimDayUsages.Where(u => u.Day >= first && u.Day <= last);
        rows = query.SimId is { } simId ? rows.Where(u => u.SimId == simId) : rows;
        rows = scope.IsAll ? rows : rows.Where(u => scope.FleetIds.Contains(u.FleetId));
        rows = query.FleetId is { } fleetId ? rows.Where(u => u.FleetId == fleetId) : rows;
        rows = networks is not null ? rows.Where(u => networks.Contains(u.NetworkId)) : rows;
        if (query.Group == UsageGroup.Sim && edge >> BucketBits is var sim)
        {
            rows = back ? rows.Where(u => u.SimId >= sim) : rows.Where(u => u.SimId <= sim);
        }

        return (back ? rows.OrderBy(u => u.SimId).ThenBy(u => u.Day) : rows.OrderByDescending(u => u.SimId).ThenByDescending(u => u.Day))
            .Select(u => new UsagePiece(u.SimId, u.Day * 24, u.FleetId, u.NetworkId, u.Upload, u.Download)).AsAsyncEnumerable();
    }

    private static async IAsyncEnumerable<UsagePiece> Sessions(
        SimConsoleDb db, UsageQuery query, FleetScope scope, IReadOnlyList<int>? networks, long edge, bool back, [EnumeratorCancellation] CancellationToken token = default)
    {
        var rows = db.DataSessions.AsNoTracking().Where(s => s.StartedAt >= query.Start && s.StartedAt < query.End);
        rows = query.SimId is { } simId ? rows.Where(s => s.SimId == simId) : rows;
        rows = scope.IsAll ? rows : rows.Where(s => scope.FleetIds.Contains(s.FleetId));
        rows = query.FleetId is { } fleetId ? rows.Where(s => s.FleetId == fleetId) : rows;
        rows = networks is not null ? rows.Where(s => networks.Contains(s.NetworkId)) : rows;
        if (query.Group == UsageGroup.Sim && edge >> BucketBits is var sim)
        {
            rows = back ? rows.Where(s => s.SimId >= sim) : rows.Where(s => s.SimId <= sim);
        }

        var ordered = back ? rows.OrderBy(s => s.SimId).ThenBy(s => s.StartedAt) : rows.OrderByDescending(s => s.SimId).ThenByDescending(s => s.StartedAt);
        await foreach (var session in ordered.AsAsyncEnumerable().WithCancellation(token))
        {
            yield return new UsagePiece(session.SimId, UsageTime.HourOf(session.StartedAt), session.FleetId, session.NetworkId, session.Upload, session.Download);
        }
    }

    private static IAsyncEnumerable<UsagePiece> Hours(SimConsoleDb db, UsageQuery query, FleetScope scope, IReadOnlyList<int>? networks, long edge, bool back)
    {
        var rows = HoursOf(db, query, scope, networks, query.Start, query.End);
        var hour = edge >> KeyBits;
        rows = back ? rows.Where(u => u.Hour >= hour).OrderBy(u => u.Hour) : rows.Where(u => u.Hour <= hour).OrderByDescending(u => u.Hour);
        return rows.Select(u => new UsagePiece(0, u.Hour, u.FleetId, u.NetworkId, u.Upload, u.Download)).AsAsyncEnumerable();
    }

    private static IAsyncEnumerable<UsagePiece> Days(SimConsoleDb db, UsageQuery query, FleetScope scope, IReadOnlyList<int>? networks, long edge, bool back)
    {
        var rows = DaysOf(db, query, scope, networks, UsageTime.DayOf(query.Start), UsageTime.DayOf(query.End));
        var day = edge >> KeyBits;
        rows = back ? rows.Where(u => u.Day >= day).OrderBy(u => u.Day) : rows.Where(u => u.Day <= day).OrderByDescending(u => u.Day);
        return rows.Select(u => new UsagePiece(0, u.Day * 24, u.FleetId, u.NetworkId, u.Upload, u.Download)).AsAsyncEnumerable();
    }

    /// <summary>All of the time in whole days, and in hours before and after those: one row for each Fleet and network.</summary>
    private static async IAsyncEnumerable<UsagePiece> SumsAsync(
        SimConsoleDb db, UsageQuery query, FleetScope scope, IReadOnlyList<int>? networks, [EnumeratorCancellation] CancellationToken token = default)
    {
        var (firstDay, endDay) = (UsageTime.DayOf(query.Start.AddHours(23)), UsageTime.DayOf(query.End));
        var days = await DaysOf(db, query, scope, networks, firstDay, endDay).GroupBy(u => new { u.FleetId, u.NetworkId })
            .Select(g => new UsagePiece(0, 0, g.Key.FleetId, g.Key.NetworkId, g.Sum(u => u.Upload), g.Sum(u => u.Download))).ToListAsync(token);
        (DateTimeOffset From, DateTimeOffset To)[] edges = firstDay < endDay
            ? [(query.Start, UsageTime.OfDay(firstDay)), (UsageTime.OfDay(endDay), query.End)]
            : [(query.Start, query.End)];
        foreach (var (from, to) in edges.Where(e => e.From < e.To))
        {
            days.AddRange(await HoursOf(db, query, scope, networks, from, to).GroupBy(u => new { u.FleetId, u.NetworkId })
                .Select(g => new UsagePiece(0, 0, g.Key.FleetId, g.Key.NetworkId, g.Sum(u => u.Upload), g.Sum(u => u.Download))).ToListAsync(token));
        }

        foreach (var piece in days)
        {
            yield return piece;
        }
    }

    private static IQueryable<HourUsage> HoursOf(SimConsoleDb db, UsageQuery query, FleetScope scope, IReadOnlyList<int>? networks, DateTimeOffset from, DateTimeOffset to)
    {
        var (first, end) = (UsageTime.HourOf(from), UsageTime.HourOf(to));
        var rows = db.HourUsages.Where(u => u.Hour >= first && u.Hour < end);
        rows = scope.IsAll ? rows : rows.Where(u => scope.FleetIds.Contains(u.FleetId));
        rows = query.FleetId is { } fleetId ? rows.Where(u => u.FleetId == fleetId) : rows;
        return networks is not null ? rows.Where(u => networks.Contains(u.NetworkId)) : rows;
    }

    private static IQueryable<DayUsage> DaysOf(SimConsoleDb db, UsageQuery query, FleetScope scope, IReadOnlyList<int>? networks, int first, int end)
    {
        var rows = db.DayUsages.Where(u => u.Day >= first && u.Day < end);
        rows = scope.IsAll ? rows : rows.Where(u => scope.FleetIds.Contains(u.FleetId));
        rows = query.FleetId is { } fleetId ? rows.Where(u => u.FleetId == fleetId) : rows;
        return networks is not null ? rows.Where(u => networks.Contains(u.NetworkId)) : rows;
    }

    /// <summary>A part of a total.</summary>
    /// <param name="Hour">The hour of it, or the first hour of its day.</param>
    private sealed record UsagePiece(long SimId, int Hour, long FleetId, int NetworkId, long Upload, long Download);
}
