using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;
using SimConsole.StatusChanges;

namespace SimConsole.Telemetry;

/// <summary>Reports the condition of the console to its operators: metrics, traces and logs by OpenTelemetry, and the health of what it depends on.</summary>
public sealed class TelemetrySlice : ISlice
{
    /// <summary>The longest that a health request waits; see <see cref="Condition.Patience"/>.</summary>
    private static readonly TimeSpan Longest = 3 * Condition.Patience;

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<MetricsOptions>(MetricsOptions.Section);
        services.AddSettings<OpenTelemetryOptions>(OpenTelemetryOptions.Section);
        services.AddMetrics();
        services.AddSingleton<MetricsDoor>();
        services.AddSingleton<WorkloadReader>();
        services.AddSingleton<Condition>();
        services.AddSingleton<ConsoleGauges>();
        services.AddSingleton<IChangeEnded, ChangeDurations>();
        services.AddHealthChecks()
            .AddCheck<AuthorityHealthCheck>("authority", HealthStatus.Degraded, timeout: Longest)
            .AddCheck<QueueHealthCheck>("queue", HealthStatus.Degraded, timeout: Longest);
        services.AddCollecting(configuration);
    }

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var (meters, door, condition) = (services.GetRequiredService<MeterProvider>(), services.GetRequiredService<MetricsDoor>(), services.GetRequiredService<Condition>());
        services.GetRequiredService<ConsoleGauges>();
        Instruments.Begin();
        endpoints.MapPrometheusScrapingEndpoint(
            MetricsDoor.Address,
            meters,
            scrape =>
            {
                scrape.Use(door.InvokeAsync);
                scrape.Use(async (context, next) =>
                {
                    await condition.LookAsync(context.RequestAborted);
                    await next(context);
                });
            },
            optionsName: null).AllowAnonymous();
    }
}
