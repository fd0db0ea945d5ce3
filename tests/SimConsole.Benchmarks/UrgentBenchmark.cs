using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using SimConsole.Live;
using SimConsole.LossReports;
using SimConsole.Sims;

namespace SimConsole.Benchmarks;

/// <summary>While a bulk change runs, single SIMs are reported stolen: how long until the network has confirmed each to be off, beyond its own delay.</summary>
internal static class UrgentBenchmark
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(Options options)
    {
        var (sims, all, delay) = (options.Number("sims", 100_000), options.Number("base", 1_000_000), TimeSpan.FromMilliseconds(options.Number("delay", 500)));
        await using var engine = await BenchmarkEngine.StartAsync(options);
        await using var database = await engine.CopyAsync(all);
        await using var console = new BenchmarkConsole(database, delay);
        var (warmUp, ids) = await BulkRun.ActiveAsync(console, sims);
        await console.StartWorkersAsync();
        await TakeOffAsync(console, warmUp[0]);
        using var run = await BulkRun.OrderAsync(console, ids);
        var times = await ReportWhileAsync(console, run, warmUp, ids);
        var seconds = await run.WaitAsync();
        await console.StopWorkersAsync();
        Print(engine.Name, times, delay, sims, all, seconds);
    }

    /// <summary>One report a second: in turn of a Sim beside the bulk change, and of one in it whose turn has not come.</summary>
    private static async Task<List<(TimeSpan Accepted, TimeSpan Off)>> ReportWhileAsync(BenchmarkConsole console, BulkRun run, long[] beside, long[] within)
    {
        var reports = new List<Task<(TimeSpan Accepted, TimeSpan Off)>>();
        for (var i = 1; !run.Ended; i++)
        {
            reports.Add(TakeOffAsync(console, i % 2 == 0 ? beside[i] : within[^i]));
            await Task.Delay(Interval);
        }

        return [.. await Task.WhenAll(reports)];
    }

    private static async Task<(TimeSpan Accepted, TimeSpan Off)> TakeOffAsync(BenchmarkConsole console, long simId)
    {
        var off = new TaskCompletionSource();
        using var watch = console.Get<LiveFeed>().WatchSims(changes =>
        {
            if (changes.Any(c => c.Status == SimStatus.Inactive))
            {
                off.TrySetResult();
            }

            return Task.CompletedTask;
        });
        watch.Show([simId]);
        var clock = Stopwatch.StartNew();
        var report = await console.Get<LossReportService>().ReportAsync(new LossOrder([simId], LossKind.Stolen), BulkRun.Someone, CancellationToken.None);
        if (report.Refusal is { } refusal)
        {
            throw new InvalidOperationException(refusal.Message);
        }

        var accepted = clock.Elapsed;
        await off.Task.WaitAsync(TimeSpan.FromMinutes(2));
        return (accepted, clock.Elapsed);
    }

    private static void Print(string database, List<(TimeSpan Accepted, TimeSpan Off)> times, TimeSpan delay, int sims, int all, double seconds)
    {
        double[] beyond = [.. times.Select(t => (t.Off - delay).TotalSeconds).Order()];
        double[] accepted = [.. times.Select(t => t.Accepted.TotalSeconds).Order()];
        var report = new Report("urgent", "", "median s", "p95 s", "longest s");
        report.Row("accepted", Report.Median(accepted), P95(accepted), accepted[^1]);
        report.Row("off, beyond the delay", Report.Median(beyond), P95(beyond), beyond[^1]);
        report.Print(
            ("database", database),
            ("reports", times.Count),
            ("sims", sims),
            ("base", all),
            ("delay_seconds", delay.TotalSeconds),
            ("bulk_seconds", seconds),
            ("median_seconds", Report.Median(beyond)),
            ("p95_seconds", P95(beyond)));
    }

    private static double P95(double[] sorted) => sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(sorted.Length * 0.95) - 1)];
}
