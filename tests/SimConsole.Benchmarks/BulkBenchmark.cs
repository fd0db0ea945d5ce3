using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Benchmarks;

/// <summary>Many active Sims of a large base are ordered inactive, and worked off by the real worker until the last is confirmed.</summary>
internal static class BulkBenchmark
{
    private const int WarmUp = 5_000;

    private static readonly Actor Someone = new("operations", OrderSource.Console);

    public static async Task RunAsync(Options options)
    {
        var (sims, all, repeat) = (options.Number("sims", 100_000), options.Number("base", 1_000_000), options.Number("repeat", 3));
        var report = new Report("bulk", "run", "accepted s", "all s", "floor accepted s", "floor s", "ratio");
        var runs = new List<(BulkTimes Console, BulkTimes Floor)>();
        for (var run = 1; run <= repeat; run++)
        {
            var (console, floor) = (await ConsoleAsync(sims, all), await FloorAsync(sims, all));
            runs.Add((console, floor));
            report.Row(run, console.Accepted, console.All, floor.Accepted, floor.All, console.All / floor.All);
        }

        var (seconds, floorSeconds) = (Report.Median(runs.Select(r => r.Console.All)), Report.Median(runs.Select(r => r.Floor.All)));
        report.Print(
            ("sims", sims),
            ("base", all),
            ("seconds", seconds),
            ("floor_seconds", floorSeconds),
            ("ratio", seconds / floorSeconds),
            ("accepted_seconds", Report.Median(runs.Select(r => r.Console.Accepted))));
    }

    private static async Task<BulkTimes> ConsoleAsync(int sims, int all)
    {
        var file = await SampleBase.CopyAsync(all);
        try
        {
            await using var console = new BenchmarkConsole(file);
            var (warmUp, ids) = await ActiveAsync(console, sims);
            var worker = console.Get<StatusChangeWorker>();
            await worker.StartAsync(CancellationToken.None);
            await OrderAndWaitAsync(console, warmUp);
            var times = await OrderAndWaitAsync(console, ids);
            await worker.StopAsync(CancellationToken.None);
            await CheckAsync(console, ids);
            return times;
        }
        finally
        {
            SampleBase.Delete(file);
        }
    }

    private static async Task<BulkTimes> OrderAndWaitAsync(BenchmarkConsole console, long[] ids)
    {
        var ended = new TaskCompletionSource();
        var left = ids.Length;
        using var watch = console.Get<LiveFeed>().WatchEverything(changes =>
        {
            if (Interlocked.Add(ref left, -changes.Count(c => c.Status == SimStatus.Inactive)) <= 0)
            {
                ended.TrySetResult();
            }

            return Task.CompletedTask;
        });
        var clock = Stopwatch.StartNew();
        await OrderAsync(console, ids);
        var accepted = clock.Elapsed;
        await ended.Task.WaitAsync(TimeSpan.FromMinutes(10));
        return new BulkTimes(accepted.TotalSeconds, clock.Elapsed.TotalSeconds);
    }

    private static async Task OrderAsync(BenchmarkConsole console, long[] ids)
    {
        var order = new StatusOrder(SimStatus.Inactive, Someone) { Reason = "Out of season", Priority = StatusChangePriority.Bulk };
        OpenedChanges? opened = null;
        await using var db = console.OpenDb();
        await db.InTransactionAsync(
            async () => opened = await console.Get<StatusChangeService>().OpenManyAsync(db, ids, order, CancellationToken.None), CancellationToken.None);
        console.Get<LiveFeed>().Publish(opened!.Sims);
        console.Get<StatusChangeSignal>().Wake();
    }

    private static async Task<BulkTimes> FloorAsync(int sims, int all)
    {
        var file = await SampleBase.CopyAsync(all);
        try
        {
            await using var console = new BenchmarkConsole(file);
            var (warmUp, ids) = await ActiveAsync(console, sims);
            var batchSize = new StatusChangeOptions().BatchSize;
            await Task.Run(() => BulkFloor.Run(file, warmUp, batchSize));
            var times = await Task.Run(() => BulkFloor.Run(file, ids, batchSize));
            await CheckAsync(console, ids);
            return times;
        }
        finally
        {
            SampleBase.Delete(file);
        }
    }

    /// <summary>The Sims that are measured, and some before them, with which a process that has just started gets to its usual speed.</summary>
    private static async Task<(long[] WarmUp, long[] Measured)> ActiveAsync(BenchmarkConsole console, int sims)
    {
        await using var db = console.OpenDb();
        var ids = await db.Sims.Where(s => s.Status == SimStatus.Active).OrderBy(s => s.Id).Select(s => s.Id).Take(WarmUp + sims).ToArrayAsync();
        return ids.Length == WarmUp + sims ? (ids[..WarmUp], ids[WarmUp..]) : throw new InvalidOperationException($"The base has {ids.Length} active Sims; {WarmUp + sims} are needed.");
    }

    /// <summary>What both have to leave: each Sim inactive, its change completed with a proof, and a network that refuses it.</summary>
    private static async Task CheckAsync(BenchmarkConsole console, long[] ids)
    {
        await using var db = console.OpenDb();
        var (from, to) = (ids[0], ids[^1]);
        var completed = db.StatusChanges.Where(c => c.RequestedBy == Someone.Name && c.Reason == "Out of season" && c.Priority == StatusChangePriority.Bulk
            && c.State == StatusChangeState.Completed && c.Confirmation != null && c.EndedAt != null && c.SimId >= from && c.SimId <= to);
        var count = await completed.CountAsync(c => c.Sim!.Status == SimStatus.Inactive && c.Sim.TargetStatus == null
            && db.SimulatedSubscribers.Any(s => s.Iccid == c.Sim.Iccid && !s.MayAttach));
        if (count != ids.Length)
        {
            throw new InvalidOperationException($"{count} of {ids.Length} changes have been completed.");
        }
    }
}

/// <summary>Seconds until the order is durable, and until its last Sim is confirmed.</summary>
internal sealed record BulkTimes(double Accepted, double All);
