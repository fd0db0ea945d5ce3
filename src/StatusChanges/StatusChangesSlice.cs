using SimConsole.Data;
using SimConsole.Work;

namespace SimConsole.StatusChanges;

/// <summary>Changes the status of Sims.</summary>
public sealed class StatusChangesSlice : ISlice
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<StatusChangeOptions>(StatusChangeOptions.Section);
        services.AddSingleton<StatusChangeService>();
        services.AddSingleton<WithdrawalService>();
        services.AddDueRows<StatusChangeQueue>();
        services.AddSingleton<TimelineReader>();
        services.AddSingleton<StatusChangeReader>();
        services.AddScoped<UndoNotice>();
        services.AddSignal<StatusChangeSignal>();
        services.AddSingleton<StatusChangeWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<StatusChangeWorker>());
        services.AddHostedService<ReadySweep>();
    }

    public void MapApi(IEndpointRouteBuilder api) => api.MapStatusChanges();
}
