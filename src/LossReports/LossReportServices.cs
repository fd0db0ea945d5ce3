namespace SimConsole.LossReports;

/// <summary>Registers what takes lost SIMs off the network.</summary>
public static class LossReportServices
{
    public static IServiceCollection AddLossReports(this IServiceCollection services) => services
        .AddSingleton<LossReportService>()
        .AddSingleton<LossReportReader>()
        .AddHostedService<HoldKeeper>();
}
