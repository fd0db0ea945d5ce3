using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.Sims.Tags;

namespace SimConsole.Benchmarks;

/// <summary>The list of Sims as the page and the API read it, in a small base and in a large one.</summary>
internal static class ListBenchmark
{
    private const int PageSize = 50;
    private const int DeepPage = 1_000;
    private const string ByOffset = "page 1,000 by offset";
    private const int Warm = 20;
    private const string Rare = "rare";
    private const string Frequent = "frequent";
    private static readonly TimeSpan PerCase = TimeSpan.FromMilliseconds(400);

    public static async Task RunAsync(Options options)
    {
        var (small, large) = (options.Number("small", 10_000), options.Number("base", 1_000_000));
        await using var engine = await BenchmarkEngine.StartAsync(options);
        var report = new Report("list", "what", $"{small:N0} ms", $"{large:N0} ms", "floor ms", "ratio", "flat");

        // The first round brings the process to its usual speed.
        await MeasureAsync(engine, small);
        var (smallTimes, largeTimes) = (await MeasureAsync(engine, small), await MeasureAsync(engine, large));
        var rows = largeTimes.Zip(smallTimes, (l, s) => (l.Name, Small: s.Console, Large: l.Console, l.Floor, Ratio: l.Console / l.Floor, Flat: l.Console / s.Console)).ToList();
        foreach (var row in rows)
        {
            report.Row(row.Name, row.Small, row.Large, row.Floor, row.Ratio, row.Flat);
        }

        // An exact count reads all that it counts, and an offset all that it skips, more of it in the large base: they cannot be flat.
        var (counts, pages) = (rows.Where(r => IsCount(r.Name)).ToList(), rows.Where(r => !IsCount(r.Name) && r.Name != ByOffset).ToList());
        var (ratio, flat) = (rows.MaxBy(r => r.Ratio), pages.MaxBy(r => r.Flat));
        report.Print(
            ("database", engine.Name),
            ("base", large),
            ("small", small),
            ("seconds", ratio.Large / 1_000),
            ("floor_seconds", ratio.Floor / 1_000),
            ("ratio", ratio.Ratio),
            ("ratio_of", ratio.Name.Replace(' ', '-')),
            ("flat", flat.Flat),
            ("flat_of", flat.Name.Replace(' ', '-')),
            ("flat_offset", rows.Single(r => r.Name == ByOffset).Flat),
            ("flat_count", counts.Max(r => r.Flat)));
    }

    /// <summary>A tag that a hundred Sims have, and one that a quarter of them has, unless an earlier round has given them.</summary>
    private static async Task TagAsync(BenchmarkConsole console, int sims)
    {
        await using var db = await console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync();
        if (await db.Tags.AnyAsync())
        {
            return;
        }

        await db.InTransactionAsync(async () =>
        {
            Tag[] tags = [new() { Name = Rare }, new() { Name = Frequent }];
            db.AddRange(tags);
            await db.SaveChangesAsync();
            await db.InsertManyAsync([.. Enumerable.Range(0, 100).Select(i => new SimTag { TagId = tags[0].Id, SimId = (i * (sims / 100L)) + 1 })], default);
            await db.InsertManyAsync([.. Enumerable.Range(0, sims / 4).Select(i => new SimTag { TagId = tags[1].Id, SimId = (i * 4L) + 1 })], default);
        }, default);
    }

    private static string Tagged(string tag) => $"s.\"Id\" IN (SELECT \"SimId\" FROM \"SimTags\" WHERE \"TagId\" = (SELECT \"Id\" FROM \"Tags\" WHERE \"Name\" = '{tag}'))";

    private static bool IsCount(string name) => name.StartsWith("count", StringComparison.Ordinal);

    private static async Task<List<(string Name, double Console, double Floor)>> MeasureAsync(BenchmarkEngine engine, int sims)
    {
        await using var database = await engine.BaseAsync(sims);
        await using var console = new BenchmarkConsole(database);
        using var floor = new ListFloor(database);
        await TagAsync(console, sims);
        var reader = console.Get<SimReader>();
        var skip = Math.Min(DeepPage, sims / PageSize / 2) * PageSize;
        var cursor = sims - skip + 1L;
        var all = new SimQuery();
        var measured = new List<(string, double, double)>();

        await PageAsync("page 1", all, "TRUE", "s.\"Id\" DESC", 0);
        await CaseAsync("page 1,000 by cursor", () => reader.ListBeforeAsync(all, cursor, PageSize + 1, FleetScope.All, default), floor.Page($"s.\"Id\" < {cursor}", "s.\"Id\" DESC", 0, PageSize + 1));
        await PageAsync(ByOffset, all, "TRUE", "s.\"Id\" DESC", skip);
        await PageAsync("by name", all with { Sort = SimSort.Name, Descending = false }, "TRUE", "s.\"UniqueName\" NULLS FIRST, s.\"Id\"", 0);
        await PageAsync("by ICCID", all with { Sort = SimSort.Iccid, Descending = false }, "TRUE", "s.\"Iccid\"", 0);
        await PageAsync("by status", all with { Sort = SimSort.Status, Descending = false }, "TRUE", "s.\"Status\", s.\"Id\"", 0);
        await PageAsync("by last change", all with { Sort = SimSort.LastChange }, "TRUE", "s.\"StatusChangedAt\" DESC, s.\"Id\" DESC", 0);
        foreach (var status in SimStatuses.All)
        {
            await PageAsync(status.Word(), all with { Statuses = [status] }, $"s.\"Status\" = {(int)status}", "s.\"Id\" DESC", 0);
        }

        await PageAsync("new or active", all with { Statuses = [SimStatus.New, SimStatus.Active] }, $"s.\"Status\" IN ({(int)SimStatus.New}, {(int)SimStatus.Active})", "s.\"Id\" DESC", 0);
        await PageAsync("in a Fleet", all with { Fleets = ["meters-berlin"] }, "s.\"FleetId\" = (SELECT \"Id\" FROM \"Fleets\" WHERE \"UniqueName\" = 'meters-berlin')", "s.\"Id\" DESC", 0);
        await PageAsync("without a Fleet", all with { Fleets = [""] }, "s.\"FleetId\" IS NULL", "s.\"Id\" DESC", 0);
        await PageAsync("active in a Fleet", all with { Fleets = ["meters-berlin"], Statuses = [SimStatus.Active] },
            $"s.\"FleetId\" = (SELECT \"Id\" FROM \"Fleets\" WHERE \"UniqueName\" = 'meters-berlin') AND s.\"Status\" = {(int)SimStatus.Active}", "s.\"Id\" DESC", 0);
        await PageAsync("active by last change", all with { Statuses = [SimStatus.Active], Sort = SimSort.LastChange }, $"s.\"Status\" = {(int)SimStatus.Active}", "s.\"StatusChangedAt\" DESC, s.\"Id\" DESC", 0);

        await PageAsync("rare tag", all with { Tags = [Rare] }, Tagged(Rare), "s.\"Id\" DESC", 0);
        await PageAsync("tag of a quarter", all with { Tags = [Frequent] }, Tagged(Frequent), "s.\"Id\" DESC", 0);
        await PageAsync("rare tag by name", all with { Tags = [Rare], Sort = SimSort.Name, Descending = false }, Tagged(Rare), "s.\"UniqueName\" NULLS FIRST, s.\"Id\"", 0);

        var term = $"{sims - 5:D7}";
        await SearchAsync("search 7 digits", term);
        await SearchAsync("search in all", "8988");

        // Nearly all Sims hold any three characters of it, and few of them the term.
        await SearchAsync("search few of many", "0019");

        await CountAsync("count all", all, "TRUE");
        await CountAsync("count active", all with { Statuses = [SimStatus.Active] }, $"s.\"Status\" = {(int)SimStatus.Active}");
        await CountAsync("count in a Fleet", all with { Fleets = ["meters-berlin"] }, "s.\"FleetId\" = (SELECT \"Id\" FROM \"Fleets\" WHERE \"UniqueName\" = 'meters-berlin')");
        await CountAsync("count tag of a quarter", all with { Tags = [Frequent] }, Tagged(Frequent));
        await CaseAsync("count search", () => reader.CountAsync(all with { Search = term }, FleetScope.All, default), floor.CountSearch(term));
        return measured;

        Task PageAsync(string name, SimQuery query, string where, string order, int from) =>
            CaseAsync(name, () => reader.ListAsync(query, from, PageSize + 1, FleetScope.All, default), floor.Page(where, order, from, PageSize + 1));

        Task SearchAsync(string name, string holding) =>
            CaseAsync(name, () => reader.ListAsync(all with { Search = holding }, 0, PageSize + 1, FleetScope.All, default), floor.Search(holding, PageSize + 1));

        Task CountAsync(string name, SimQuery query, string where) =>
            CaseAsync(name, () => reader.CountAsync(query, FleetScope.All, default), floor.Count(where));

        async Task CaseAsync(string name, Func<Task> read, Action byHand)
        {
            var (console, hand) = await MillisecondsAsync(read, byHand);
            measured.Add((name, console, hand));
        }
    }

    /// <summary>
    /// The medians of as many reads as fit into the time, three at least, after the first ones. The two take turns: whatever else the machine does, it does to both.
    /// </summary>
    private static async Task<(double Console, double Floor)> MillisecondsAsync(Func<Task> read, Action byHand)
    {
        var total = Stopwatch.StartNew();
        var (console, floor) = (new List<double>(), new List<double>());
        for (var i = 0; i < Warm && (i == 0 || total.Elapsed < PerCase); i++)
        {
            await read();
            byHand();
        }

        total.Restart();
        while (console.Count < 3 || total.Elapsed < 2 * PerCase)
        {
            var one = Stopwatch.StartNew();
            await read();
            console.Add(one.Elapsed.TotalMilliseconds);
            one.Restart();
            byHand();
            floor.Add(one.Elapsed.TotalMilliseconds);
        }

        return (Report.Median(console), Report.Median(floor));
    }
}
