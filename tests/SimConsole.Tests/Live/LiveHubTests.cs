using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using SimConsole.Live;
using SimConsole.Sims;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.Live;

public sealed class LiveHubTests : IAsyncLifetime
{
    private static readonly string[] Nobody = ["HS00000000000000000000000000000000"];

    private ServedConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _console = await ServedConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task Who_watches_everything_is_told_of_scheduled_and_of_the_end()
    {
        var sim = (await _console.AddSimsAsync(1, SimStatus.New, await _console.AddFleetAsync("meters")))[0];
        await using var client = await ConnectAsync();
        await client.Connection.InvokeAsync(nameof(LiveHub.WatchEverything), Token);

        await _console.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.Accepted, ("Status", "active"));

        var last = await client.UntilAsync(live => live.Status == "active");
        Assert.Equal(sim.Sid, last.Sid);
        Assert.Null(last.TargetStatus);
    }

    [Fact]
    public async Task Who_watches_some_sims_learns_how_they_stand_and_hears_of_no_others()
    {
        var fleet = await _console.AddFleetAsync("meters");
        var sims = await _console.AddSimsAsync(2, SimStatus.Active, fleet);
        await using var client = await ConnectAsync();

        var stand = await client.Connection.InvokeAsync<LiveSim[]>(nameof(LiveHub.WatchSims), new[] { sims[0].Sid }, Token);
        Assert.Equal((sims[0].Sid, "active"), (stand[0].Sid, stand[0].Status));

        await _console.PostAsync($"/v1/Sims/{sims[1].Sid}", HttpStatusCode.Accepted, ("Status", "inactive"));
        await Wait.UntilAsync(async () => (await _console.GetAsync($"/v1/Sims/{sims[1].Sid}")).Text("status") == "inactive");
        await _console.PostAsync($"/v1/Sims/{sims[0].Sid}", HttpStatusCode.Accepted, ("Status", "inactive"));

        await client.UntilAsync(live => live.Status == "inactive");
        Assert.All(client.Heard, live => Assert.Equal(sims[0].Sid, live.Sid));
    }

    [Fact]
    public async Task A_sim_that_is_not_there_is_named()
    {
        await using var client = await ConnectAsync();
        var refused = await Assert.ThrowsAsync<HubException>(() =>
            client.Connection.InvokeAsync<LiveSim[]>(nameof(LiveHub.WatchSims), Nobody, Token));
        Assert.Contains("There is no SIM HS0000", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_credentials_there_is_no_connection()
    {
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => Connection("nobody", "nothing").StartAsync(Token));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task A_connection_that_ends_watches_nothing_any_more()
    {
        var feed = _console.Get<LiveFeed>();
        await using (var client = await ConnectAsync())
        {
            await client.Connection.InvokeAsync(nameof(LiveHub.WatchEverything), Token);
            await client.Connection.InvokeAsync(nameof(LiveHub.WatchEverything), Token);
            Assert.Equal(1, feed.Subscriptions);
        }

        await Wait.UntilAsync(() => feed.Subscriptions == 0);
    }

    private async Task<Listener> ConnectAsync()
    {
        var listener = new Listener(Connection(ServedConsole.AccountSid, ServedConsole.AuthToken));
        await listener.Connection.StartAsync(Token);
        return listener;
    }

    private HubConnection Connection(string user, string password) => new HubConnectionBuilder()
        .WithUrl(new Uri(_console.Address, LiveHub.Address), options => options.Headers["Authorization"] = ServedConsole.Basic(user, password).ToString())
        .Build();

    private sealed class Listener : IAsyncDisposable
    {
        private readonly Channel<LiveSim> _sims = Channel.CreateUnbounded<LiveSim>();

        public Listener(HubConnection connection)
        {
            Connection = connection;
            connection.On<LiveSim[]>(nameof(ILiveClient.SimsChanged), sims => Array.ForEach(sims, sim => _sims.Writer.TryWrite(sim)));
        }

        public HubConnection Connection { get; }

        public List<LiveSim> Heard { get; } = [];

        public async Task<LiveSim> UntilAsync(Func<LiveSim, bool> condition)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
            limit.CancelAfter(Wait.Limit);
            while (true)
            {
                var sim = await _sims.Reader.ReadAsync(limit.Token);
                Heard.Add(sim);
                if (condition(sim))
                {
                    return sim;
                }
            }
        }

        public ValueTask DisposeAsync() => Connection.DisposeAsync();
    }
}
