using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SimConsole.Sims;
using SimConsole.Tests.Api;
using SimConsole.Tests.Processes;

namespace SimConsole.Tests.Telemetry;

/// <summary>A real process sends metrics, traces and logs to a collector, by OTLP over HTTP: bodies of Protocol Buffers, in which texts stand as they are.</summary>
public sealed class OtlpTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _got = new();
    private WebApplication _collector = null!;
    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _collector = builder.Build();
        _collector.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            _got.Enqueue((context.Request.Path, body.ToArray()));
        });
        await _collector.StartAsync(Token);
        _console = await TestConsole.StartAsync();
        _console.Time.SetUtcNow(DateTimeOffset.UtcNow);
    }

    public async ValueTask DisposeAsync()
    {
        await _collector.DisposeAsync();
        await _console.DisposeAsync();
    }

    [Theory]
    [InlineData("OpenTelemetry:Endpoint", "")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http/protobuf")]
    public async Task Metrics_traces_and_logs_go_to_the_collector_under_the_same_ids(string key, string protocol)
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, await _console.AddFleetAsync("meters"));
        using var process = ConsoleProcess.Start(
            _console.Database,
            [
                (key, _collector.Urls.First()), ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol), ("OTEL_BSP_SCHEDULE_DELAY", "200"), ("OTEL_BLRP_SCHEDULE_DELAY", "200"),
                ("OTEL_METRIC_EXPORT_INTERVAL", "500"), ("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Information"),
                ("Account:Sid", ServedConsole.AccountSid), ("Account:AuthToken", ServedConsole.AuthToken), ("Network:Simulated:Delay", "00:00:00"),

                // What has not arrived by then is not sent again.
                ("OTEL_EXPORTER_OTLP_TIMEOUT", $"{Wait.Limit.TotalMilliseconds:0}"),
            ]);
        using var program = new HttpClient { BaseAddress = new Uri(await process.ServesAsync()), Timeout = Wait.Limit };
        program.DefaultRequestHeaders.Authorization = ServedConsole.Basic(ServedConsole.AccountSid, ServedConsole.AuthToken);
        var trace = System.Diagnostics.ActivityTraceId.CreateRandom().ToHexString();
        program.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");

        using var form = new FormUrlEncodedContent([KeyValuePair.Create("Status", "inactive")]);
        (await program.PostAsync($"/v1/Sims/{sim.Sid}", form, Token)).EnsureSuccessStatusCode();

        var id = Convert.FromHexString(trace);
        await process.UntilAsync(() => Sent("/v1/traces", id, Text("http.route")));
        await process.UntilAsync(() => Sent("/v1/traces", id, Text("status change")) && Sent("/v1/traces", id, Text("network authority apply")));
        await process.UntilAsync(() => Sent("/v1/metrics", Text("simconsole.changes.oldest"), Text("simconsole")));
        await process.UntilAsync(() => Sent("/v1/logs", id, Text("Request finished")));
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Whether one body that was sent there holds all of this.</summary>
    private bool Sent(string path, params byte[][] parts) => _got.Any(got => got.Path == path && parts.All(part => got.Body.AsSpan().IndexOf(part) >= 0));
}
