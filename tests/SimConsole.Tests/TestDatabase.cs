using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Data.Sqlite;
using SimConsole.Data.SqlServer;

namespace SimConsole.Tests;

/// <summary>A migrated, empty database for one test: a copy of a file, or a database on the server that the environment names.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    /// <summary>The environment variable that holds the connection string of a real SQL Server to run the database tests against.</summary>
    public const string SqlServerVariable = "SIMCONSOLE_TEST_SQLSERVER";

    private static readonly string? Server = Environment.GetEnvironmentVariable(SqlServerVariable);
    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);

    private TestDatabase(string provider, string connectionString) => (Provider, ConnectionString) = (provider, connectionString);

    public string Provider { get; }

    public string ConnectionString { get; }

    /// <param name="folder">Where its file is to be; only where it is one.</param>
    public static async Task<TestDatabase> CreateAsync(string? folder = null)
    {
        if (Server is not null)
        {
            var onServer = new SqlConnectionStringBuilder(Server) { InitialCatalog = $"SimConsoleTest{Guid.NewGuid():N}" };
            var database = new TestDatabase("SqlServer", onServer.ConnectionString);
            await using var db = database.Open();
            await db.Database.MigrateAsync();
            return database;
        }

        var file = NewFile(folder);
        File.Copy(await Template.Value, file);
        return new TestDatabase("Sqlite", $"Data Source={file}");
    }

    public SimConsoleDb Open()
    {
        if (Provider == "SqlServer")
        {
            var server = new DbContextOptionsBuilder<SqlServerSimConsoleDb>();
            server.UseSimConsoleSqlServer(ConnectionString);
            return new SqlServerSimConsoleDb(server.Options);
        }

        var options = new DbContextOptionsBuilder<SqliteSimConsoleDb>();
        options.UseSimConsoleSqlite(ConnectionString);
        return new SqliteSimConsoleDb(options.Options);
    }

    public async ValueTask DisposeAsync()
    {
        if (Provider == "SqlServer")
        {
            await using var db = Open();
            await db.Database.EnsureDeletedAsync();
            return;
        }

        using (var pool = new SqliteConnection(ConnectionString))
        {
            SqliteConnection.ClearPool(pool);
        }

        var file = new SqliteConnectionStringBuilder(ConnectionString).DataSource;
        foreach (var suffix in new[] { "", "-wal", "-shm", ".migrating" })
        {
            File.Delete(file + suffix);
        }
    }

    private static async Task<string> MakeTemplateAsync()
    {
        var file = NewFile();
        var template = new TestDatabase("Sqlite", $"Data Source={file};Pooling=False");
        await using (var db = template.Open())
        {
            await db.Database.MigrateAsync();
            await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(file);
        return file;
    }

    private static string NewFile(string? folder = null) => Path.Combine(folder ?? Path.GetTempPath(), $"simconsole-test-{Guid.NewGuid():N}.db");
}
