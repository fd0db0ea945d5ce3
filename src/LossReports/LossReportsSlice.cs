using MudBlazor;

namespace SimConsole.LossReports;

/// <summary>Takes lost SIMs off the network.</summary>
public sealed class LossReportsSlice : ISlice
{
    public NavigationEntry Navigation { get; } = new("loss-reports", "Loss reports", NavigationGroup.Operate, 'l', Icons.Material.Outlined.GppBad);

    public void AddServices(IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<LossReportService>()
        .AddSingleton<LossReportReader>()
        .AddHostedService<HoldKeeper>();

    public void MapApi(IEndpointRouteBuilder api) => api.MapLossReports();
}
