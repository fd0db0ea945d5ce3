using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.EntityFrameworkCore;
using SimConsole.Live;
using SimConsole.Sims;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.Processes;

/// <summary>
/// Look at all Sims again and again, in the database, by the API of each process, and of one after the other, or hear of them live, and keep what they saw.
/// </summary>
internal sealed class Observers : IAsyncDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly Installation _installation;
    private readonly ConcurrentDictionary<(string Observer, string SimSid), List<Sighting>> _seen = new();
    private readonly Dictionary<string, Func<CancellationToken, Task>> _looks;
    private readonly ConcurrentBag<HubConnection> _hubs = [];
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly Task _looking;
    private int _turn;

    private Observers(Installation installation)
    {
        _installation = installation;
        _looks = new()
        {
            ["the database"] = LookIntoDatabaseAsync,
            ["a reader of all processes in turn"] = token => ReadAsync("a reader of all processes in turn", _turn++ % installation.Processes, token),
        };
        for (var i = 0; i < installation.Processes; i++)
        {
            var (process, observer) = (i, $"a reader of process {i}");
            _looks[observer] = token => ReadAsync(observer, process, token);
        }

        _looking = Task.WhenAll(_looks.Values.Select(LookAsync));
    }

    public static async Task<Observers> StartAsync(Installation installation)
    {
        var observers = new Observers(installation);
        for (var process = 0; process < installation.Processes; process++)
        {
            await observers.ListenAsync(process);
        }

        return observers;
    }

    /// <summary>Hears live what a process tells, from now on until it ends.</summary>
    public async Task ListenAsync(int process)
    {
        var observer = $"a listener at process {process}, number {_hubs.Count}";
        var hub = new HubConnectionBuilder().WithUrl(new Uri(_installation[process]!.BaseAddress!, LiveHub.Address), options =>
            options.Headers["Authorization"] = ServedConsole.Basic(ServedConsole.AccountSid, ServedConsole.AuthToken).ToString()).Build();
        _hubs.Add(hub);
        hub.On<IReadOnlyList<LiveSim>>(nameof(ILiveClient.SimsChanged), sims =>
        {
            foreach (var sim in sims)
            {
                See(observer, sim.Sid, SimStatuses.Parse(sim.Status)!.Value, sim.Version, heard: true);
            }
        });
        await hub.StartAsync(_stop.Token);
        await hub.InvokeAsync(nameof(LiveHub.WatchEverything), _stop.Token);
    }

    /// <summary>Stops looking, but for one last look now that all is at rest. Returns what was seen of each Sim, by its SID.</summary>
    public async Task<ILookup<string, Observation>> EndAsync()
    {
        await DisposeAsync();
        foreach (var look in _looks.Values)
        {
            await look(TestContext.Current.CancellationToken);
        }

        return _seen.ToLookup(seen => seen.Key.SimSid, seen => new Observation(seen.Key.Observer, seen.Value, _looks.ContainsKey(seen.Key.Observer)));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested)
        {
            await _stop.CancelAsync();
            await _looking;
            foreach (var hub in _hubs)
            {
                await hub.DisposeAsync();
            }
        }
    }

    private async Task LookAsync(Func<CancellationToken, Task> look)
    {
        try
        {
            while (true)
            {
                await look(_stop.Token);
                await Task.Delay(BetweenLooks, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // All is at rest.
        }
    }

    private async Task ReadAsync(string observer, int process, CancellationToken token)
    {
        try
        {
            if (_installation[process] is { } client)
            {
                using var page = JsonDocument.Parse(await client.GetStringAsync("/v1/Sims?PageSize=1000", token));
                foreach (var sim in page.RootElement.GetProperty("sims").EnumerateArray())
                {
                    See(observer, sim.Text("sid"), SimStatuses.Parse(sim.Text("status"))!.Value);
                }
            }
        }
        catch (HttpRequestException)
        {
            // The process is gone.
        }
    }

    private async Task LookIntoDatabaseAsync(CancellationToken token)
    {
        await using var db = _installation.Console.OpenDb();
        foreach (var sim in await db.Sims.AsNoTracking().Select(s => new { s.Sid, s.Status, s.Version }).ToListAsync(token))
        {
            See("the database", sim.Sid, sim.Status, sim.Version);
        }
    }

    /// <summary>What is seen again is the same sighting, and of what is heard that of a lower version comes too late.</summary>
    private void See(string observer, string simSid, SimStatus status, long? version = null, bool heard = false)
    {
        var sightings = _seen.GetOrAdd((observer, simSid), _ => []);
        if (sightings.Count == 0 || sightings[^1] is var last && (last.Status, last.Version) != (status, version) && !(heard && version < last.Version))
        {
            sightings.Add(new Sighting(status, DateTimeOffset.UtcNow, version));
        }
    }
}
