using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using SimConsole.Data.Sqlite;
using SimConsole.Data.SqlServer;

namespace SimConsole.Data;

/// <summary>Chooses the database, and brings it up to date.</summary>
public static class DataServices
{
    public const string ProviderKey = "Database:Provider";
    public const string MigrateKey = "Database:MigrateAtStart";
    public const string ConnectionStringName = "SimConsole";

    /// <summary>Registers <c>IDbContextFactory&lt;SimConsoleDb&gt;</c> for the configured provider, and Data Protection keys that live in the database.</summary>
    /// <exception cref="InvalidOperationException">The configuration names no usable database; the message names the key.</exception>
    public static IServiceCollection AddData(this IServiceCollection services, IConfiguration configuration)
    {
        var connectionString = configuration.GetConnectionString(ConnectionStringName);
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            throw new InvalidOperationException($"ConnectionStrings:{ConnectionStringName} is empty; it takes the connection string of the database.");
        }

        switch (configuration[ProviderKey])
        {
            case "Sqlite":
                MakeFolderOf(connectionString);
                services.AddPooledDbContextFactory<SqliteSimConsoleDb>((provider, options) => options.UseSimConsoleSqlite(connectionString).TellCondition(provider));
                services.AddSingleton<IDbContextFactory<SimConsoleDb>, Factory<SqliteSimConsoleDb>>();
                services.AddSingleton<DatabaseVersion>(_ => new SqliteDatabaseVersion(connectionString));
                break;
            case "SqlServer":
                services.AddPooledDbContextFactory<SqlServerSimConsoleDb>((provider, options) => options.UseSimConsoleSqlServer(connectionString).TellCondition(provider));
                services.AddSingleton<IDbContextFactory<SimConsoleDb>, Factory<SqlServerSimConsoleDb>>();
                services.AddSingleton<DatabaseVersion, NoDatabaseVersion>();
                break;
            case var other:
                throw new InvalidOperationException($"{ProviderKey} is '{other}'; it takes Sqlite or SqlServer.");
        }

        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<SimConsoleDb>>().CreateDbContext());
        services.AddDataProtection().SetApplicationName("SimConsole").PersistKeysToDbContext<SimConsoleDb>();
        services.AddSingleton<DatabaseCondition>();
        services.AddSingleton<Heartbeat>();
        services.AddHostedService(provider => provider.GetRequiredService<Heartbeat>());
        services.AddSingleton<DatabaseHealth>();
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database");
        QuietLoggers.AddTo(services);
        return services;
    }

    /// <summary>Maps the questions whether this process runs, and whether it can do its work.</summary>
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks(DatabaseHealth.LiveAddress, new() { Predicate = _ => false }).AllowAnonymous();
        foreach (var address in new[] { DatabaseHealth.ReadyAddress, DatabaseHealth.Address })
        {
            endpoints.MapHealthChecks(address, new() { ResponseWriter = DatabaseHealth.WriteAsync }).AllowAnonymous();
        }

        return endpoints;
    }

    /// <summary>Applies the migrations that the database lacks, unless the configuration leaves that to somebody else.</summary>
    public static async Task MigrateAsync(this IServiceProvider services, CancellationToken token)
    {
        if (!services.GetRequiredService<IConfiguration>().GetValue(MigrateKey, true))
        {
            return;
        }

        await using var db = await services.GetRequiredService<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(token);
        var applied = await Baseline.TakeOverAsync(db, token);
        if (!db.Database.GetMigrations().Except(applied).Any())
        {
            // Entity Framework would compare the whole model with the last migration, which takes longer than all the rest of a start; tests do that.
            return;
        }

        await (db is SqliteSimConsoleDb ? SqliteMigrations.MigrateAsync(db, token) : db.Database.MigrateAsync(token));
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

        // A table that SQLite has to make anew has a migration of its own, which begins again where a process was killed at it.
        .ConfigureWarnings(warnings => LeaveToCallers(warnings).Ignore(RelationalEventId.NonTransactionalMigrationOperationWarning));

    /// <summary>The options every SQL Server context has.</summary>
    public static DbContextOptionsBuilder UseSimConsoleSqlServer(this DbContextOptionsBuilder options, string connectionString) =>
        options.UseSqlServer(connectionString, ConfigureSqlServer).ConfigureWarnings(warnings => LeaveToCallers(warnings));

    /// <summary>The options every SQL Server context has, however it connects.</summary>
    internal static void ConfigureSqlServer(SqlServerDbContextOptionsBuilder server) => server
        .EnableRetryOnFailure()
        .UseCompatibilityLevel(150)
        .UseParameterizedCollectionMode(ParameterTranslationMode.Parameter);

    /// <summary>What fails throws, and its caller knows whether that is a fault: an import that a person stops is none, and a full disk is told of once.</summary>
    private static WarningsConfigurationBuilder LeaveToCallers(WarningsConfigurationBuilder warnings) => warnings.Log(
        (RelationalEventId.TransactionError, LogLevel.Debug),
        (RelationalEventId.CommandError, LogLevel.Debug),
        (RelationalEventId.ConnectionError, LogLevel.Debug));

    private static DbContextOptionsBuilder TellCondition(this DbContextOptionsBuilder options, IServiceProvider provider)
    {
        var condition = provider.GetRequiredService<DatabaseCondition>();
        return options.AddInterceptors(new FailedCommands(condition), new FailedTransactions(condition), new FailedConnections(condition));
    }

    private static void MakeFolderOf(string connectionString)
    {
        var file = new SqliteConnectionStringBuilder(connectionString).DataSource;
        if (Path.GetDirectoryName(file) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }
    }

    /// <summary><c>IDbContextFactory</c> is invariant, so the factory of the derived context does not pass for one of the base.</summary>
    private sealed class Factory<TDb>(IDbContextFactory<TDb> factory) : IDbContextFactory<SimConsoleDb> where TDb : SimConsoleDb
    {
        public SimConsoleDb CreateDbContext() => factory.CreateDbContext();
    }
}
