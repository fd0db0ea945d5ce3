using MudBlazor;
using SimConsole.StatusChanges;

namespace SimConsole.BulkChanges;

/// <summary>Changes many Sims at once.</summary>
public sealed class BulkChangesSlice : ISlice
{
    public NavigationEntry Navigation { get; } = new("bulk-changes", "Changes", NavigationGroup.Operate, 'c', Icons.Material.Outlined.PlaylistAddCheck);

    public IEnumerable<NavigationAct> Acts => [new("Change a list of SIMs", "bulk-changes/new", Icons.Material.Outlined.PlaylistAdd, Permissions.SimsBulk)];

    public void AddServices(IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<IChangeEnded, BulkChangeTally>()
        .AddSingleton<BulkChangeService>()
        .AddSingleton<BulkChangeFreezer>()
        .AddSingleton<BulkChangeReader>()
        .AddSingleton<IPaletteSource, BulkChangesOfPalette>()
        .AddSingleton<INavigationCounter, BulkChangesOfNavigation>()
        .AddSingleton<BulkChangeScheduler>()
        .AddSignal<BulkChangeSignal>()
        .AddSignal<BulkChangeNews>()
        .AddHostedService<BulkChangeWorker>();

    public void MapApi(IEndpointRouteBuilder api) => api.MapBulkChanges();

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapBulkChangeExport();
}
