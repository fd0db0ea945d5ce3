using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.SettingsUpdates;

/// <summary>Registers what tells the network which networks Sims may use.</summary>
public static class SettingsUpdateServices
{
    public static IServiceCollection AddSettingsUpdates(this IServiceCollection services)
    {
        services.AddSettings<SettingsUpdateOptions>(SettingsUpdateOptions.Section);
        services.AddSingleton<SettingsUpdateSignal>();
        services.AddSingleton<SettingsUpdateOutbox>();
        services.AddSingleton<IChangeEnded>(provider => provider.GetRequiredService<SettingsUpdateOutbox>());
        services.AddDueRows<SettingsUpdateQueue>();
        services.AddSingleton<SettingsUpdateReader>();
        services.AddSingleton<SettingsUpdateWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<SettingsUpdateWorker>());
        return services;
    }
}
