
namespace SimConsole.Reconciliation;

/// <summary>Registers what keeps the network and the console in agreement.</summary>
public static class ReconcileServices
{
    public static IServiceCollection AddReconciliation(this IServiceCollection services)
    {
        services.AddSettings<ReconcileOptions>(ReconcileOptions.Section);
        services.AddSingleton<ReconcileSignal>();
        services.AddSingleton<ReconcileQueue>();
        services.AddSingleton<Enroller>();
        services.AddSingleton<Reconciler>();
        services.AddSingleton<DriftReader>();
        services.AddSingleton<DriftService>();
        services.AddSingleton<ReconcileWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<ReconcileWorker>());
        return services;
    }
}
