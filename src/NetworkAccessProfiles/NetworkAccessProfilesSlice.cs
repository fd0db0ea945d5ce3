namespace SimConsole.NetworkAccessProfiles;

/// <summary>Which networks Sims may use.</summary>
public sealed class NetworkAccessProfilesSlice : ISlice
{
    public void AddServices(IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<NetworkAccessProfileService>()
        .AddSingleton<NetworkAccessProfileResources>()
        .AddSingleton<NetworkAccess>();

    public void MapApi(IEndpointRouteBuilder api) => api.MapNetworkAccessProfiles();
}
