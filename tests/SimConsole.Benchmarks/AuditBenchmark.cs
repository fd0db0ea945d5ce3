using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Kernel;

namespace SimConsole.Benchmarks;

/// <summary>
/// A walk along an audit, and whether it finds one that was changed in the middle. The floor reads the same rows in the same order by hand, and computes nothing.
/// </summary>
internal static class AuditBenchmark
{
    private const int Chunk = 5_000;

    public static async Task RunAsync(Options options)
    {
        var (entries, repeat) = (options.Number("entries", 1_000_000), options.Number("repeat", 3));
        await using var engine = await BenchmarkEngine.StartAsync(options);
        await using var database = await engine.CopyAsync(options.Number("base", 1_000));
        await using var console = new BenchmarkConsole(database, default, (AuditKeys.FileKey, Path.Combine(Path.GetTempPath(), "simconsole-bench-audit.key")));
        var clock = Stopwatch.StartNew();
        for (var written = 0; written < entries; written += Chunk)
        {
            await using var db = console.OpenDb();
            for (var i = 0; i < Math.Min(Chunk, entries - written); i++)
            {
                db.Audit(Caller.CommandLine, AuditKinds.SimUpdated, $"HS{written + i:x32}", new AuditChange("status", "inactive", "active"));
            }

            await db.SaveChangesAsync();
        }

        var writing = clock.Elapsed.TotalSeconds;
        var verifier = console.Get<AuditVerifier>();
        var report = new Report("audit", "run", "verify s", "floor s", "ratio");
        var runs = new List<(double Verify, double Floor)>();
        for (var run = 1; run <= repeat; run++)
        {
            clock.Restart();
            var verdict = await verifier.VerifyAsync(CancellationToken.None);
            var verify = clock.Elapsed.TotalSeconds;
            if (verdict.Fault is not null || verdict.Entries < entries)
            {
                throw new InvalidOperationException($"{verdict}");
            }

            clock.Restart();
            await ReadAsync(console);
            runs.Add((verify, clock.Elapsed.TotalSeconds));
            report.Row(run, runs[^1].Verify, runs[^1].Floor, runs[^1].Verify / runs[^1].Floor);
        }

        var found = await FoundAsync(console, verifier, entries / 2);
        var (slow, byHand) = (Report.Median(runs.Select(r => r.Verify)), Report.Median(runs.Select(r => r.Floor)));
        report.Print(("database", engine.Name), ("entries", entries), ("written_per_second", entries / writing), ("verify_s", slow), ("floor_s", byHand), ("ratio", slow / byHand), ("flipped_byte_found", found));
    }

    private static async Task ReadAsync(BenchmarkConsole console)
    {
        await using var db = console.OpenDb();
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "SELECT * FROM \"AuditEntries\" ORDER BY \"Chain\", \"Sequence\"";
        await using var reader = await command.ExecuteReaderAsync();
        var values = new object[reader.FieldCount];
        while (await reader.ReadAsync())
        {
            reader.GetValues(values);
        }
    }

    /// <summary>Changes one letter of one entry, past the console and its triggers.</summary>
    private static async Task<bool> FoundAsync(BenchmarkConsole console, AuditVerifier verifier, int id)
    {
        await using var db = console.OpenDb();
        await db.Database.ExecuteSqlRawAsync(db.Database.IsSqlite()
            ? $"DROP TRIGGER AuditEntries_are_kept_UPDATE; UPDATE AuditEntries SET Subject = 'HT' || substr(Subject, 3) WHERE Id = {id}"
            : $"SET session_replication_role = replica; UPDATE \"AuditEntries\" SET \"Subject\" = 'HT' || substr(\"Subject\", 3) WHERE \"Id\" = {id}; SET session_replication_role = DEFAULT");
        return (await verifier.VerifyAsync(CancellationToken.None)).Fault?.Contains($"The entry {id} ", StringComparison.Ordinal) == true;
    }
}
