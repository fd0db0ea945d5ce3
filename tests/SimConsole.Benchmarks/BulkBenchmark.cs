using SimConsole.StatusChanges;

namespace SimConsole.Benchmarks;

/// <summary>Many active Sims of a large base are ordered inactive, and worked off by the real worker until the last is confirmed.</summary>
internal static class BulkBenchmark
{
    public static async Task RunAsync(Options options)
    {
        var (sims, all, repeat) = (options.Number("sims", 100_000), options.Number("base", 1_000_000), options.Number("repeat", 3));
        await using var engine = await BenchmarkEngine.StartAsync(options);
        var report = new Report("bulk", "run", "accepted s", "all s", "floor accepted s", "floor s", "ratio");
        var runs = new List<(BulkTimes Console, BulkTimes Floor)>();
        for (var run = 1; run <= repeat; run++)
        {
            var (console, floor) = (await ConsoleAsync(engine, sims, all), await FloorAsync(engine, sims, all));
            runs.Add((console, floor));
            report.Row(run, console.Accepted, console.All, floor.Accepted, floor.All, console.All / floor.All);
        }

        var (seconds, floorSeconds) = (Report.Median(runs.Select(r => r.Console.All)), Report.Median(runs.Select(r => r.Floor.All)));
        report.Print(
            ("database", engine.Name),
            ("sims", sims),
            ("base", all),
            ("seconds", seconds),
            ("floor_seconds", floorSeconds),
            ("ratio", seconds / floorSeconds),
            ("accepted_seconds", Report.Median(runs.Select(r => r.Console.Accepted))));
    }

    private static async Task<BulkTimes> ConsoleAsync(BenchmarkEngine engine, int sims, int all)
    {
        await using var database = await engine.CopyAsync(all);
        await using var console = new BenchmarkConsole(database);
        var (warmUp, ids) = await BulkRun.ActiveAsync(console, sims);
        await console.StartWorkersAsync();
        using (var first = await BulkRun.OrderAsync(console, warmUp))
        {
            await first.WaitAsync();
        }

        using var run = await BulkRun.OrderAsync(console, ids);
        var seconds = await run.WaitAsync();
        await console.StopWorkersAsync();
        await BulkRun.CheckAsync(console, ids);
        return new BulkTimes(run.Accepted, seconds);
    }

    private static async Task<BulkTimes> FloorAsync(BenchmarkEngine engine, int sims, int all)
    {
        await using var database = await engine.CopyAsync(all);
        await using var console = new BenchmarkConsole(database);
        var (warmUp, ids) = await BulkRun.ActiveAsync(console, sims);
        var batchSize = new StatusChangeOptions().BatchSize;
        await Task.Run(() => BulkFloor.Run(database, warmUp, batchSize));
        var times = await Task.Run(() => BulkFloor.Run(database, ids, batchSize));
        await BulkRun.CheckAsync(console, ids);
        return times;
    }
}

/// <summary>Seconds until the order is durable, and until its last Sim is confirmed.</summary>
internal sealed record BulkTimes(double Accepted, double All);
