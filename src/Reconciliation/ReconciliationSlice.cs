using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Reconciliation;

/// <summary>Keeps the network and the console in agreement.</summary>
public sealed class ReconciliationSlice : ISlice
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ReconcileOptions>(ReconcileOptions.Section);
        services.AddSignal<ReconcileSignal>();
        services.AddDueRows<ReconcileQueue>();
        services.AddSingleton<Enroller>();
        services.AddSingleton<Reconciler>();
        services.AddSingleton<DriftReader>();
        services.AddSingleton<INavigationCounter, DriftsOfNavigation>();
        services.AddSingleton<ComparisonReader>();
        services.AddSingleton<IChangeEnded, MendedDrift>();
        services.AddSingleton<DriftService>();
        services.AddSingleton<ReconcileWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<ReconcileWorker>());
    }

    public void MapApi(IEndpointRouteBuilder api)
    {
        api.MapDrifts();
        api.MapComparisons();
    }
}
