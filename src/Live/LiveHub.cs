using Microsoft.AspNetCore.SignalR;
using SimConsole.Sims;

namespace SimConsole.Live;

/// <summary>What the hub tells a client.</summary>
public interface ILiveClient
{
    /// <summary>These Sims have changed. Of each Sim only its latest state, at most every tenth of a second.</summary>
    Task SimsChanged(IReadOnlyList<LiveSim> sims);
}

/// <summary>A Sim as it stands after a committed change.</summary>
/// <param name="Sid">The Sim.</param>
/// <param name="Status">The status it has now, in the words of the API.</param>
/// <param name="TargetStatus">The status it is on its way to while <c>scheduled</c>, else null.</param>
/// <param name="ChangedAt">When the change was written.</param>
/// <param name="Version">Rises with every change of this Sim: an event with a lower version than the known one is out of date.</param>
public sealed record LiveSim(string Sid, string Status, string? TargetStatus, DateTimeOffset ChangedAt, long Version);

/// <summary>
/// Live events for programs, over SignalR at <see cref="Address"/>, with the credentials of the API, for as long as they hold. A client that connects hears nothing
/// until it says what it watches; its last request counts.
/// </summary>
[Needs(Permissions.SimsRead)]
public sealed class LiveHub(LiveFeed feed, SimReader reader, IHubContext<LiveHub, ILiveClient> clients) : Hub<ILiveClient>
{
    public const string Address = "/hubs/live";

    /// <summary>The most Sims that one connection can watch by name; a client that needs more watches everything.</summary>
    public const int MostSims = 1_000;

    private const string Watch = "watch";
    private const int Chunk = 2_000;

    private FleetScope Scope => FleetScope.Of(Context.User);

    /// <summary>Watches every Sim from now on that the client may read.</summary>
    public void WatchEverything() => Replace(feed.WatchEverything(Sender()));

    /// <summary>
    /// Watches these Sims from now on, and no others, and returns how they stand: what happens between that and the first event is not missed.
    /// </summary>
    /// <exception cref="HubException">Too many Sims, or one that is not there; nothing has changed then.</exception>
    public async Task<IReadOnlyList<LiveSim>> WatchSims(IReadOnlyList<string> sids)
    {
        if (sids is not { Count: <= MostSims })
        {
            throw new HubException($"WatchSims takes at most {MostSims} SIDs. Call WatchEverything for more.");
        }

        var known = await reader.FindBySidAsync(sids, Scope, Context.ConnectionAborted);
        if (sids.Except(known.Select(sim => sim.Sid)).FirstOrDefault() is { } unknown)
        {
            throw new HubException($"There is no SIM {unknown}.");
        }

        var watch = feed.WatchSims(Sender());
        watch.Show(known.Select(sim => sim.Id));
        Replace(watch);
        return [.. (await reader.FindAsync(known.Select(sim => sim.Id), Scope, Context.ConnectionAborted)).Select(sim =>
            new LiveSim(sim.Sid, sim.Status.Word(), sim.TargetStatus?.Word(), sim.StatusChangedAt, sim.Version))];
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        Replace(null);
        return base.OnDisconnectedAsync(exception);
    }

    // The hub itself lives for one call; the connection's items live as long as it does.
    private void Replace(IDisposable? subscription)
    {
        var earlier = Context.Items.TryGetValue(Watch, out var found) ? found as IDisposable : null;
        Context.Items[Watch] = subscription;
        earlier?.Dispose();
    }

    private Func<IReadOnlyList<SimChanged>, Task> Sender()
    {
        var client = clients.Clients.Client(Context.ConnectionId);
        return Scope is { IsAll: false } scope
            ? async changes => await TellAsync(client, await WithinAsync(changes, scope))
            : changes => TellAsync(client, changes);
    }

    /// <summary>What concerns those Sims that are in the scope at this moment: a watcher hears nothing of Sims in other Fleets.</summary>
    private async Task<IReadOnlyList<SimChanged>> WithinAsync(IReadOnlyList<SimChanged> changes, FleetScope scope)
    {
        var within = new HashSet<long>();
        foreach (var ids in changes.Select(change => change.SimId).Chunk(Chunk))
        {
            within.UnionWith((await reader.SeenAsync(ids, scope, CancellationToken.None)).Select(sim => sim.Id));
        }

        return [.. changes.Where(change => within.Contains(change.SimId))];
    }

    private static Task TellAsync(ILiveClient client, IReadOnlyList<SimChanged> changes) => changes.Count == 0 ? Task.CompletedTask
        : client.SimsChanged([.. changes.Select(change => new LiveSim(change.Sid, change.Status.Word(), change.TargetStatus?.Word(), change.At, change.Version))]);
}
