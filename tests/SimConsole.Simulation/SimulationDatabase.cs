using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Data.Sqlite;
using SimConsole.Host;
using SimConsole.NetworkAuthorities;

namespace SimConsole.Simulation;

/// <summary>The database of one simulation after the other: a file in memory where the machine has such a folder, emptied each time.</summary>
public sealed class SimulationDatabase : IDisposable
{
    private const string Memory = "/dev/shm";
    private const int MostPlanned = 200;

    /// <summary>What a new database holds as well.</summary>
    private static readonly string[] Kept = ["__EFMigrationsHistory", "NetworkAccessProfiles", "UsageCursors", "sqlite_sequence"];

    private readonly string _file;
    private readonly string _connectionString;
    private readonly SqliteConnection _eye;
    private readonly Dictionary<string, SqliteCommand> _asked = [];
    private readonly string _empty;

    private SimulationDatabase(string file)
    {
        _file = file;
        _connectionString = $"Data Source={file}";
        var options = new DbContextOptionsBuilder<SqliteSimConsoleDb>();
        options.UseSimConsoleSqlite(_connectionString).AddInterceptors(new StatementInterceptor(), new CommitInterceptor(), new AuditSealing(new AuditChains(new AuditKeys(null), TimeProvider.System)));
        var contexts = new Contexts(new PooledDbContextFactory<SqliteSimConsoleDb>(options.Options));
        using (var db = contexts.CreateDbContext())
        {
            db.Database.Migrate();

            // The next simulation begins without the audit of this one.
            db.Database.ExecuteSqlRaw("DROP TRIGGER AuditEntries_are_kept_DELETE");
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            [DataServices.ProviderKey] = "Sqlite",
            [DataServices.ConnectionStringKey] = _connectionString,
            [NetworkAuthoritiesSlice.Key] = "OsmoHlr",
        }).Build();
        Services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddSlices(configuration)
            .AddSingleton<IDbContextFactory<SimConsoleDb>>(contexts);
        _eye = new SqliteConnection(_connectionString);
        _eye.Open();
        var tables = Read(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'SimSearch%' AND name NOT LIKE 'sqlite_stat%'", row => row.GetString(0));
        _empty = string.Join(' ', tables.Except(Kept).Select(table => $"DELETE FROM \"{table}\";"))
            + " DELETE FROM sqlite_sequence WHERE name NOT IN ('NetworkAccessProfiles', 'UsageCursors');";
    }

    /// <summary>The services of every process on it, but for its clock and its network.</summary>
    internal IServiceCollection Services { get; }

    public static SimulationDatabase Create() =>
        new(Path.Combine(Directory.Exists(Memory) ? Memory : Path.GetTempPath(), $"simconsole-simulation-{Guid.NewGuid():N}.db"));

    /// <summary>Takes out what the simulation before has left.</summary>
    public void Empty() => Execute($"PRAGMA foreign_keys=OFF; BEGIN; {_empty} COMMIT;");

    /// <summary>Keeps what the last simulation has left, for whoever looks for the reason.</summary>
    /// <param name="file">Where; it must not be there yet.</param>
    public void CopyTo(string file) => Execute($"VACUUM INTO '{file.Replace("'", "''", StringComparison.Ordinal)}'");

    public void Dispose()
    {
        Forget();
        _eye.Dispose();
        using (var pool = new SqliteConnection(_connectionString))
        {
            SqliteConnection.ClearPool(pool);
        }

        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            File.Delete(_file + suffix);
        }
    }

    /// <summary>Reads past the console, as nobody but the simulation does.</summary>
    internal List<T> Read<T>(string sql, Func<SqliteDataReader, T> row)
    {
        if (!_asked.TryGetValue(sql, out var command))
        {
            // What is asked after each step is planned once.
            if (_asked.Count == MostPlanned)
            {
                Forget();
            }

            command = _eye.CreateCommand();
#pragma warning disable CA2100 // All of it stands in this folder.
            command.CommandText = sql;
#pragma warning restore CA2100
            _asked[sql] = command;
        }

        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    private void Forget()
    {
        foreach (var command in _asked.Values)
        {
            command.Dispose();
        }

        _asked.Clear();
    }

    internal long Count(string sql) => Read(sql, row => row.GetInt64(0))[0];

    internal void Execute(string sql) => Read(sql, _ => 0);

    /// <summary>The contexts of all processes: each statement knows by itself who acts.</summary>
    private sealed class Contexts(PooledDbContextFactory<SqliteSimConsoleDb> pool) : IDbContextFactory<SimConsoleDb>
    {
        public SimConsoleDb CreateDbContext() => pool.CreateDbContext();
    }
}
