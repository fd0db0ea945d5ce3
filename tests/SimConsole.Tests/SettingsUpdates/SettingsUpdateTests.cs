using SimConsole.Fleets;
using SimConsole.NetworkAccessProfiles;
using SimConsole.Networks;
using SimConsole.SettingsUpdates;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.Tests.SettingsUpdates;

/// <summary>What makes an update, what does not, and what the network itself says afterwards.</summary>
public sealed class SettingsUpdateTests : IAsyncLifetime
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
    public async Task Of_a_fleet_with_another_profile_the_sims_that_may_connect_are_told()
    {
        var fleet = await _console.AddFleetAsync("fleet");
        await _console.AddNarrowFleetAsync("a", _a);
        var (active, ready, off, fresh) = (await _console.AddSimAsync(SimStatus.Active, fleet), await _console.AddSimAsync(SimStatus.Ready, fleet), await _console.AddSimAsync(SimStatus.Inactive, fleet), await _console.AddSimAsync(SimStatus.New, fleet));
        var elsewhere = await _console.AddSimAsync(SimStatus.Active, await _console.AddFleetAsync("elsewhere"));

        await _console.GiveAsync(fleet, "a");
        Assert.Equal([true, true], await _console.MayAttachAsync(active, _a, _b));
        await _console.TellAsync();

        Assert.Equal([active.Id, ready.Id], (await _console.UpdatesAsync()).Select(update => update.SimId));
        Assert.All(await _console.UpdatesAsync(), update => Assert.Equal((SettingsUpdateState.Successful, 1, 1L), (update.State, update.Attempts, update.Revision)));
        Assert.Equal([true, false], await _console.MayAttachAsync(active, _a, _b));
        Assert.Equal([true, false], await _console.MayAttachAsync(ready, _a, _b));
        Assert.Equal([true, true], await _console.MayAttachAsync(elsewhere, _a, _b));
        var refused = await _console.Network.AttachAsync(active.Imsi!, _b.Identifiers[0].ToString(), Token);
        Assert.Equal((false, $"Refused: this SIM may not use {_b.FriendlyName} (cause 11, PLMN not allowed)."), (refused.Accepted, refused.Says));

        await _console.GiveAsync(fleet, NetworkAccessProfile.DefaultName);
        await _console.TellAsync();
        Assert.Equal([true, true], await _console.MayAttachAsync(active, _a, _b));
        Assert.DoesNotContain(await _console.UpdatesAsync(), update => update.SimId == off.Id || update.SimId == fresh.Id);
    }

    [Fact]
    public async Task A_profile_that_gains_or_loses_a_network_has_the_sims_of_all_its_fleets_told()
    {
        var fleet = await _console.AddNarrowFleetAsync("a", _a);
        var second = (await _console.Fleets.CreateAsync(new FleetUpdate { NetworkAccessProfile = "a" }, TestConsole.Someone, Token)).Value!;
        var (one, two) = (await _console.AddSimAsync(SimStatus.Active, fleet), await _console.AddSimAsync(SimStatus.Active, second));

        await _console.Profiles().AddNetworkAsync("a", _b.Sid, TestConsole.Someone, Token);
        await _console.TellAsync();
        Assert.Equal([true, true], await _console.MayAttachAsync(one, _a, _b));
        await _console.Profiles().RemoveNetworkAsync("a", _a.Sid, TestConsole.Someone, Token);
        await _console.TellAsync();

        Assert.Equal([false, true], await _console.MayAttachAsync(one, _a, _b));
        Assert.Equal([false, true], await _console.MayAttachAsync(two, _a, _b));
        Assert.Equal([2L, 3L], (await _console.UpdatesAsync(two)).Select(update => update.Revision!.Value));
        await _console.Profiles().RenameAsync("a", "b", TestConsole.Someone, Token);
        Assert.Equal(4, await TellAndCountAsync());
    }

    [Fact]
    public async Task A_sim_is_told_when_it_begins_to_connect_and_again_only_where_that_has_changed()
    {
        var sim = await _console.AddSimAsync(SimStatus.New, await _console.AddNarrowFleetAsync("a", _a));

        await ChangeAsync(sim, SimStatus.Ready);
        Assert.Equal(1, await TellAndCountAsync());
        Assert.Equal([true, false], await _console.MayAttachAsync(sim, _a, _b));
        await ChangeAsync(sim, SimStatus.Active);
        await ChangeAsync(sim, SimStatus.Inactive);
        await ChangeAsync(sim, SimStatus.Active);
        Assert.Equal(1, await TellAndCountAsync());

        await ChangeAsync(sim, SimStatus.Inactive);
        await _console.Profiles().AddNetworkAsync("a", _b.Sid, TestConsole.Someone, Token);
        Assert.Equal(1, await TellAndCountAsync());
        await ChangeAsync(sim, SimStatus.Active);
        Assert.Equal(2, await TellAndCountAsync());
        Assert.Equal([true, true], await _console.MayAttachAsync(sim, _a, _b));
    }

    [Fact]
    public async Task A_sim_that_moves_is_told_where_the_other_fleet_has_another_profile()
    {
        var (from, to) = (await _console.AddNarrowFleetAsync("a", _a), await _console.AddNarrowFleetAsync("b", _b));
        var same = (await _console.Fleets.CreateAsync(new FleetUpdate { UniqueName = "same", NetworkAccessProfile = "b" }, TestConsole.Someone, Token)).Value!;
        var sim = await _console.AddSimAsync(SimStatus.New, from);
        await ChangeAsync(sim, SimStatus.Active);
        Assert.Equal(1, await TellAndCountAsync());

        await MoveAsync(sim, to);
        Assert.Equal(2, await TellAndCountAsync());
        Assert.Equal([false, true], await _console.MayAttachAsync(sim, _a, _b));
        await MoveAsync(sim, same);
        Assert.Equal(2, await TellAndCountAsync());
    }

    [Fact]
    public async Task A_sim_whose_change_of_status_is_in_flight_is_not_overlooked()
    {
        var fleet = await _console.AddFleetAsync("fleet");
        await _console.AddNarrowFleetAsync("a", _a);
        var sim = await _console.AddSimAsync(SimStatus.Active, fleet);
        _console.Network.Settings = _console.Network.Settings with { RefusalRate = 1 };
        await _console.AskAsync(sim, SimStatus.Inactive);

        await _console.GiveAsync(fleet, "a");
        await _console.WorkAsync();
        Assert.Equal(SimStatus.Active, await _console.StatusAsync(sim));
        _console.Network.Settings = _console.Network.Settings with { RefusalRate = 0 };
        await _console.TellAsync();

        Assert.Equal([true, false], await _console.MayAttachAsync(sim, _a, _b));
    }

    [Fact]
    public async Task A_fleet_with_connected_sims_is_not_left_without_any_network()
    {
        var fleet = await _console.AddNarrowFleetAsync("a", _a);
        await _console.Profiles().CreateAsync("empty", [], TestConsole.Someone, Token);
        var sim = await _console.AddSimAsync(SimStatus.Active, fleet);

        Assert.Equal(20001, (await _console.Profiles().RemoveNetworkAsync("a", _a.Sid, TestConsole.Someone, Token)).Refusal?.Code);
        Assert.Equal(20001, (await _console.Fleets.UpdateAsync(fleet.Sid, new FleetUpdate { NetworkAccessProfile = "empty" }, TestConsole.Someone, Token)).Refusal?.Code);
        Assert.NotNull(await _console.Profiles().FindNetworkAsync((await _console.Profiles().FindAsync("a", Token))!, _a.Sid, Token));

        await ChangeAsync(sim, SimStatus.Inactive);
        Assert.Null((await _console.Profiles().RemoveNetworkAsync("a", _a.Sid, TestConsole.Someone, Token)).Refusal);
    }

    private async Task ChangeAsync(SimRow sim, SimStatus status)
    {
        await _console.AskAsync(sim, status);
        await _console.WorkAsync();
    }

    private async Task MoveAsync(SimRow sim, Fleet fleet)
    {
        Assert.Null((await _console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Fleet = fleet.Sid }, TestConsole.Someone, Token)).Refusal);
        await _console.WorkAsync();
    }

    private async Task<int> TellAndCountAsync()
    {
        await _console.TellAsync();
        return (await _console.UpdatesAsync()).Count;
    }
}
