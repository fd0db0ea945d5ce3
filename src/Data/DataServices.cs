using System.Data.Common;
using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using SimConsole.Data.PostgreSql;
using SimConsole.Data.Protection;
using SimConsole.Data.Sqlite;
using SimConsole.Data.SqlServer;

namespace SimConsole.Data;

/// <summary>Chooses the database, and brings it up to date.</summary>
public static class DataServices
{
    public const string ProviderKey = "Database:Provider";
    public const string MigrateKey = "Database:MigrateAtStart";
    public const string ConnectionStringName = "SimConsole";
    public const string ConnectionStringKey = $"ConnectionStrings:{ConnectionStringName}";

    /// <summary>The number of SQL Server's error for a database that does not exist on a server that does.</summary>
    private const int NoSuchDatabase = 4060;

    /// <summary>More than the number of distinct statements that workers, programs and pages use often.</summary>
    internal const int PreparedStatements = 200;

    /// <summary>
    /// Registers <c>IDbContextFactory&lt;SimConsoleDb&gt;</c> for the configured provider, and Data Protection keys that live in the database. A relative path
    /// of a file begins at the content root, so that it means the same file wherever the program is started from.
    /// </summary>
    /// <exception cref="ConfigurationException">The configuration names no usable database; the message names the key.</exception>
    public static IServiceCollection AddData(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddKey<string>(ProviderKey).AddKey<bool>(MigrateKey, "true").AddSecretKey(ConnectionStringKey)
            .AddKey<string>(KeyCertificate.FileKey).AddSecretKey(KeyCertificate.PasswordKey);
        var connectionString = configuration.GetConnectionString(ConnectionStringName);
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            throw new ConfigurationException($"{ConnectionStringKey} is empty; it takes the connection string of the database.");
        }

        switch (configuration[ProviderKey])
        {
            case "Sqlite":
                connectionString = Read(connectionString, text => WithRoot(new SqliteConnectionStringBuilder(text), configuration[HostDefaults.ContentRootKey]));
                services.AddPooledDbContextFactory<SqliteSimConsoleDb>((provider, options) => options.UseSimConsoleSqlite(connectionString).TellCondition(provider));
                services.AddSingleton<IDbContextFactory<SimConsoleDb>, Factory<SqliteSimConsoleDb>>();
                services.AddSingleton<DatabaseVersion>(_ => new SqliteDatabaseVersion(connectionString));
                break;
            case "SqlServer" when CultureInfo.GetCultures(CultureTypes.AllCultures).Length <= 1:
                throw new ConfigurationException(
                    $"{ProviderKey} is SqlServer, whose client needs ICU: install it (on Debian the package libicu-dev), "
                    + "and start without DOTNET_SYSTEM_GLOBALIZATION_INVARIANT.");
            case "SqlServer":
                connectionString = Read(connectionString, text => new SqlConnectionStringBuilder(text));
                services.AddPooledDbContextFactory<SqlServerSimConsoleDb>((provider, options) => options.UseSimConsoleSqlServer(connectionString).TellCondition(provider));
                services.AddSingleton<IDbContextFactory<SimConsoleDb>, Factory<SqlServerSimConsoleDb>>();
                services.AddSingleton<DatabaseVersion, NoDatabaseVersion>();
                break;
            case "PostgreSql":
                connectionString = Read(connectionString, WithPreparing);
                services.AddPooledDbContextFactory<PostgreSqlSimConsoleDb>((provider, options) => options.UseSimConsolePostgreSql(connectionString).TellCondition(provider));
                services.AddSingleton<IDbContextFactory<SimConsoleDb>, Factory<PostgreSqlSimConsoleDb>>();
                services.AddSingleton<DatabaseVersion>(_ => new PostgreSqlDatabaseVersion(connectionString));
                break;
            case var other:
                throw new ConfigurationException($"{ProviderKey} is '{other}'; it takes Sqlite, PostgreSql or SqlServer.");
        }

        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<SimConsoleDb>>().CreateDbContext());
        services.AddDataProtection().SetApplicationName("SimConsole").PersistKeysToDbContext<SimConsoleDb>().ProtectKeysAsConfigured(configuration);
        services.AddSingleton<DatabaseCondition>();
        QuietLoggers.AddTo(services);
        return services;
    }

    /// <summary>
    /// The folder for what is kept beside the database and not in it: the folder of its file, or <c>data</c> below the content root if the database is on a
    /// server. Null for a database in memory.
    /// </summary>
    public static string? FolderBeside(IConfiguration configuration)
    {
        var root = configuration[HostDefaults.ContentRootKey] ?? "";
        if (configuration[ProviderKey] != "Sqlite")
        {
            return Path.Combine(root, "data");
        }

        var file = WithRoot(new SqliteConnectionStringBuilder(configuration.GetConnectionString(ConnectionStringName)), root);
        return IsFile(file) ? Path.GetDirectoryName(Path.GetFullPath(file.DataSource)) : null;
    }

    /// <summary>Opens the database and applies missing migrations, unless the configuration leaves that to somebody else.</summary>
    /// <exception cref="ConfigurationException">The database cannot be opened.</exception>
    public static async Task MigrateAsync(this IServiceProvider services, CancellationToken token)
    {
        var migrates = services.GetRequiredService<IConfiguration>().GetValue(MigrateKey, true);
        var condition = services.GetRequiredService<DatabaseCondition>();
        condition.Starts = true;
        await using (var db = await services.GetRequiredService<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(token))
        {
            await OpenAsync(db, migrates, token);
            if (migrates)
            {
                await MigrateAsync(db, token);
            }
        }

        condition.Starts = false;
    }

    /// <summary>Whether the database exists and lacks no migration.</summary>
    internal static async Task<bool> IsUpToDateAsync(this SimConsoleDb db, CancellationToken token) =>
        await db.Database.CanConnectAsync(token) && !(await db.Database.GetPendingMigrationsAsync(token)).Any();

    private static async Task MigrateAsync(SimConsoleDb db, CancellationToken token)
    {
        var applied = await Baseline.TakeOverAsync(db, token);
        if (!db.Database.GetMigrations().Except(applied).Any())
        {
            // Entity Framework would compare the whole model with the last migration, which takes longer than the rest of a start; tests do that comparison.
            return;
        }

        // A process that waits for another's migration waits for as long as that takes.
        db.Database.SetCommandTimeout(TimeSpan.Zero);
        await (db switch
        {
            SqliteSimConsoleDb sqlite => SqliteMigrations.MigrateAsync(sqlite, token),
            PostgreSqlSimConsoleDb postgreSql => PostgreSqlMigrations.MigrateAsync(postgreSql, token),
            _ => db.Database.MigrateAsync(token),
        });
    }

    /// <summary>Ends all services and closes the database: SQLite then takes its write-ahead log back into the file, and a copy of the file alone is whole.</summary>
    public static async Task CloseAsync(this WebApplication app)
    {
        await app.DisposeAsync();
        SqliteConnection.ClearAllPools();
    }

    /// <summary>The options every SQLite context has.</summary>
    public static DbContextOptionsBuilder UseSimConsoleSqlite(this DbContextOptionsBuilder options, string connectionString) => options
        .UseSqlite(connectionString, sqlite => sqlite.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter))
        .AddInterceptors(SqlitePragmas.Instance)

        // A table that SQLite has to rebuild has a migration of its own, which starts again if a process was killed during it; what a migration computes in
        // such a table, it computes before the rebuild, as its tests show. A person who starts a console for the first time should not be alarmed by these
        // warnings.
        .ConfigureWarnings(warnings => LeaveToCallers(warnings).Ignore(RelationalEventId.NonTransactionalMigrationOperationWarning, SqliteEventId.TableRebuildPendingWarning));

    /// <summary>The options every PostgreSQL context has.</summary>
    public static DbContextOptionsBuilder UseSimConsolePostgreSql(this DbContextOptionsBuilder options, string connectionString) => options
        .UseNpgsql(connectionString, server => server
            .EnableRetryOnFailure(maxRetryCount: 6, maxRetryDelay: TimeSpan.FromSeconds(1), errorCodesToAdd: null)
            .UseParameterizedCollectionMode(ParameterTranslationMode.Parameter))
        .AddInterceptors(NoNullCharacters.Instance)
        .ConfigureWarnings(warnings => LeaveToCallers(warnings));

    /// <summary>The options every SQL Server context has.</summary>
    public static DbContextOptionsBuilder UseSimConsoleSqlServer(this DbContextOptionsBuilder options, string connectionString) =>
        options.UseSqlServer(connectionString, ConfigureSqlServer).ConfigureWarnings(warnings => LeaveToCallers(warnings));

    /// <summary>The options every SQL Server context has, however it connects.</summary>
    internal static void ConfigureSqlServer(SqlServerDbContextOptionsBuilder server) => server
        .EnableRetryOnFailure()
        .UseCompatibilityLevel(150)
        .UseParameterizedCollectionMode(ParameterTranslationMode.Parameter);

    /// <summary>A failure throws, and the caller knows whether it is a fault: an import that a person stops is not a fault, and a full disk is logged once.</summary>
    private static WarningsConfigurationBuilder LeaveToCallers(WarningsConfigurationBuilder warnings) => warnings.Log(
        (RelationalEventId.TransactionError, LogLevel.Debug),
        (RelationalEventId.CommandError, LogLevel.Debug),
        (RelationalEventId.ConnectionError, LogLevel.Debug));

    private static DbContextOptionsBuilder TellCondition(this DbContextOptionsBuilder options, IServiceProvider provider)
    {
        var condition = provider.GetRequiredService<DatabaseCondition>();
        return options.AddInterceptors([new FailedCommands(condition), new FailedTransactions(condition), new FailedConnections(condition), .. provider.GetServices<IInterceptor>()]);
    }

    /// <summary>Tries once, so that a fault is reported at once: with retries, a server that does not answer would be tried for a minute.</summary>
    private static async Task OpenAsync(SimConsoleDb db, bool mayBeCreated, CancellationToken token)
    {
        try
        {
            if (db is SqliteSimConsoleDb
                && Path.GetDirectoryName(new SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            var connection = db.GetService<IRelationalConnection>();
            await connection.OpenAsync(token, errorsExpected: true);
            await connection.CloseAsync();
        }
        catch (DbException fault) when (mayBeCreated && fault is SqlException { Number: NoSuchDatabase } or PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName })
        {
        }
        catch (Exception fault) when (fault is DbException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The database of {ConnectionStringKey} cannot be opened: {fault.Message.ReplaceLineEndings(" ")}", fault);
        }
    }

    private static string Read(string connectionString, Func<string, DbConnectionStringBuilder> read)
    {
        try
        {
            return read(connectionString).ConnectionString;
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException)
        {
            throw new ConfigurationException($"{ConnectionStringKey} is not a connection string: {fault.Message.ReplaceLineEndings(" ")}", fault);
        }
    }

    /// <summary>Statements that are repeated are planned once for each connection, unless the connection string says otherwise.</summary>
    private static NpgsqlConnectionStringBuilder WithPreparing(string text)
    {
        var connection = new NpgsqlConnectionStringBuilder(text);
        var given = new DbConnectionStringBuilder { ConnectionString = text };
        if (!given.ContainsKey("Max Auto Prepare") && !given.ContainsKey(nameof(connection.MaxAutoPrepare)))
        {
            connection.MaxAutoPrepare = PreparedStatements;
        }

        return connection;
    }

    private static SqliteConnectionStringBuilder WithRoot(SqliteConnectionStringBuilder connection, string? root)
    {
        if (IsFile(connection) && root is not null)
        {
            connection.DataSource = Path.Combine(root, connection.DataSource);
        }

        return connection;
    }

    /// <summary>Neither a database in memory nor a URI is a path.</summary>
    private static bool IsFile(SqliteConnectionStringBuilder connection) => connection.Mode != SqliteOpenMode.Memory
        && connection.DataSource is not ("" or ":memory:")
        && !connection.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase);

    /// <summary><c>IDbContextFactory</c> is invariant, so a factory of the derived context cannot be used as one of the base.</summary>
    private sealed class Factory<TDb>(IDbContextFactory<TDb> factory) : IDbContextFactory<SimConsoleDb> where TDb : SimConsoleDb
    {
        public SimConsoleDb CreateDbContext() => factory.CreateDbContext();
    }
}
