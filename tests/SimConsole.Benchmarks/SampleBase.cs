using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SimConsole.Host.Sample;

namespace SimConsole.Benchmarks;

/// <summary>
/// A database with many Sims of the sample, made once a day for each number of them and each schema, and copied for each run. The
/// changes that the sample has in flight are put off, so that a run works off its own.
/// </summary>
internal static class SampleBase
{
    /// <summary>The file that holds the base: to be read, never to be written.</summary>
    public static async Task<string> FileAsync(int sims)
    {
        var file = Path.Combine(Path.GetTempPath(), $"simconsole-bench-{sims}-{await SchemaAsync()}.db");
        if (File.Exists(file) && File.GetLastWriteTimeUtc(file) > DateTime.UtcNow.AddDays(-1))
        {
            return file;
        }

        Console.WriteLine($"Making a base of {sims:N0} Sims …");
        var made = file + ".new";
        Delete(made);
        await using (var console = new BenchmarkConsole(made))
        {
            await console.MigrateAsync();
            await console.Get<SampleData>().FillAsync(sims, null, CancellationToken.None);
            var later = DateTimeOffset.UtcNow.AddDays(30);
            await using var db = console.OpenDb();
            await db.StatusChanges.Where(c => c.EndedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.DueAt, later).SetProperty(c => c.Deadline, later));
            await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        SqliteConnection.ClearAllPools();
        File.Move(made, file, overwrite: true);
        Delete(made);
        return file;
    }

    /// <summary>A copy of the base for one run, which deletes it.</summary>
    public static async Task<string> CopyAsync(int sims)
    {
        var copy = Path.Combine(Path.GetTempPath(), $"simconsole-bench-run-{Guid.NewGuid():N}.db");
        File.Copy(await FileAsync(sims), copy);

        // Else the first run's commits wait for the copy to reach the disk.
        using (var handle = File.OpenHandle(copy, FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.FlushToDisk(handle);
        }

        return copy;
    }

    /// <summary>Deletes a database file and what SQLite and the migrations keep beside it.</summary>
    public static void Delete(string file)
    {
        SqliteConnection.ClearAllPools();
        foreach (var suffix in new[] { "", "-wal", "-shm", ".migrating" })
        {
            File.Delete(file + suffix);
        }
    }

    private static async Task<string> SchemaAsync()
    {
        await using var console = new BenchmarkConsole("none.db");
        await using var db = console.OpenDb();
        return db.Database.GetMigrations().Last().Split('_')[0];
    }
}
