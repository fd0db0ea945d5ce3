using MudBlazor;
using SimConsole.StatusChanges;

namespace SimConsole.BulkChanges;

/// <summary>Changes many Sims at once.</summary>
public sealed class BulkChangesSlice : ISlice
{
    public NavigationEntry Navigation { get; } = new("bulk-changes", "Changes", NavigationGroup.Operate, 'c', Icons.Material.Outlined.PlaylistAddCheck);

    public void AddServices(IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<IChangeEnded, BulkChangeTally>()
        .AddSingleton<BulkChangeService>()
        .AddSingleton<BulkChangeFreezer>()
        .AddSingleton<BulkChangeReader>()
        .AddSingleton<BulkChangeScheduler>()
        .AddSignal<BulkChangeSignal>()
        .AddSignal<BulkChangeNews>()
        .AddHostedService<BulkChangeWorker>();

    public void MapApi(IEndpointRouteBuilder api) => api.MapBulkChanges();

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapBulkChangeExport();
}
