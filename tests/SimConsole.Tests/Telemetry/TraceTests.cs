using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Tests.Api;
using SimConsole.Tests.Callbacks;

namespace SimConsole.Tests.Telemetry;

/// <summary>One change is followed through one trace, from its request to whoever is told of its end.</summary>
public sealed class TraceTests : IAsyncLifetime
{
    private readonly ActivityTraceId _mine = ActivityTraceId.CreateRandom();
    private readonly ConcurrentQueue<Activity> _ended = new();
    private ActivityListener? _listener;
    private Receiver _receiver = null!;
    private ServedConsole _console = null!;
    private IReadOnlyList<Sim> _sims = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The request's place in the trace of whoever asks.</summary>
    private string Traceparent => $"00-{_mine}-00f067aa0ba902b7-01";

    public async ValueTask InitializeAsync()
    {
        _receiver = await Receiver.StartAsync();
        _console = await ServedConsole.StartAsync(("Callbacks:AllowedPrivateNetworks:0", "127.0.0.0/8"));
        _sims = await _console.AddSimsAsync(3, SimStatus.Active, await _console.AddFleetAsync("meters"));
    }

    public async ValueTask DisposeAsync()
    {
        _listener?.Dispose();
        await _console.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_change_is_followed_from_its_request_over_worker_and_authority_to_its_callbacks()
    {
        Listen();
        await OrderAsync(_sims[0]);
        await Wait.UntilAsync(() => _receiver.Got.Count == 2 && Names().Count(name => name == "callback delivery") == 2 && Names().Contains("status change"));

        Assert.Equal(
            ["Microsoft.AspNetCore.Hosting.HttpRequestIn", "callback delivery", "callback delivery", "network authority apply", "status change"],
            Names().Where(name => !name.StartsWith("System.Net.Http", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        var (request, change, asked) = (Span("Microsoft.AspNetCore.Hosting.HttpRequestIn"), Span("status change"), Span("network authority apply"));
        Assert.Equal(request.SpanId, change.ParentSpanId);
        Assert.Equal(change.SpanId, asked.ParentSpanId);
        Assert.All(_ended.Where(span => span.OperationName == "callback delivery"), span => Assert.Equal((request.SpanId, 204), (span.ParentSpanId, span.GetTagItem("http.response.status_code"))));
        Assert.Equal((_sims[0].Sid, "completed"), (change.GetTagItem("simconsole.sim.sid"), change.GetTagItem("simconsole.change.result")));
        Assert.True(change.StartTimeUtc <= asked.StartTimeUtc && asked.Duration <= change.Duration);
    }

    [Fact]
    public async Task Whom_the_console_calls_hears_nothing_of_its_traces()
    {
        Listen();
        await OrderAsync(_sims[0]);
        await Wait.UntilAsync(() => _receiver.Got.Count == 2);

        Assert.All(_receiver.Got, got => Assert.Empty(got.Headers.Keys.Intersect(["traceparent", "tracestate", "baggage", "Request-Id"], StringComparer.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task Nothing_is_stored_where_nobody_records_it_and_for_bulk_orders()
    {
        await OrderAsync(_sims[0]);
        Listen();
        await OrderAsync(_sims[1]);
        using var bulk = await SendAsync("/v1/BulkChanges", ("Status", "inactive"), ("Sims", _sims[2].Sid));
        Assert.True(bulk.IsSuccessStatusCode);
        var stored = new Dictionary<long, string?>();
        await Wait.UntilAsync(async () =>
        {
            await using var db = await _console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
            stored = await db.StatusChanges.Where(c => c.Kind == StatusChangeKind.Requested).ToDictionaryAsync(c => c.SimId, c => c.Traceparent, Token);
            return stored.Count == 3;
        });

        Assert.Null(stored[_sims[0].Id]);
        Assert.StartsWith($"00-{_mine}-", stored[_sims[1].Id], StringComparison.Ordinal);
        Assert.Null(stored[_sims[2].Id]);
    }

    private IEnumerable<string> Names() => _ended.Select(span => span.OperationName);

    private Activity Span(string name) => Assert.Single(_ended, span => span.OperationName == name);

    /// <summary>Records this one trace; other tests in this process have others.</summary>
    private void Listen()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "SimConsole" or "Microsoft.AspNetCore" or "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.TraceId == _mine ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = span =>
            {
                if (span.TraceId == _mine)
                {
                    _ended.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    private async Task OrderAsync(Sim sim)
    {
        using var answer = await SendAsync($"/v1/Sims/{sim.Sid}", ("Status", "inactive"), ("CallbackUrl", _receiver.Url));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(string path, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value))) };
        request.Headers.Add("traceparent", Traceparent);
        return await _console.Program.SendAsync(request, Token);
    }
}
