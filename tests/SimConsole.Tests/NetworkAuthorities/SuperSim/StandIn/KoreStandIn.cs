using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SimConsole.Tests.NetworkAuthorities.SuperSim.StandIn;

/// <summary>
/// A Super SIM account at KORE, on a real port of loopback: its Sims, its token endpoint and its callbacks as the public documentation describes them, all of it
/// in memory. It shares no line with the console's own API, and fails as a test says.
/// </summary>
internal sealed class KoreStandIn : IAsyncDisposable
{
    public const string AccountSid = "AC00000000000000000000000000000007";

    private readonly WebApplication _app;
    private readonly List<StandInSim> _sims;
    private readonly Dictionary<string, StandInSim> _bySid;
    private readonly Dictionary<string, StandInSim> _byIccid;
    private long _busyUntil;
    private int _requests;
    private int _refusedTokens;
    private int _early;

    private KoreStandIn(WebApplication app, int sims, string status)
    {
        _app = app;
        _sims = [.. Enumerable.Range(1, sims).Select(number => new StandInSim(number, status))];
        _bySid = _sims.ToDictionary(sim => sim.Sid);
        _byIccid = _sims.ToDictionary(sim => sim.Iccid);
    }

    public StandInTokens Tokens { get; } = new();

    public StandInCallbacks Callbacks { get; } = new();

    public IReadOnlyList<StandInSim> Sims => _sims;

    public Uri Address => new(_app.Urls.First());

    /// <summary>What goes wrong with the request of this number, from 1; null where nothing does.</summary>
    public Func<int, StandInFault?> Fault { get; set; } = _ => null;

    /// <summary>How long a change takes.</summary>
    public TimeSpan SettlesAfter { get; set; }

    /// <summary>How many requests of the API came, whatever became of them.</summary>
    public int Requests => _requests;

    /// <summary>How many of them had a token that is not good.</summary>
    public int RefusedTokens => _refusedTokens;

    /// <summary>How many came before the time that a 429 had named.</summary>
    public int Early => _early;

    /// <summary>The configuration of a console that speaks to it.</summary>
    public (string Key, string Value)[] Settings =>
    [
        ("Network:Authority", "SuperSim"),
        ("Network:SuperSim:Dialect", "Kore"),
        ("Network:SuperSim:BaseUrl", Address.ToString()),
        ("Network:SuperSim:TokenUrl", new Uri(Address, "/api-services/v1/auth/token").ToString()),
        ("Network:SuperSim:ClientId", StandInTokens.ClientId),
        ("Network:SuperSim:ClientSecret", Tokens.Secret),
        ("Network:Reconcile:Every", "00:00:00"),
        ("PublicBaseUrl", "http://sims.example.com"),
    ];

    public static async Task<KoreStandIn> StartAsync(int sims, string status = "inactive")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var standIn = new KoreStandIn(app, sims, status);
        app.MapPost("/api-services/v1/auth/token", standIn.Tokens.AnswerAsync);
        app.MapGet("/v1/Sims", context => standIn.AnswerAsync(context, standIn.ListAsync));
        app.MapGet("/v1/Sims/{sid}", context => standIn.AnswerAsync(context, standIn.FetchAsync));
        app.MapPost("/v1/Sims/{sid}", context => standIn.AnswerAsync(context, standIn.UpdateAsync));
        app.MapGet("/v1/Fleets", context => standIn.AnswerAsync(context, ListFleetsAsync));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return standIn;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Callbacks.Dispose();
    }

    private async Task AnswerAsync(HttpContext context, Func<HttpContext, Task<Answer>> act)
    {
        var fault = Fault(Interlocked.Increment(ref _requests));
        if (Stopwatch.GetTimestamp() < Interlocked.Read(ref _busyUntil))
        {
            Interlocked.Increment(ref _early);
        }

        if (fault is StandInFault.Ended)
        {
            Tokens.EndLast();
        }

        if (fault is StandInFault.Busy { RetryAfter: { } seconds })
        {
            Interlocked.Exchange(ref _busyUntil, Stopwatch.GetTimestamp() + seconds * Stopwatch.Frequency);
            context.Response.Headers.RetryAfter = string.Create(CultureInfo.InvariantCulture, $"{seconds}");
        }

        var answer = fault switch
        {
            StandInFault.Busy => Error(429, 20429, "Too many requests"),
            StandInFault.Broken => null,
            _ when !Tokens.Takes(context.Request.Headers.Authorization) => Refused(),
            _ => await act(context),
        };
        switch (fault)
        {
            case StandInFault.Broken broken:
                context.Response.StatusCode = broken.Status;
                await context.Response.WriteAsync("<html><body>Bad gateway</body></html>", context.RequestAborted);
                return;
            case StandInFault.HungUp:
                context.Abort();
                return;
            case StandInFault.BrokenBehind:
                answer = Error(500, 20500, "Internal Server Error");
                break;
            case StandInFault.Slow slow:
                await Task.Delay(slow.After, context.RequestAborted);
                break;
        }

        context.Response.StatusCode = answer!.Status;
        await context.Response.WriteAsJsonAsync(answer.Body, context.RequestAborted);
    }

    private Task<Answer> ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var size = int.TryParse(query["PageSize"], CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, 1_000) : 50;
        var after = int.TryParse(query["PageToken"], CultureInfo.InvariantCulture, out var place) ? place : 0;
        var matching = query["Iccid"] is [{ Length: > 0 } iccid]
            ? _byIccid.TryGetValue(iccid, out var one) ? [one] : []
            : query["Status"] is [{ Length: > 0 } status] ? _sims.Where(sim => sim.Status == status) : _sims;
        var page = matching.Skip(after).Take(size).ToList();
        var next = page.Count < size ? null : new Uri(Address, $"/v1/Sims?PageSize={size}&Status={query["Status"]}&PageToken={after + size}").ToString();
        return Task.FromResult(new Answer(200, new { sims = page.Select(sim => sim.Resource), meta = Meta(next, size) }));
    }

    private static Task<Answer> ListFleetsAsync(HttpContext context) => Task.FromResult(new Answer(200, new { fleets = Array.Empty<object>(), meta = Meta(null, 50) }));

    private Task<Answer> FetchAsync(HttpContext context) =>
        Task.FromResult(_bySid.TryGetValue((string)context.Request.RouteValues["sid"]!, out var sim) ? new Answer(200, sim.Resource) : Error(404, 20404, "The requested resource was not found"));

    private async Task<Answer> UpdateAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (!_bySid.TryGetValue((string)context.Request.RouteValues["sid"]!, out var sim))
        {
            return Error(404, 20404, "The requested resource was not found");
        }

        if (form["Status"] is not [("ready" or "active" or "inactive") and { } status])
        {
            return Error(400, 20001, "Invalid parameter: Status");
        }

        switch (sim.Order(status))
        {
            case null:
                return new Answer(200, sim.Resource);
            case false:
                return Error(400, 83010, "The SIM is scheduled");
            default:
                var resource = sim.Resource;
                _ = SettleAsync(sim, form["CallbackUrl"] is [{ Length: > 0 } url] ? url : null);
                return new Answer(202, resource);
        }
    }

    private async Task SettleAsync(StandInSim sim, string? callback)
    {
        // A change takes its time, whoever is told of it.
        var told = callback is null ? Task.CompletedTask : Callbacks.TellAsync(callback, sim.Sid, "scheduled");
        if (SettlesAfter > TimeSpan.Zero)
        {
            await Task.Delay(SettlesAfter);
        }

        var status = sim.Settle();
        await told;
        if (callback is not null)
        {
            await Callbacks.TellAsync(callback, sim.Sid, status);
        }
    }

    private Answer Refused()
    {
        Interlocked.Increment(ref _refusedTokens);
        return Error(401, 20003, "Authentication Error - invalid token");
    }

    private static object Meta(string? next, int size) => new
    {
        first_page_url = (string?)null,
        next_page_url = next,
        previous_page_url = (string?)null,
        key = "sims",
        url = (string?)null,
        page = 0,
        page_size = size,
    };

    private static Answer Error(int status, int code, string message) => new(status, new { code, message, more_info = $"https://docs.example.com/{code}", status });

    private sealed record Answer(int Status, object Body);
}
