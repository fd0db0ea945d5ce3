using SimConsole.StatusChanges;

namespace SimConsole.BulkChanges;

/// <summary>Registers what changes many Sims at once.</summary>
public static class BulkChangeServices
{
    public static IServiceCollection AddBulkChanges(this IServiceCollection services) => services
        .AddSingleton<IChangeEnded, BulkChangeTally>()
        .AddSingleton<BulkChangeService>()
        .AddSingleton<BulkChangeFreezer>()
        .AddSingleton<BulkChangeReader>()
        .AddSingleton<BulkChangeScheduler>()
        .AddSingleton<BulkChangeSignal>()
        .AddSingleton<BulkChangeNews>()
        .AddHostedService<BulkChangeWorker>();
}
