namespace SimConsole.Usage;

/// <summary>Records and reads the usage of Sims.</summary>
public sealed class UsageSlice : ISlice
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<UsageOptions>(UsageOptions.Section);
        services.AddSingleton<UsageService>();
        services.AddSignal<UsageSignal>();
        services.AddSingleton<UsageReader>();
        services.AddSingleton<UsageHistory>();
        services.AddSingleton<SessionReader>();
        services.AddSingleton<SimUsageReader>();
        services.AddSingleton<UsageResources>();
        services.AddSingleton<UsageWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<UsageWorker>());
    }

    public void MapApi(IEndpointRouteBuilder api)
    {
        api.MapUsageRecords();
        api.MapIpAddresses();
    }

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapUsageExport();
}
