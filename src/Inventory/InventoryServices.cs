using SimConsole.Inventory.Sample;

namespace SimConsole.Inventory;

/// <summary>Registers what turns cards into Sims.</summary>
public static class InventoryServices
{
    public static IServiceCollection AddInventory(this IServiceCollection services) => services
        .AddSingleton<InventoryService>()
        .AddSingleton<CardKeyStore>()
        .AddSingleton<CardImport>()
        .AddSingleton<SampleData>();
}
