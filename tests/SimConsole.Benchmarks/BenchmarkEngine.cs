using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SimConsole.Host.Sample;

namespace SimConsole.Benchmarks;

/// <summary>
/// The database engine under the console and under its floor. It keeps bases, each with many Sims of the sample, made once a day for each number of them and
/// each schema, and copied for each run. The changes that the sample has in flight are put off, so that a run works off its own.
/// </summary>
internal abstract class BenchmarkEngine : IAsyncDisposable
{
    /// <summary>What <c>--database</c> calls it.</summary>
    public abstract string Name { get; }

    /// <summary>The engine that the command line names; SQLite where it names none.</summary>
    public static async Task<BenchmarkEngine> StartAsync(Options options) => options.Text("database") switch
    {
        null or SqliteEngine.Word => new SqliteEngine(),
        PostgreSqlEngine.Word => await PostgreSqlEngine.StartAsync(options.Text("server")),
        var other => throw new InvalidOperationException($"--database is '{other}'; it takes {SqliteEngine.Word} or {PostgreSqlEngine.Word}."),
    };

    /// <summary>A base: to be read, never to be written.</summary>
    public abstract Task<BenchmarkDatabase> BaseAsync(int sims);

    /// <summary>A copy of a base for one run.</summary>
    public abstract Task<BenchmarkDatabase> CopyAsync(int sims);

    /// <summary>A database with nothing in it, not even tables.</summary>
    public abstract Task<BenchmarkDatabase> EmptyAsync();

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected static async Task FillAsync(BenchmarkDatabase database, int sims)
    {
        Console.WriteLine($"Making a base of {sims:N0} SIMs …");
        await using var console = new BenchmarkConsole(database);
        await console.MigrateAsync();
        await console.Get<SampleData>().FillAsync(sims, null, CancellationToken.None);
        var later = DateTimeOffset.UtcNow.AddDays(30);
        await using var db = console.OpenDb();
        await db.StatusChanges.Where(c => c.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(c => c.DueAt, later));
    }

    /// <summary>What tells bases of the same number of Sims apart: the last migration.</summary>
    protected static string Schema(BenchmarkDatabase database)
    {
        using var console = new BenchmarkConsole(database);
        using var db = console.OpenDb();
        return db.Database.GetMigrations().Last().Split('_')[0];
    }

    /// <summary>A name that no other database has.</summary>
    protected static string RunName() => string.Create(CultureInfo.InvariantCulture, $"run-{Guid.NewGuid():N}");
}
