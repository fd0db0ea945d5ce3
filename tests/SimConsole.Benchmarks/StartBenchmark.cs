using System.Diagnostics;

namespace SimConsole.Benchmarks;

/// <summary>A published build on a large base, from the start of its process to the first page, beside an empty ASP.NET app.</summary>
internal static class StartBenchmark
{
    public static async Task RunAsync(Options options)
    {
        var (all, repeat) = (options.Number("base", 1_000_000), options.Number("repeat", 3));
        await using var engine = new SqliteEngine();
        using var published = await PublishedConsole.MakeAsync();
        await using var database = await engine.CopyAsync(all);
        var console = published.Program(database);
        string[] empty = [typeof(StartFloor).Assembly.Location, StartFloor.Name];

        // The first start makes the first administrator, and brings both programs into the page cache.
        await SecondsAsync(published.Folder, console, "/sign-in");
        await SecondsAsync(published.Folder, empty, "/");
        var report = new Report("start", "run", "s", "floor s", "more s");
        var runs = new List<(double Console, double Floor)>();
        for (var run = 1; run <= repeat; run++)
        {
            var (seconds, floor) = (await SecondsAsync(published.Folder, console, "/sign-in"), await SecondsAsync(published.Folder, empty, "/"));
            runs.Add((seconds, floor));
            report.Row(run, seconds, floor, seconds - floor);
        }

        var (median, floorMedian) = (Report.Median(runs.Select(r => r.Console)), Report.Median(runs.Select(r => r.Floor)));
        report.Print(("base", all), ("seconds", median), ("floor_seconds", floorMedian), ("ratio", median / floorMedian), ("more_seconds", median - floorMedian));
    }

    /// <summary>Seconds from the start of the process to the first answer 200.</summary>
    private static async Task<double> SecondsAsync(string folder, string[] program, string page)
    {
        var clock = Stopwatch.StartNew();
        await using var served = await ServedProgram.StartAsync(folder, program, page);
        return clock.Elapsed.TotalSeconds;
    }
}
