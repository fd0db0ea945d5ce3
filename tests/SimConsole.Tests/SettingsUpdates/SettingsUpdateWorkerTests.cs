using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SimConsole.Data;
using SimConsole.NetworkAuthorities;
using SimConsole.NetworkAuthorities.OsmoHlr;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Networks;
using SimConsole.SettingsUpdates;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.Tests.SettingsUpdates;

/// <summary>How updates are carried out: late, twice, lost, in vain, and very many of them.</summary>
public sealed class SettingsUpdateWorkerTests : IAsyncLifetime
{

    private TestConsole _console = null!;
    private Network _a = null!;
    private Network _b = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync();
        (_a, _b) = (_console.Networks()[0], _console.Networks()[1]);
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task An_update_that_has_not_begun_stands_for_every_change_meanwhile()
    {
        var fleet = await _console.AddNarrowFleetAsync("a", _a);
        var sim = await _console.AddSimAsync(SimStatus.Active, fleet);
        Outage(true);
        await _console.Profiles().AddNetworkAsync("a", _b.Sid, TestConsole.Someone, Token);
        await _console.TellAsync();
        Assert.Equal((SettingsUpdateState.InProgress, "The simulated network is down."), (Assert.Single(await _console.UpdatesAsync()).State, (await _console.UpdatesAsync())[0].Failure));

        await _console.Profiles().RemoveNetworkAsync("a", _a.Sid, TestConsole.Someone, Token);
        await _console.TellAsync();
        Outage(false);
        _console.Time.Advance(TimeSpan.FromSeconds(1));
        await _console.TellAsync();

        var update = Assert.Single(await _console.UpdatesAsync());
        Assert.Equal((SettingsUpdateState.Successful, 3L, 2), (update.State, update.Revision, update.Attempts));
        Assert.Equal([false, true], await _console.MayAttachAsync(sim, _a, _b));
    }

    [Fact]
    public async Task A_change_while_the_network_is_being_told_is_told_next()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, await _console.AddNarrowFleetAsync("a", _a));
        await _console.Profiles().AddNetworkAsync("a", _b.Sid, TestConsole.Someone, Token);
        var between = new BetweenAuthority(_console.Network, () => _console.Profiles().RemoveNetworkAsync("a", _a.Sid, TestConsole.Someone, Token));

        await _console.TellAsync(ActivatorUtilities.CreateInstance<SettingsUpdateWorker>(_console.Get<IServiceProvider>(), between));

        Assert.Equal([2L, 3L], (await _console.UpdatesAsync()).Select(update => update.Revision!.Value));
        Assert.Equal([false, true], await _console.MayAttachAsync(sim, _a, _b));
    }

    [Fact]
    public async Task What_a_dead_worker_took_is_told_by_another_and_its_late_word_counts_no_more()
    {
        await using var other = _console.StartAnother();
        var sim = await _console.AddSimAsync(SimStatus.Active, await _console.AddNarrowFleetAsync("a", _a));
        await _console.Profiles().AddNetworkAsync("a", _b.Sid, TestConsole.Someone, Token);
        var queue = _console.Get<SettingsUpdateQueue>();
        await queue.RollOutOnceAsync(Token);
        var lost = (await queue.ClaimAsync(Token))!;

        await other.TellAsync();
        Assert.Equal(SettingsUpdateState.InProgress, Assert.Single(await _console.UpdatesAsync()).State);
        _console.Time.Advance(TimeSpan.FromSeconds(5));
        await other.FindSilentAsync();
        await other.TellAsync();
        await queue.EndAsync(lost, [new SettingsVerdict(lost.Rows[0], new SettingsOutcome.Failed("Too late."))], Token);
        var late = await _console.Network.AllowNetworksAsync(new NetworksBatch(lost.ClaimedAt, [new NetworksOrder(sim.Iccid, sim.Imsi, null, 1)]), Token);

        Assert.Equal((SettingsUpdateState.Successful, 2), ((await _console.UpdatesAsync())[0].State, Assert.Single(await _console.UpdatesAsync()).Attempts));
        Assert.IsType<AuthorityAnswer.TryAgain>(late[0]);
        Assert.Equal([true, false], await _console.MayAttachAsync(sim, _a, _console.Networks()[2]));
    }

    [Fact]
    public async Task What_is_not_confirmed_by_its_deadline_has_failed_and_the_next_change_tries_anew()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, await _console.AddNarrowFleetAsync("a", _a));
        Outage(true);
        await _console.Profiles().AddNetworkAsync("a", _b.Sid, TestConsole.Someone, Token);
        await _console.TellAsync();

        await _console.RunOutOfTimeAsync();
        await _console.TellAsync();
        var failed = Assert.Single(await _console.UpdatesAsync());
        Assert.Equal((SettingsUpdateState.Failed, "Not confirmed by its deadline. The simulated network is down."), (failed.State, failed.Failure));

        Outage(false);
        await _console.TellAsync();
        Assert.Single(await _console.UpdatesAsync());
        await _console.Profiles().RemoveNetworkAsync("a", _a.Sid, TestConsole.Someone, Token);
        await _console.TellAsync();
        Assert.Equal([false, true], await _console.MayAttachAsync(sim, _a, _b));
    }

    [Fact]
    public async Task A_network_that_cannot_tell_networks_apart_says_so_where_that_matters()
    {
        await using var hlr = ActivatorUtilities.CreateInstance<OsmoHlrNetwork>(_console.Get<IServiceProvider>(), new TcpCtrlTransport(_console.Get<ThisProcess>()));
        var worker = ActivatorUtilities.CreateInstance<SettingsUpdateWorker>(_console.Get<IServiceProvider>(), hlr);
        var fleet = await _console.AddFleetAsync("fleet");
        await _console.AddNarrowFleetAsync("a", _a);
        await _console.AddSimAsync(SimStatus.Active, fleet);

        await _console.GiveAsync(fleet, "a");
        await _console.TellAsync(worker);
        await _console.GiveAsync(fleet, "default");
        await _console.TellAsync(worker);

        var updates = await _console.UpdatesAsync();
        Assert.Equal([SettingsUpdateState.Failed, SettingsUpdateState.Successful], updates.Select(update => update.State));
        Assert.Contains("cannot tell networks apart", updates[0].Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fleet_of_very_many_sims_costs_a_statement_a_chunk_and_not_a_sim()
    {
        const int sims = SettingsUpdateQueue.RolloutChunk + 1_000;
        var fleet = await _console.AddFleetAsync("fleet");
        await _console.AddNarrowFleetAsync("a", _a);
        await AddManyAsync(sims, fleet.Id);
        var statements = await _console.Statements.OfAsync(async () =>
        {
            await _console.GiveAsync(fleet, "a");
            while (await _console.Get<SettingsUpdateQueue>().RollOutOnceAsync(Token))
            {
            }
        });

        Assert.InRange(statements.Count, 1, 25);
        var updates = await _console.UpdatesAsync();
        Assert.Equal((sims, sims, sims), (updates.Count, updates.DistinctBy(update => update.SimId).Count(), updates.DistinctBy(update => update.Sid).Count()));
        Assert.All(updates, update => Assert.True(Sid.IsShapeOf(update.Sid, SettingsUpdate.SidPrefix)));
    }

    [Fact]
    public async Task Sims_that_are_set_to_inactive_cost_no_statement_about_networks()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, await _console.AddNarrowFleetAsync("a", _a));
        await _console.AskAsync(sim, SimStatus.Inactive);

        Assert.DoesNotContain(await _console.Statements.OfAsync(_console.WorkAsync), sent => sent.Text.Contains("SettingsUpdates", StringComparison.Ordinal) || sent.Text.Contains("NetworkAccess", StringComparison.Ordinal));
    }

    private void Outage(bool outage) => _console.Network.Settings = _console.Network.Settings with { Outage = outage };

    private async Task AddManyAsync(int count, long fleetId)
    {
        var now = _console.Time.Now();
        await using var db = _console.OpenDb();
        await db.InTransactionAsync(
            () => db.InsertManyAsync(
                [.. Enumerable.Range(1, count).Select(i => new Sim
                {
                    Id = i, Iccid = $"8988307{i:D12}", FleetId = fleetId, Status = SimStatus.Active, CreatedAt = now, UpdatedAt = now, StatusChangedAt = now,
                })],
                Token),
            Token);
    }

    /// <summary>Passes orders on to the network, and does something else the first time while it does.</summary>
    private sealed class BetweenAuthority(SimulatedNetwork network, Func<Task> once) : INetworkAuthority, IRoamingAuthority
    {
        private Func<Task>? _once = once;

        public Task<IReadOnlyList<AuthorityAnswer>> ApplyAsync(AuthorityBatch batch, CancellationToken token) => network.ApplyAsync(batch, token);

        public async Task<IReadOnlyList<AuthorityAnswer>> AllowNetworksAsync(NetworksBatch batch, CancellationToken token)
        {
            var answers = await network.AllowNetworksAsync(batch, token);
            await (Interlocked.Exchange(ref _once, null)?.Invoke() ?? Task.CompletedTask);
            return answers;
        }

        public Task<AuthorityHealth> CheckAsync(CancellationToken token) => network.CheckAsync(token);
    }
}
