using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SimConsole.BulkChanges;
using SimConsole.Callbacks;
using SimConsole.LossReports;
using SimConsole.Sims;
using SimConsole.Tests.Api;
using SimConsole.Tests.NetworkAuthorities.OsmoHlr;

namespace SimConsole.Tests.Processes;

/// <summary>Several real processes of the console on one database, with one real HLR, and their Sims, all of which are on to begin with.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private readonly (string, string)[] _settings;
    private readonly ConsoleProcess?[] _processes;
    private readonly HttpClient?[] _clients;
    private ServingNode? _node;

    private Installation(TestConsole console, RunningHlr hlr, int processes, (string, string)[] settings)
    {
        (Console, Hlr, _processes, _clients) = (console, hlr, new ConsoleProcess?[processes], new HttpClient?[processes]);
        _settings =
        [
            ("Account:Sid", ServedConsole.AccountSid), ("Account:AuthToken", ServedConsole.AuthToken),
            ("Network:Authority", "OsmoHlr"), ("Network:OsmoHlr:Host", hlr.Address), ("Network:OsmoHlr:Timeout", "00:00:02"),
            .. settings,
        ];
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Looks into the database; it has no part in the work.</summary>
    public TestConsole Console { get; }

    public RunningHlr Hlr { get; }

    public List<SimRow> Sims { get; } = [];

    /// <summary>How many processes there are, one of which may just have been killed.</summary>
    public int Processes => _processes.Length;

    /// <summary>A client of a process with the credentials of the account; null while there is none.</summary>
    public HttpClient? this[int process] => _clients[process];

    /// <param name="settings">What all processes are told beside where things are.</param>
    public static async Task<Installation> StartAsync(int processes, int sims, params (string, string)[] settings)
    {
        var hlr = await RunningHlr.StartAsync();
        var console = await TestConsole.StartAsync();
        console.Time.SetUtcNow(DateTimeOffset.UtcNow);
        var installation = new Installation(console, hlr, processes, settings);
        var fleet = await console.AddFleetAsync("meters");
        for (var i = 0; i < sims; i++)
        {
            installation.Sims.Add(await console.AddSimAsync(SimStatus.New, fleet));
        }

        await Task.WhenAll(Enumerable.Range(0, processes).Select(process => installation.StartAsync(process)));
        await installation.SwitchAllAsync(SimStatus.Active);
        return installation;
    }

    /// <summary>Starts a process, and waits until it serves.</summary>
    public async Task StartAsync(int process, params (string, string)[] settings)
    {
        var started = _processes[process] = ConsoleProcess.Start(Console.Database, [.. _settings, .. settings]);
        var client = new HttpClient { BaseAddress = new Uri(await started.ServesAsync()), Timeout = Wait.Limit };
        client.DefaultRequestHeaders.Authorization = ServedConsole.Basic(ServedConsole.AccountSid, ServedConsole.AuthToken);
        _clients[process] = client;
    }

    /// <summary>Runs a process that does what its command line says, and ends. Returns what it ended with, and all that it wrote.</summary>
    public Task<(int ExitCode, string Says)> RunAsync(params string[] arguments) => RunAsync([], arguments);

    /// <param name="settings">What it is told beside what all are told.</param>
    /// <inheritdoc cref="RunAsync(string[])"/>
    public async Task<(int ExitCode, string Says)> RunAsync((string, string)[] settings, params string[] arguments)
    {
        using var process = ConsoleProcess.Start(Console.Database, arguments, [.. _settings, .. settings]);
        var (exitCode, errors) = await process.EndsAsync();
        return (exitCode, $"{process.Output}{string.Join('\n', errors)}");
    }

    public void Kill(int process)
    {
        _clients[process] = null;
        _processes[process]!.Kill();
        _processes[process]!.Dispose();
        _processes[process] = null;
    }

    /// <summary>Asks for something under a name of its own, by any process, until it is answered for: what was asked twice is done once.</summary>
    /// <returns>What is made of it, or the refusal.</returns>
    public async Task<JsonElement> AskAsync(Func<int> process, string path, params (string Name, string Value)[] fields)
    {
        var key = Guid.NewGuid().ToString("N");
        JsonElement? answer = null;
        await Wait.UntilAsync(async () => (answer = await TryAsync(process(), path, key, fields)) is not null, path);
        return answer!.Value;
    }

    /// <summary>Reports these Sims stolen, by this process. Returns the SID of the report.</summary>
    public async Task<string> ReportAsync(Func<int> process, IEnumerable<SimRow> sims) =>
        (await AskAsync(process, "/v1/LossReports", ("Kind", "stolen"), ("Sims", string.Join('\n', sims.Select(s => s.Sid))))).Text("sid");

    public async Task ReleaseAsync(string report)
    {
        Console.Time.SetUtcNow(DateTimeOffset.UtcNow);
        Assert.Null((await Console.Get<LossReportService>().ReleaseAsync(report, null, "found", TestConsole.Someone, Token)).Refusal);
    }

    /// <summary>All stolen SIMs are found.</summary>
    public async Task ReleaseAllAsync()
    {
        await using var db = Console.OpenDb();
        foreach (var report in await db.LossReports.Where(r => r.Sims.Any(s => s.ReleasedAt == null)).Select(r => r.Sid).ToListAsync(Token))
        {
            await ReleaseAsync(report);
        }
    }

    /// <summary>Brings all Sims that no loss report holds to a status.</summary>
    public async Task SwitchAllAsync(SimStatus status)
    {
        await AskAsync(() => 0, "/v1/BulkChanges", ("Status", status.Word()), ("Everything", "true"));
        await RestAsync();
        await using var db = Console.OpenDb();
        Assert.Equal(0, await db.Sims.CountAsync(s => s.Status != status && s.HeldByReportId == null, Token));
    }

    /// <summary>Waits until all that was ordered has ended, and all that was to be told is told.</summary>
    public Task RestAsync() => Wait.UntilAsync(async () =>
    {
        await using var db = Console.OpenDb();
        return !await db.BulkChanges.AnyAsync(b => b.State == BulkChangeState.Preparing || b.State == BulkChangeState.Running, Token)
            && !await db.StatusChanges.AnyAsync(c => c.EndedAt == null, Token)
            && !await db.Callbacks.AnyAsync(c => c.State == CallbackState.Waiting, Token);
    });

    /// <summary>Waits until the report says that all of its Sims are off, and the network refuses each of them.</summary>
    public async Task UntilOffAsync(string report, IReadOnlyList<SimRow> sims)
    {
        await Wait.UntilAsync(async () => (await Console.Get<LossReportReader>().FindAsync(report, FleetScope.All, Token))!.NotOffYet == 0);
        await (await NodeAsync()).AssertRefusesAsync(sims);
    }

    /// <summary>A serving node at the HLR as it runs now.</summary>
    public async Task<ServingNode> NodeAsync() => _node ??= await ServingNode.ConnectAsync(Hlr.Address, $"SGSN-{Guid.NewGuid():N}");

    public async Task KillHlrAsync()
    {
        await Hlr.KillAsync();
        await DisposeNodeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process?.Dispose();
        }

        await DisposeNodeAsync();
        await Console.DisposeAsync();
        await Hlr.DisposeAsync();
    }

    private async Task DisposeNodeAsync()
    {
        await (_node?.DisposeAsync() ?? default);
        _node = null;
    }

    /// <summary>The answer, where there is one; nothing where the process is gone, or says that it is to be asked again.</summary>
    private async Task<JsonElement?> TryAsync(int process, string path, string key, (string Name, string Value)[] fields)
    {
        if (_clients[process] is not { } client)
        {
            return null;
        }

        try
        {
            using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = form };
            request.Headers.Add("Idempotency-Key", key);
            using var response = await client.SendAsync(request, Token);
            var text = await response.Content.ReadAsStringAsync(Token);
            if (response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.ServiceUnavailable && response.Headers.RetryAfter is not null)
            {
                return null;
            }

            Assert.True(response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.BadRequest, $"{path} answers {(int)response.StatusCode} {text}");
            return JsonDocument.Parse(text).RootElement;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
