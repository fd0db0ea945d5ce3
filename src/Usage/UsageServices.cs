
namespace SimConsole.Usage;

/// <summary>Registers what records and reads the usage of Sims.</summary>
public static class UsageServices
{
    public static IServiceCollection AddUsage(this IServiceCollection services)
    {
        services.AddSettings<UsageOptions>(UsageOptions.Section);
        services.AddSingleton<UsageService>();
        services.AddSingleton<UsageSignal>();
        services.AddSingleton<UsageReader>();
        services.AddSingleton<UsageHistory>();
        services.AddSingleton<SessionReader>();
        services.AddSingleton<UsageResources>();
        services.AddSingleton<UsageWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<UsageWorker>());
        return services;
    }
}
