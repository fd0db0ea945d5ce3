using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Live;
using SimConsole.LossReports;
using SimConsole.NetworkAuthorities;
using SimConsole.Sims;

namespace SimConsole.Benchmarks;

/// <summary>
/// SIMs switched on and off in a real OsmoHLR, its database in memory, every flip a change of both domains, read back: through the adapter, and by a bare client
/// that sends the same requests. Then a loss report on the HLR that has nothing else to do.
/// </summary>
internal static class HlrBenchmark
{
    private const int BatchSize = 500;

    public static async Task RunAsync(Options options)
    {
        var (flips, repeat, lost) = (options.Number("flips", 10_000), options.Number("repeat", 6), options.Number("lost", 58));
        await using var hlr = await BenchmarkHlr.StartAsync();
        using var floor = new HlrFloor(hlr.Address);
        string[] imsis = [.. Enumerable.Range(1, flips).Select(i => $"00101{i:D10}")];
        await floor.CreateAsync(imsis);

        // Both begin with everything off, and take turns.
        await floor.FlipAsync(imsis, on: false);
        await using var engine = new SqliteEngine();
        await using var database = await engine.EmptyAsync();
        await using var console = new BenchmarkConsole(database, settings: [(NetworkAuthoritiesSlice.Key, "OsmoHlr"), ("Network:OsmoHlr:Host", hlr.Address)]);
        await console.MigrateAsync();
        var network = console.Get<INetworkAuthority>();
        var (ours, bare) = (new List<double>(), new List<double>());
        for (var run = 0; run <= repeat; run++)
        {
            // On by the one and off by the other, then the other way round: every flip is a change.
            var (adapter, client) = (0.0, 0.0);
            if (run % 2 == 0)
            {
                (adapter, client) = (await FlipAsync(network, imsis, on: true), await Time(() => floor.FlipAsync(imsis, on: false)));
            }
            else
            {
                (client, adapter) = (await Time(() => floor.FlipAsync(imsis, on: true)), await FlipAsync(network, imsis, on: false));
            }

            if (run > 0)
            {
                ours.Add(flips / adapter);
                bare.Add(flips / client);
            }
        }

        var seconds = await LoseAsync(console, lost);
        var (rate, floorRate) = (Report.Median(ours), Report.Median(bare));
        var report = new Report("hlr", "", "flips a second");
        report.Row("adapter", rate);
        report.Row("bare client", floorRate);
        report.Print(
            ("flips", flips), ("repeat", repeat), ("per_second", rate), ("floor_per_second", floorRate), ("ratio", rate / floorRate),
            ("lost", lost), ("lost_off_seconds", seconds));
    }

    private static async Task<double> FlipAsync(INetworkAuthority network, string[] imsis, bool on)
    {
        var orders = imsis.Chunk(BatchSize).Select(chunk => new AuthorityBatch(
            DateTimeOffset.UtcNow, [.. chunk.Select(imsi => new AuthorityOrder(imsi, imsi, on ? SimStatus.Active : SimStatus.Inactive, 1))])).ToList();
        return await Time(async () =>
        {
            foreach (var batch in orders)
            {
                if ((await network.ApplyAsync(batch, CancellationToken.None)).FirstOrDefault(a => a is not AuthorityAnswer.Applied) is { } wrong)
                {
                    throw new InvalidOperationException($"The HLR did not do it: {wrong}");
                }
            }
        });
    }

    private static async Task<double> Time(Func<Task> work)
    {
        var clock = Stopwatch.StartNew();
        await work();
        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>Reports active SIMs stolen. Returns the seconds until the last is confirmed off.</summary>
    private static async Task<double> LoseAsync(BenchmarkConsole console, int count)
    {
        var fleet = (await console.Get<FleetService>().CreateAsync(new FleetUpdate { UniqueName = "meters" }, BulkRun.Someone, CancellationToken.None)).Value!;
        var (warmUp, ids) = (await AddActiveAsync(console, fleet, 1, 800_000), await AddActiveAsync(console, fleet, count, 900_000));
        await console.StartWorkersAsync();
        await OffAsync(console, warmUp);
        var seconds = await OffAsync(console, ids);
        await console.StopWorkersAsync();
        return seconds;
    }

    private static async Task<long[]> AddActiveAsync(BenchmarkConsole console, Fleet fleet, int count, int first)
    {
        var now = DateTimeOffset.UtcNow;
        var sims = Enumerable.Range(first, count).Select(i =>
        {
            var digits = $"898830700{i:D10}";
            return new Sim { Iccid = digits + Iccid.CheckDigit(digits), Imsi = $"00101{i:D10}", FleetId = fleet.Id, Status = SimStatus.Active, CreatedAt = now, UpdatedAt = now, StatusChangedAt = now };
        }).ToList();
        var on = await console.Get<INetworkAuthority>().ApplyAsync(new AuthorityBatch(now, sims.ConvertAll(s => new AuthorityOrder(s.Iccid, s.Imsi, SimStatus.Active, 1))), CancellationToken.None);
        await using var db = console.OpenDb();
        db.Sims.AddRange(sims);
        await db.SaveChangesAsync();
        return on.All(a => a is AuthorityAnswer.Applied) ? [.. sims.Select(s => s.Id)] : throw new InvalidOperationException("The HLR did not let them connect.");
    }

    private static async Task<double> OffAsync(BenchmarkConsole console, long[] ids)
    {
        var off = new TaskCompletionSource();
        var left = ids.Length;
        using var watch = console.Get<LiveFeed>().WatchSims(changes =>
        {
            if (Interlocked.Add(ref left, -changes.Count(c => c.Status == SimStatus.Inactive)) <= 0)
            {
                off.TrySetResult();
            }

            return Task.CompletedTask;
        });
        watch.Show(ids);
        return await Time(async () =>
        {
            var report = await console.Get<LossReportService>().ReportAsync(new LossOrder(ids, LossKind.Stolen), BulkRun.Someone, CancellationToken.None);
            if (report.Refusal is { } refusal)
            {
                throw new InvalidOperationException(refusal.Message);
            }

            await off.Task.WaitAsync(TimeSpan.FromMinutes(1));
        });
    }
}
