using MudBlazor;
using SimConsole.Data.Protection;

namespace SimConsole.Inventory;

/// <summary>Turns cards into Sims.</summary>
public sealed class InventorySlice : ISlice
{
    public NavigationEntry Navigation { get; } = new("import", "Import", Icons.Material.Outlined.UploadFile, Permissions.Import);

    public IEnumerable<CommandLineJob> Jobs => [new ImportJob()];

    public void AddServices(IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<InventoryService>()
        .AddProtectedColumn<ProtectedCardKey, string>(CardKeyStore.Purpose, nameof(ProtectedCardKey.Iccid), nameof(ProtectedCardKey.Secret))
        .AddSingleton<CardKeyStore>()
        .AddSingleton<CardImport>();
}
