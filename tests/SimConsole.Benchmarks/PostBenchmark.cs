using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Benchmarks;

/// <summary>
/// Programs that switch Sims off, one a request: with the workers that switch them in the network at the same time, as a console has them, and without. The floor
/// writes the same rows by hand, one commit each, on one connection, and on as many as there are programs where the engine lets them write at once.
/// </summary>
internal static class PostBenchmark
{
    private const int WarmUp = 500;

    public static async Task RunAsync(Options options)
    {
        var (all, posts, clients) = (options.Number("base", 100_000), options.Number("posts", 5_000), options.Number("clients", 32));
        await using var engine = await BenchmarkEngine.StartAsync(options);
        using var published = await PublishedConsole.MakeAsync();
        await using var database = await engine.CopyAsync(all);
        var sids = await ActiveAsync(database, 4 * (WarmUp + posts));
        var report = new Report("post", "", "a second", "p95 ms");
        var working = await PostAsync(published, database, clients, sids[0], work: true);
        report.Row("POST, worked off meanwhile", working.Rate, working.P95);
        var alone = await PostAsync(published, database, clients, sids[1], work: false);
        report.Row("POST, left for later", alone.Rate, alone.P95);
        var floor = await Task.Run(() => Floor(database, 1, sids[2]));
        report.Row("by hand, 1 connection", floor.Rate, floor.P95);
        using var probe = database.Open();
        var parallel = probe.Writers == 1 ? floor : await Task.Run(() => Floor(database, clients, sids[3]));
        report.Row($"by hand, {(probe.Writers == 1 ? 1 : clients)} connections", parallel.Rate, parallel.P95);
        await CheckAsync(database, sids);
        report.Print(
            ("database", engine.Name),
            ("base", all),
            ("posts", posts),
            ("clients", clients),
            ("posts_per_second", working.Rate),
            ("floor_per_second", floor.Rate),
            ("ratio", working.Rate / floor.Rate),
            ("p95_ms", working.P95),
            ("not_worked_off_per_second", alone.Rate),
            ("floor_parallel_per_second", parallel.Rate),
            ("ratio_parallel", working.Rate / parallel.Rate));
    }

    private static async Task<(double Rate, double P95)> PostAsync(PublishedConsole published, BenchmarkDatabase database, int clients, string[] sids, bool work)
    {
        var program = published.Program(database, [.. ApiClient.Settings, $"--{StatusChangeOptions.Section}:{nameof(StatusChangeOptions.Work)}={work}"]);
        await using var console = await ServedProgram.StartAsync(published.Folder, program, "/health");
        using var client = ApiClient.Open(console.Address, clients);
        await ApiClient.SwitchOffAsync(client, clients, sids[..WarmUp]);
        return await ApiClient.SwitchOffAsync(client, clients, sids[WarmUp..]);
    }

    private static (double Rate, double P95) Floor(BenchmarkDatabase database, int connections, string[] sids)
    {
        var writers = Enumerable.Range(0, connections).Select(_ => new Writer(database)).ToList();
        Write(writers, sids[..WarmUp]);
        var figures = Write(writers, sids[WarmUp..]);
        writers.ForEach(writer => writer.Dispose());
        return figures;
    }

    private static (double Rate, double P95) Write(List<Writer> writers, string[] sids)
    {
        var next = -1;
        var times = writers.ConvertAll(_ => new List<double>());
        var clock = Stopwatch.StartNew();
        var threads = writers.ConvertAll(writer => new Thread(() =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < sids.Length;)
            {
                var one = Stopwatch.StartNew();
                writer.Write(sids[i]);
                times[writers.IndexOf(writer)].Add(one.Elapsed.TotalMilliseconds);
            }
        }));
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return ApiClient.Figures([.. times.SelectMany(t => t)], clock.Elapsed);
    }

    private static async Task<string[][]> ActiveAsync(BenchmarkDatabase database, int count)
    {
        await using var console = new BenchmarkConsole(database);
        await using var db = console.OpenDb();
        var sids = await db.Sims.Where(s => s.Status == SimStatus.Active).OrderBy(s => s.Id).Select(s => s.Sid).Take(count).ToArrayAsync();
        return sids.Length == count ? [.. sids.Chunk(count / 4)] : throw new InvalidOperationException($"The base has {sids.Length} active SIMs; {count} are needed.");
    }

    /// <summary>What all have to leave of each Sim: one change more, and none of them active.</summary>
    private static async Task CheckAsync(BenchmarkDatabase database, string[][] sids)
    {
        await using var console = new BenchmarkConsole(database);
        await using var db = console.OpenDb();
        using var probe = database.Open();
        foreach (var part in sids.Take(probe.Writers == 1 ? 3 : 4))
        {
            var ordered = await db.Sims.CountAsync(s => part.Contains(s.Sid) && s.Status != SimStatus.Active
                && db.StatusChanges.Any(c => c.SimId == s.Id && c.ToStatus == SimStatus.Inactive && c.Source == OrderSource.Api));
            if (ordered != part.Length)
            {
                throw new InvalidOperationException($"{ordered} of {part.Length} SIMs have been ordered off.");
            }
        }
    }

    /// <summary>What an order for one Sim leaves, in one transaction.</summary>
    private sealed class Writer : IDisposable
    {
        private readonly FloorDatabase _db;
        private readonly Action<object[]> _order;

        public Writer(BenchmarkDatabase database)
        {
            _db = database.Open();
            _order = _db.Together(
                $"""
                INSERT INTO "StatusChanges" ("SimId", "Kind", "FromStatus", "ToStatus", "MovesFleet", "Priority", "RequestedBy", "Source", "State", "QueuedAt", "DueAt", "SecondsLeft", "Attempts")
                SELECT "Id", 0, "Status", {(int)SimStatus.Inactive}, FALSE, {(int)StatusChangePriority.Single}, 'a program', {(int)OrderSource.Api}, 0, @now, @now, 600, 0
                FROM "Sims" WHERE "Sid" = @sid AND "Status" = {(int)SimStatus.Active}
                """,
                $"""
                UPDATE "Sims" SET "Status" = {(int)SimStatus.Scheduled}, "TargetStatus" = {(int)SimStatus.Inactive}, "StatusChangedAt" = @now, "UpdatedAt" = @now, "Version" = "Version" + 1
                WHERE "Sid" = @sid AND "Status" = {(int)SimStatus.Active}
                """,
                "@sid", "@now");
        }

        public void Write(string sid) => _order([sid, DateTimeOffset.UtcNow]);

        public void Dispose() => _db.Dispose();
    }
}
