using MudBlazor;

namespace SimConsole.Fleets;

/// <summary>Reads and writes Fleets.</summary>
public sealed class FleetsSlice : ISlice
{
    public NavigationEntry Navigation { get; } = new("fleets", "Fleets", NavigationGroup.Operate, 'f', Icons.Material.Outlined.Dashboard);

    public void AddServices(IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<FleetService>()
        .AddSingleton<IPaletteSource, FleetsOfPalette>()
        .AddSingleton<FleetResources>();

    public void MapApi(IEndpointRouteBuilder api) => api.MapFleets();
}
