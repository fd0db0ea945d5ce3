namespace SimConsole.PlannedChanges;

/// <summary>Changes that are not due yet: at a time, in a zone, once or each season.</summary>
public sealed class PlannedChangesSlice : ISlice
{
    public void AddServices(IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<PlannedChangeService>()
        .AddSingleton<PlannedChangeReader>()
        .AddSingleton<PlannedChangeRunner>()
        .AddSingleton<PlannedOrdererCheck>()
        .AddSignal<PlannedChangeSignal>()
        .AddSignal<PlannedChangeNews>()
        .AddHostedService<PlannedChangeWorker>();

    public void MapApi(IEndpointRouteBuilder api) => api.MapPlannedChanges();
}
