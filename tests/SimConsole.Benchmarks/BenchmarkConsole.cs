using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using SimConsole.Data;
using SimConsole.Host;
using SimConsole.NetworkAuthorities;

namespace SimConsole.Benchmarks;

/// <summary>The console's services on one database, with a simulated network that answers at once and carries no data. Nothing else is configured but what must be.</summary>
internal sealed class BenchmarkConsole : IAsyncDisposable, IDisposable
{
    private readonly ServiceProvider _services;

    /// <param name="delay">How long the network takes to answer a batch.</param>
    /// <param name="settings">Keys and values of the configuration that are another's than those of this console.</param>
    public BenchmarkConsole(BenchmarkDatabase database, TimeSpan delay = default, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            [NetworkAuthoritiesSlice.Key] = "Simulated",
            ["Network:Simulated:Delay"] = delay.ToString(),

            // What a million devices send is another measurement.
            ["Network:Simulated:SessionEvery"] = "00:00:00",
        }).AddInMemoryCollection(database.Settings.Concat(settings).ToDictionary(s => s.Key, s => (string?)s.Value)).Build();
        _services = new ServiceCollection()
            .AddLogging(log => log.AddConsole().SetMinimumLevel(LogLevel.Warning))
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton(TimeProvider.System)
            .AddSlices(configuration)
            .BuildServiceProvider();
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Starts what works in the background in the real console.</summary>
    public async Task StartWorkersAsync()
    {
        foreach (var worker in _services.GetServices<IHostedService>())
        {
            await worker.StartAsync(CancellationToken.None);
        }
    }

    public async Task StopWorkersAsync()
    {
        foreach (var worker in _services.GetServices<IHostedService>())
        {
            await worker.StopAsync(CancellationToken.None);
        }
    }

    public SimConsoleDb OpenDb() => Get<IDbContextFactory<SimConsoleDb>>().CreateDbContext();

    public Task MigrateAsync() => _services.MigrateAsync(CancellationToken.None);

    public void Dispose() => _services.Dispose();

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
