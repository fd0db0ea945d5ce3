using MudBlazor;
using SimConsole.Data.Protection;
using SimConsole.Inventory.Imports;

namespace SimConsole.Inventory;

/// <summary>Turns cards into Sims.</summary>
public sealed class InventorySlice : ISlice
{
    public NavigationEntry Navigation { get; } = new("import", "Import", NavigationGroup.Manage, 'i', Icons.Material.Outlined.UploadFile, Permissions.Import);

    public IEnumerable<CommandLineJob> Jobs => [new ImportJob()];

    public void AddServices(IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<InventoryService>()
        .AddProtectedColumn<ProtectedCardKey, string>(CardKeyStore.Purpose, nameof(ProtectedCardKey.Iccid), nameof(ProtectedCardKey.Secret))
        .AddSingleton<CardKeyStore>()
        .AddSingleton<CardImport>()
        .AddProtectedColumn<ImportBlock, long>(ImportFiles.Purpose, nameof(ImportBlock.Id), nameof(ImportBlock.Content))
        .AddSingleton<ImportFiles>()
        .AddSingleton<ImportService>()
        .AddSingleton<ImportReader>()
        .AddSingleton<ImportRunner>()
        .AddSignal<ImportSignal>()
        .AddSignal<ImportNews>()
        .AddSingleton<ImportWorker>()
        .AddHostedService(provider => provider.GetRequiredService<ImportWorker>());

    public void MapApi(IEndpointRouteBuilder api) => api.MapImports();

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapImportExport();
}
