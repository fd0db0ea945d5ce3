using MudBlazor;
using SimConsole.Sims.Lists;
using SimConsole.Sims.Tags;
using SimConsole.Sims.Views;

namespace SimConsole.Sims;

/// <summary>Reads and writes Sims.</summary>
public sealed class SimsSlice : ISlice
{
    public NavigationEntry Navigation { get; } = new("sims", "SIMs", NavigationGroup.Operate, 's', Icons.Material.Outlined.SimCard);

    public void AddServices(IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<SimReader>()
        .AddSingleton<IPaletteSource, SimsOfPalette>()
        .AddSingleton<SimService>()
        .AddSingleton<TagReader>()
        .AddSingleton<SavedViewService>()
        .AddSingleton<SimResources>()
        .AddSingleton<SimListResolver>()
        .AddScoped<SimActionPress>();

    public void MapApi(IEndpointRouteBuilder api)
    {
        api.MapSims();
        api.MapTags();
    }

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapSimsExport();
}
