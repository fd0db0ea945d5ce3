using MudBlazor;
using SimConsole.LossReports.Evidence;

namespace SimConsole.LossReports;

/// <summary>Takes lost SIMs off the network.</summary>
public sealed class LossReportsSlice : ISlice
{
    public NavigationEntry Navigation { get; } = new("loss-reports", "Loss reports", NavigationGroup.Operate, 'l', Icons.Material.Outlined.GppBad);

    public IEnumerable<NavigationAct> Acts => [new("Report a loss", "loss-reports/new", Icons.Material.Filled.GppBad, Permissions.LossReport)];

    public void AddServices(IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<LossReportService>()
        .AddSingleton<LossReportReader>()
        .AddSingleton<EvidenceReader>()
        .AddSingleton<IPaletteSource, LossReportsOfPalette>()
        .AddSingleton<INavigationCounter, LossReportsOfNavigation>()
        .AddHostedService<HoldKeeper>();

    public void MapApi(IEndpointRouteBuilder api) => api.MapLossReports();

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapEvidenceExport();
}
