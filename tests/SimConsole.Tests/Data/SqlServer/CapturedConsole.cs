using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SimConsole.Data;
using SimConsole.Data.SqlServer;
using SimConsole.Host;
using SimConsole.NetworkAuthorities;

namespace SimConsole.Tests.Data.SqlServer;

/// <summary>The services of the console under the SQL Server provider, on a connection to no server.</summary>
internal sealed class CapturedConsole : IAsyncDisposable
{
    private const int Retries = 6;

    private readonly ServiceProvider _services;
    private readonly HashSet<string> _driven = [];
    private readonly HashSet<string> _audited = [];

    public CapturedConsole()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            [DataServices.ProviderKey] = "SqlServer",
            ["ConnectionStrings:SimConsole"] = "Server=none",
            ["Audit:KeyFile"] = TestDatabase.AuditKeyFile,
            [NetworkAuthoritiesSlice.Key] = "Simulated",
            ["Network:Simulated:Delay"] = "00:00:00",
        }).Build();
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)))
            .AddSlices(configuration)
            .AddDbContextFactory<SqlServerSimConsoleDb>(options => options.UseSqlServer(Connection, server =>
            {
                DataServices.ConfigureSqlServer(server);

                // The same retries as in production, without the waits.
                server.EnableRetryOnFailure(Retries, TimeSpan.Zero, null);
            }))
            .BuildServiceProvider();
    }

    public CapturingConnection Connection { get; } = new();

    /// <summary>The public methods that were driven, as <c>Type.Method</c>.</summary>
    public IReadOnlySet<string> Driven => _driven;

    /// <summary>Those of them that put an entry into the audit.</summary>
    public IReadOnlySet<string> Audited => _audited;

    /// <summary>Calls a method of a service; it must send something.</summary>
    public async Task DriveAsync<T>(string method, Func<T, Task> call) where T : notnull
    {
        await using var scope = _services.CreateAsyncScope();
        await DriveAsync(method, scope.ServiceProvider.GetRequiredService<T>(), call);
    }

    /// <summary>Calls a method of a service that this console does not have by itself.</summary>
    public async Task DriveAsync<T>(string method, T service, Func<T, Task> call) where T : notnull
    {
        var before = Connection.Statements.Count;
        await call(service);
        _driven.Add($"{typeof(T).Name}.{method}");
        if (Connection.Statements.Skip(before).Any(s => s.Sql.Contains("[AuditEntries]", StringComparison.Ordinal)))
        {
            _audited.Add($"{typeof(T).Name}.{method}");
        }

        Assert.True(Connection.Statements.Count > before, $"{typeof(T).Name}.{method} sent nothing.");
        Connection.Values.Clear();
        (Connection.Found, Connection.Changed, Connection.FoundIn) = (1, 1, null);
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public SimConsoleDb OpenDb() => _services.GetRequiredService<IDbContextFactory<SimConsoleDb>>().CreateDbContext();

    public IServiceProvider Services => _services;

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
