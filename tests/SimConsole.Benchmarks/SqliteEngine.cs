using Microsoft.Data.Sqlite;

namespace SimConsole.Benchmarks;

/// <summary>SQLite: files in the temporary folder.</summary>
internal sealed class SqliteEngine : BenchmarkEngine
{
    public const string Word = "sqlite";

    public override string Name => Word;

    public override async Task<BenchmarkDatabase> BaseAsync(int sims) => Of(await FileAsync(sims), () => ValueTask.CompletedTask);

    public override async Task<BenchmarkDatabase> CopyAsync(int sims)
    {
        var copy = PathOf(RunName());
        File.Copy(await FileAsync(sims), copy);

        // Else the first run's commits wait for the copy to reach the disk.
        using (var handle = File.OpenHandle(copy, FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.FlushToDisk(handle);
        }

        return Temporary(copy);
    }

    public override Task<BenchmarkDatabase> EmptyAsync() => Task.FromResult(Temporary(PathOf(RunName())));

    private static async Task<string> FileAsync(int sims)
    {
        var file = PathOf($"{sims}-{Schema(Of("none.db", () => ValueTask.CompletedTask))}");
        if (File.Exists(file) && File.GetLastWriteTimeUtc(file) > DateTime.UtcNow.AddDays(-1))
        {
            return file;
        }

        var made = file + ".new";
        Delete(made);
        var database = Of(made, () => ValueTask.CompletedTask);
        await FillAsync(database, sims);
        using (var db = database.Open())
        {
            using var checkpoint = db.Prepare("PRAGMA wal_checkpoint(TRUNCATE)");
            checkpoint.Execute();
        }

        SqliteConnection.ClearAllPools();
        File.Move(made, file, overwrite: true);
        Delete(made);
        return file;
    }

    private static string PathOf(string name) => Path.Combine(Path.GetTempPath(), $"simconsole-bench-{name}.db");

    private static BenchmarkDatabase Temporary(string file) => Of(file, () =>
    {
        Delete(file);
        return ValueTask.CompletedTask;
    });

    private static BenchmarkDatabase Of(string file, Func<ValueTask> delete) => new("Sqlite", $"Data Source={file}", () => SqliteFloor.Open(file), delete);

    /// <summary>Deletes a database file and what SQLite and the migrations keep beside it.</summary>
    private static void Delete(string file)
    {
        SqliteConnection.ClearAllPools();
        foreach (var suffix in new[] { "", "-wal", "-shm", ".migrating" })
        {
            File.Delete(file + suffix);
        }
    }
}
