using MudBlazor;

namespace SimConsole.NetworkAccessProfiles;

/// <summary>Which networks Sims may use.</summary>
public sealed class NetworkAccessProfilesSlice : ISlice
{
    public NavigationEntry Navigation { get; } = new("network-access-profiles", "Access profiles", NavigationGroup.Connect, 'a', Icons.Material.Outlined.TravelExplore);

    public void AddServices(IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<NetworkAccessProfileService>()
        .AddSingleton<NetworkAccessProfileResources>()
        .AddSingleton<NetworkAccess>();

    public void MapApi(IEndpointRouteBuilder api) => api.MapNetworkAccessProfiles();
}
