using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SimConsole.Data;
using SimConsole.Data.PostgreSql;
using SimConsole.Data.Sqlite;
using SimConsole.Data.SqlServer;

namespace SimConsole.Tests;

/// <summary>A migrated, empty database for one test: a copy of a file, or a database on the server that the environment names.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    /// <summary>The environment variable that holds the connection string of a real SQL Server to run the database tests against.</summary>
    public const string SqlServerVariable = "SIMCONSOLE_TEST_SQLSERVER";

    /// <summary>The environment variable that holds the connection string of a PostgreSQL server to run the database tests against.</summary>
    public const string PostgreSqlVariable = "SIMCONSOLE_TEST_POSTGRESQL";

    private static readonly string? SqlServer = Environment.GetEnvironmentVariable(SqlServerVariable);
    private static readonly string? PostgreSql = Environment.GetEnvironmentVariable(PostgreSqlVariable);
    private static readonly Lazy<Task<TestDatabase>> Template = new(CreateTemplateAsync);

    private TestDatabase(string provider, string connectionString) => (Provider, ConnectionString) = (provider, connectionString);

    public string Provider { get; }

    public string ConnectionString { get; }

    /// <param name="folder">Where its file is to be; only where it is one.</param>
    public static async Task<TestDatabase> CreateAsync(string? folder = null)
    {
        var template = await Template.Value;
        var database = NewDatabase(folder);
        switch (database.Provider)
        {
            case "Sqlite":
                File.Copy(FileOf(template.ConnectionString), FileOf(database.ConnectionString));
                break;
            case "PostgreSql":
                await OnPostgreSqlAsync($"CREATE DATABASE \"{NameOn(database.ConnectionString)}\" TEMPLATE \"{NameOn(template.ConnectionString)}\"");
                break;
            default:
                await using (var db = database.Open())
                {
                    await db.Database.MigrateAsync();
                }

                break;
        }

        return database;
    }

    /// <summary>One that is not there yet: whoever starts on it has to create it.</summary>
    public static TestDatabase Missing() => NewDatabase();

    public SimConsoleDb Open()
    {
        switch (Provider)
        {
            case "SqlServer":
                var sqlServer = new DbContextOptionsBuilder<SqlServerSimConsoleDb>();
                sqlServer.UseSimConsoleSqlServer(ConnectionString);
                return new SqlServerSimConsoleDb(sqlServer.Options);
            case "PostgreSql":
                var postgreSql = new DbContextOptionsBuilder<PostgreSqlSimConsoleDb>();
                postgreSql.UseSimConsolePostgreSql(ConnectionString);
                return new PostgreSqlSimConsoleDb(postgreSql.Options);
            default:
                var sqlite = new DbContextOptionsBuilder<SqliteSimConsoleDb>();
                sqlite.UseSimConsoleSqlite(ConnectionString);
                return new SqliteSimConsoleDb(sqlite.Options);
        }
    }

    public async ValueTask DisposeAsync()
    {
        switch (Provider)
        {
            case "SqlServer":
                await using (var db = Open())
                {
                    await db.Database.EnsureDeletedAsync();
                }

                break;
            case "PostgreSql":
                await using (var pool = new NpgsqlConnection(ConnectionString))
                {
                    NpgsqlConnection.ClearPool(pool);
                }

                await OnPostgreSqlAsync($"DROP DATABASE IF EXISTS \"{NameOn(ConnectionString)}\" WITH (FORCE)");
                break;
            default:
                using (var pool = new SqliteConnection(ConnectionString))
                {
                    SqliteConnection.ClearPool(pool);
                }

                foreach (var suffix in new[] { "", "-wal", "-shm", ".migrating" })
                {
                    File.Delete(FileOf(ConnectionString) + suffix);
                }

                break;
        }
    }

    private static TestDatabase NewDatabase(string? folder = null)
    {
        var name = $"SimConsoleTest{Guid.NewGuid():N}";
        return SqlServer is not null ? new("SqlServer", new SqlConnectionStringBuilder(SqlServer) { InitialCatalog = name }.ConnectionString)
            : PostgreSql is not null ? new("PostgreSql", new NpgsqlConnectionStringBuilder(PostgreSql) { Database = name }.ConnectionString)
            : new("Sqlite", $"Data Source={Path.Combine(folder ?? Path.GetTempPath(), $"{name}.db")}");
    }

    /// <summary>What the databases of all tests are copies of: to migrate each would take most of the time.</summary>
    private static async Task<TestDatabase> CreateTemplateAsync()
    {
        var template = NewDatabase();
        if (template.Provider != "SqlServer")
        {
            await using (var db = template.Open())
            {
                await db.Database.MigrateAsync();
                if (template.Provider == "Sqlite")
                {
                    await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
                }
            }

            NpgsqlConnection.ClearAllPools();
            AppDomain.CurrentDomain.ProcessExit += (_, _) => template.DisposeAsync().AsTask().Wait();
        }

        return template;
    }

    /// <summary>Sends one statement to the server itself.</summary>
    internal static async Task OnPostgreSqlAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(PostgreSql);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The names are made up here.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private static string FileOf(string connectionString) => new SqliteConnectionStringBuilder(connectionString).DataSource;

    private static string NameOn(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Database!;
}
