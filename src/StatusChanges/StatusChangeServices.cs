using SimConsole.Data;
using SimConsole.Work;

namespace SimConsole.StatusChanges;

/// <summary>Registers what changes the status of Sims.</summary>
public static class StatusChangeServices
{
    public static IServiceCollection AddStatusChanges(this IServiceCollection services)
    {
        services.AddSettings<StatusChangeOptions>(StatusChangeOptions.Section);
        services.AddSingleton<StatusChangeService>();
        services.AddDueRows<StatusChangeQueue>();
        services.AddSingleton<TimelineReader>();
        services.AddSingleton<StatusChangeReader>();
        services.AddSingleton<StatusChangeSignal>();
        services.AddSingleton<StatusChangeWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<StatusChangeWorker>());
        services.AddHostedService<ReadySweep>();
        return services;
    }
}
