using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Inventory;
using SimConsole.Live;
using SimConsole.NetworkAuthorities;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Benchmarks;

/// <summary>The console's services on one SQLite file, with a simulated network that answers at once. Nothing is configured but what must be.</summary>
internal sealed class BenchmarkConsole : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public BenchmarkConsole(string file)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            [DataServices.ProviderKey] = "Sqlite",
            [$"ConnectionStrings:{DataServices.ConnectionStringName}"] = $"Data Source={file}",
            [NetworkAuthorityServices.Key] = "Simulated",
            ["Network:Simulated:Delay"] = "00:00:00",
        }).Build();
        _services = new ServiceCollection()
            .AddLogging(log => log.AddConsole().SetMinimumLevel(LogLevel.Warning))
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton(TimeProvider.System)
            .AddData(configuration)
            .AddSims()
            .AddFleets()
            .AddInventory()
            .AddStatusChanges()
            .AddNetworkAuthority(configuration)
            .AddLive()
            .BuildServiceProvider();
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public SimConsoleDb OpenDb() => Get<IDbContextFactory<SimConsoleDb>>().CreateDbContext();

    public Task MigrateAsync() => _services.MigrateAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
