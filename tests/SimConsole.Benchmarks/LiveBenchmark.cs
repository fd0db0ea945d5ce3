using System.Collections.Concurrent;
using SimConsole.Live;

namespace SimConsole.Benchmarks;

/// <summary>Watchers of some rows each, as open pages are, while a bulk change runs: how long from a commit to the event, how often, and what it costs the bulk.</summary>
internal static class LiveBenchmark
{
    private const int RowsEach = 50;

    public static async Task RunAsync(Options options)
    {
        var (watchers, sims, all, repeat) = (options.Number("watchers", 500), options.Number("sims", 100_000), options.Number("base", 1_000_000), options.Number("repeat", 3));
        await using var engine = await BenchmarkEngine.StartAsync(options);
        var report = new Report("live", "run", "alone s", "watched s", "slower", "median ms", "p95 ms", "most batches a second");
        var (slower, p95, most) = (new List<double>(), new List<double>(), new List<double>());
        for (var run = 1; run <= repeat; run++)
        {
            var alone = (await WatchedAsync(engine, 0, sims, all)).Seconds;
            var watched = await WatchedAsync(engine, watchers, sims, all);
            double[] delays = [.. watched.Delays.Order()];
            slower.Add(watched.Seconds / alone);
            p95.Add(delays[(int)(delays.Length * 0.95)]);
            most.Add(watched.MostBatches);
            report.Row(run, alone, watched.Seconds, slower[^1], delays[delays.Length / 2], p95[^1], most[^1]);
        }

        report.Print(
            ("database", engine.Name), ("watchers", watchers), ("sims", sims), ("base", all), ("slower_ratio", Report.Median(slower)), ("p95_ms", Report.Median(p95)), ("most_batches_a_second", most.Max()));
    }

    private static async Task<(double Seconds, IReadOnlyCollection<double> Delays, double MostBatches)> WatchedAsync(BenchmarkEngine engine, int watchers, int sims, int all)
    {
        await using var database = await engine.CopyAsync(all);
        await using var console = new BenchmarkConsole(database);
        var (warmUp, ids) = await BulkRun.ActiveAsync(console, sims);
        await console.StartWorkersAsync();
        using (var first = await BulkRun.OrderAsync(console, warmUp))
        {
            await first.WaitAsync();
        }

        List<Watcher> pages = [.. Enumerable.Range(0, watchers).Select(i => new Watcher(console.Get<LiveFeed>(), Rows(ids, i, watchers)))];
        using var run = await BulkRun.OrderAsync(console, ids);
        var seconds = await run.WaitAsync();
        await Task.Delay(1_000);
        await console.StopWorkersAsync();
        pages.ForEach(watcher => watcher.Dispose());
        return (seconds, [.. pages.SelectMany(w => w.Delays)], pages.Count == 0 ? 0 : pages.Max(w => w.MostInOneSecond));
    }

    /// <summary>The rows of one page: neighbours for most, as a list shows them; every tenth page shows Sims from all over.</summary>
    private static long[] Rows(long[] ids, int watcher, int watchers) => watcher % 10 == 0
        ? [.. Enumerable.Range(0, RowsEach).Select(row => ids[(int)((long)row * ids.Length / RowsEach + watcher) % ids.Length])]
        : ids[(int)((long)watcher * (ids.Length - RowsEach) / watchers)..][..RowsEach];

    /// <summary>Notes how old each event is when it comes, and when each batch came.</summary>
    private sealed class Watcher : IDisposable
    {
        private readonly ConcurrentQueue<DateTimeOffset> _batches = new();
        private readonly SimWatch _watch;

        public Watcher(LiveFeed live, long[] rows)
        {
            _watch = live.WatchSims(changes =>
            {
                var now = DateTimeOffset.UtcNow;
                _batches.Enqueue(now);
                foreach (var change in changes)
                {
                    Delays.Enqueue((now - change.At).TotalMilliseconds);
                }

                return Task.CompletedTask;
            });
            _watch.Show(rows);
        }

        public ConcurrentQueue<double> Delays { get; } = new();

        public int MostInOneSecond => _batches.IsEmpty ? 0 : _batches.Max(from => _batches.Count(at => at >= from && at < from.AddSeconds(1)));

        public void Dispose() => _watch.Dispose();
    }
}
