using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SimConsole.NetworkAuthorities.SuperSim;
using SimConsole.Work;

namespace SimConsole.Telemetry;

/// <summary>Configures what OpenTelemetry collects, and where it is sent.</summary>
internal static class TelemetryServices
{
    /// <summary>The name of the service in everything that is collected; <c>OTEL_SERVICE_NAME</c> replaces it.</summary>
    private const string ServiceName = "simconsole";

    /// <summary>Pages are redrawn far too often for each to be measured.</summary>
    private const string PerRendering = "Microsoft.AspNetCore.Components.Lifecycle";

    /// <summary>Prometheus reserves this ending for histograms, and warns about any other metric that has it.</summary>
    private const string EndOfHistograms = ".count";

    /// <summary>The console also calls the receivers of callbacks: their hosts are confidential, and there may be very many.</summary>
    private static readonly MetricStreamConfiguration WithoutHosts =
        new() { TagKeys = ["http.request.method", "http.response.status_code", "url.scheme", "error.type"] };

    public static IServiceCollection AddCollecting(this IServiceCollection services, IConfiguration configuration)
    {
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => Describe(resource, configuration))
            .WithMetrics(metrics => metrics
                .AddMeter(Instruments.MeterName)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddView(instrument => instrument.Meter.Name switch
                {
                    "System.Runtime" when instrument.Name.EndsWith(EndOfHistograms, StringComparison.Ordinal) => MetricStreamConfiguration.Drop,
                    PerRendering or "System.Net.NameResolution" => MetricStreamConfiguration.Drop,
                    "System.Net.Http" => instrument.Name == "http.client.request.duration" ? WithoutHosts : MetricStreamConfiguration.Drop,
                    _ => null,
                })
                .AddPrometheusExporter());
        var own = OpenTelemetryOptions.Address(configuration[OpenTelemetryOptions.EndpointKey]);
        if (own is null && string.IsNullOrEmpty(configuration[OpenTelemetryOptions.StandardKey]))
        {
            return services;
        }

        telemetry
            .WithTracing(traces => traces.AddSource(Tracing.Name)
                .AddAspNetCoreInstrumentation(requests => requests.Filter = context => IsOfSomebody(context.Request.Path))
                .AddHttpClientInstrumentation())
            .WithLogging();
        _ = own is null ? telemetry.UseOtlpExporter() : telemetry.UseOtlpExporter(OtlpExportProtocol.HttpProtobuf, own);
        return services.AddHostedService<Looking>();
    }

    private static void Describe(ResourceBuilder resource, IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration["OTEL_SERVICE_NAME"]))
        {
            resource.AddService(ServiceName, serviceVersion: ThisBuild.Version);
        }
    }

    /// <summary>Health checks and reads of the metrics are not worth a trace, and the path at which an upstream account calls back is a secret.</summary>
    private static bool IsOfSomebody(PathString path) =>
        !path.StartsWithSegments(DatabaseHealth.Address) && !path.StartsWithSegments(MetricsDoor.Address) && !path.StartsWithSegments(CallbackAddresses.Path);

    /// <summary>Keeps the condition fresh where telemetry is sent: there, no request makes the console read it.</summary>
    private sealed class Looking(Condition condition, TimeProvider time) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            using var timer = new PeriodicTimer(Condition.AuthorityInterval, time);
            do
            {
                await condition.LookAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
    }
}
