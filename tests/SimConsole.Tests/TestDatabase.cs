using System.Collections.Concurrent;
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

    /// <summary>The key that seals the audit of every test: processes that share a database share it.</summary>
    public static readonly string AuditKeyFile = Path.Combine(AppContext.BaseDirectory, "audit.key");

    private static readonly string? SqlServer = Environment.GetEnvironmentVariable(SqlServerVariable);
    private static readonly string? PostgreSql = Environment.GetEnvironmentVariable(PostgreSqlVariable);
    private static readonly Lazy<Task<TestDatabase>> Template = new(CreateTemplateAsync);

    /// <summary>Keeps what the migrations have written, so that it can be written again.</summary>
    private const string KeepSeeds =
        """
        CREATE SCHEMA seed;
        CREATE TABLE seed."NetworkAccessProfiles" AS TABLE public."NetworkAccessProfiles";
        CREATE TABLE seed."UsageCursors" AS TABLE public."UsageCursors";
        """;

    /// <summary>Databases of tests that have ended, emptied: to create one on a server takes longer than most tests.</summary>
    private static readonly ConcurrentBag<TestDatabase> Free = [];

    private TestDatabase(string provider, string connectionString) => (Provider, ConnectionString) = (provider, connectionString);

    public string Provider { get; }

    public string ConnectionString { get; }

    /// <summary>What another process connects with. Its connections end with the test; those of this process, which wait in their pool, serve the next one.</summary>
    public string ConnectionStringOfOthers => Provider == "PostgreSql"
        ? new NpgsqlConnectionStringBuilder(ConnectionString) { ApplicationName = "another process" }.ConnectionString
        : ConnectionString;

    /// <param name="folder">Where its file is to be; only where it is one.</param>
    public static async Task<TestDatabase> CreateAsync(string? folder = null)
    {
        var template = await Template.Value;
        if (Free.TryTake(out var free))
        {
            return free;
        }

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
                if (await EmptiedAsync())
                {
                    Free.Add(this);
                    break;
                }

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

    /// <summary>Empties it for the next test. Returns false where that cannot have it: it is the template, it is not there, or its history is another.</summary>
    private async Task<bool> EmptiedAsync()
    {
        var template = Template.IsValueCreated ? await Template.Value : this;
        if (template == this)
        {
            return false;
        }

        string history;
        await using (var db = Open())
        {
            history = string.Join(',', db.Database.GetMigrations());
        }

        try
        {
            await OnPostgreSqlAsync(
                $"""
                DO $$
                DECLARE each record;
                BEGIN
                    IF (SELECT string_agg("MigrationId", ',' ORDER BY "MigrationId") FROM "__EFMigrationsHistory") IS DISTINCT FROM '{history}' THEN
                        RAISE EXCEPTION 'Its history is another.';
                    END IF;
                    IF to_regnamespace('seed') IS NULL THEN
                        RAISE EXCEPTION 'It is no copy of the template.';
                    END IF;
                    PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid() AND (state <> 'idle' OR application_name <> '');
                    SET LOCAL session_replication_role = replica;
                    FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> '__EFMigrationsHistory' LOOP
                        EXECUTE format('DELETE FROM %I', each.tablename);
                    END LOOP;
                    -- What a test left running may enter its process yet, under a number that it has already.
                    FOR each IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND sequencename <> 'RunningProcesses_Id_seq' LOOP
                        PERFORM setval(quote_ident(each.sequencename)::regclass, 1, false);
                    END LOOP;
                    FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = 'seed' LOOP
                        EXECUTE format('INSERT INTO public.%I SELECT * FROM seed.%I', each.tablename, each.tablename);
                        PERFORM setval(pg_get_serial_sequence(format('public.%I', each.tablename), 'Id'), 1);
                    END LOOP;
                END $$
                """,
                ConnectionString);
            return true;
        }
        catch (PostgresException)
        {
            return false;
        }
    }

    private static TestDatabase NewDatabase(string? folder = null)
    {
        var name = $"SimConsoleTest{Guid.NewGuid():N}";
        return SqlServer is not null ? new("SqlServer", new SqlConnectionStringBuilder(SqlServer) { InitialCatalog = name }.ConnectionString)
            : PostgreSql is not null ? new("PostgreSql", new NpgsqlConnectionStringBuilder(PostgreSql) { Database = name, MaxAutoPrepare = DataServices.PreparedStatements }.ConnectionString)
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
                else
                {
                    await db.Database.ExecuteSqlRawAsync(KeepSeeds);
                }
            }

            NpgsqlConnection.ClearAllPools();
            AppDomain.CurrentDomain.ProcessExit += (_, _) =>
            {
                foreach (var left in Free.Append(template).Where(left => left.Provider == "PostgreSql"))
                {
                    OnPostgreSqlAsync($"DROP DATABASE IF EXISTS \"{NameOn(left.ConnectionString)}\" WITH (FORCE)").Wait();
                }

                if (template.Provider == "Sqlite")
                {
                    template.DisposeAsync().AsTask().Wait();
                }
            };
        }

        return template;
    }

    /// <summary>Sends one statement to the server itself.</summary>
    /// <param name="on">Where else than in the database that the variable names.</param>
    internal static async Task OnPostgreSqlAsync(string sql, string? on = null)
    {
        await using var connection = new NpgsqlConnection(on ?? PostgreSql);
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
