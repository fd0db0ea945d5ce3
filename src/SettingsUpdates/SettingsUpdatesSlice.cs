using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.SettingsUpdates;

/// <summary>Tells the network which networks Sims may use.</summary>
public sealed class SettingsUpdatesSlice : ISlice
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<SettingsUpdateOptions>(SettingsUpdateOptions.Section);
        services.AddSignal<SettingsUpdateSignal>();
        services.AddSingleton<SettingsUpdateOutbox>();
        services.AddSingleton<IChangeEnded>(provider => provider.GetRequiredService<SettingsUpdateOutbox>());
        services.AddDueRows<SettingsUpdateQueue>();
        services.AddSingleton<SettingsUpdateReader>();
        services.AddSingleton<SettingsUpdateWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<SettingsUpdateWorker>());
    }

    public void MapApi(IEndpointRouteBuilder api) => api.MapSettingsUpdates();
}
