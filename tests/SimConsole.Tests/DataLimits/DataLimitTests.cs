using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.DataLimits;
using SimConsole.Fleets;
using SimConsole.NetworkAuthorities;
using SimConsole.Sims;
using SimConsole.Usage;

namespace SimConsole.Tests.DataLimits;

public sealed class DataLimitTests : IAsyncLifetime
{
    private TestConsole _console = null!;
    private Fleet _fleet = null!;
    private SimRow _sim = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync(("Network:Simulated:SessionEvery", "00:00:00"));
        _fleet = await _console.AddFleetAsync("fleet");
        await LimitAsync(2);
        _sim = await _console.AddSimAsync(SimStatus.Active, _fleet);
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task The_network_refuses_the_data_of_a_sim_that_has_used_up_its_limit_and_the_console_says_so()
    {
        await UseAsync(1_999_999);
        Assert.True(await PassesAsync());

        await UseAsync(1);

        Assert.False(await PassesAsync());
        Assert.True((await _console.Network.AttachAsync(_sim.Iccid, Token)).Accepted);
        Assert.True((await _console.RowAsync(_sim)).DataBlocked);
        Assert.Equal((SimEventKind.DataBlocked, "2 MB"), (Assert.Single(await _console.EventsAsync()).Kind, (await _console.EventsAsync())[0].NewValue));
    }

    [Fact]
    public async Task A_higher_limit_lets_the_data_pass_again_and_a_lower_one_stops_them()
    {
        await UseAsync(3_000_000);
        await LimitAsync(3);
        await WorkAsync();
        Assert.False(await PassesAsync());

        await LimitAsync(4);
        await WorkAsync();
        Assert.True(await PassesAsync());
        Assert.False((await _console.RowAsync(_sim)).DataBlocked);

        await LimitAsync(1);
        await WorkAsync();
        Assert.False(await PassesAsync());
        Assert.Equal([SimEventKind.DataBlocked, SimEventKind.DataUnblocked, SimEventKind.DataBlocked], (await _console.EventsAsync()).Select(e => e.Kind));
    }

    [Fact]
    public async Task Another_fleet_and_another_billing_period_let_the_data_pass_again()
    {
        await UseAsync(3_000_000);
        await _console.AddFleetAsync("large");
        Assert.Null((await _console.Sims.UpdateAsync(_sim.Sid, new SimUpdate { Fleet = "large" }, TestConsole.Someone, Token)).Refusal);
        await _console.WorkAsync();
        await WorkAsync();
        Assert.True(await PassesAsync());

        Assert.Null((await _console.Sims.UpdateAsync(_sim.Sid, new SimUpdate { Fleet = "fleet" }, TestConsole.Someone, Token)).Refusal);
        await _console.WorkAsync();
        await UseAsync(1);
        Assert.False(await PassesAsync());

        _console.Time.Advance(TimeSpan.FromDays(31));
        await WorkAsync();
        Assert.True(await PassesAsync());
    }

    [Fact]
    public async Task What_the_network_has_not_confirmed_is_not_claimed_and_told_again()
    {
        _console.Network.Settings = _console.Network.Settings with { Outage = true };
        await Assert.ThrowsAsync<IOException>(() => UseAsync(2_000_000));
        Assert.False((await _console.RowAsync(_sim)).DataBlocked);
        Assert.Empty(await _console.EventsAsync());

        _console.Network.Settings = _console.Network.Settings with { Outage = false };
        await WorkAsync();

        Assert.False(await PassesAsync());
        Assert.True((await _console.RowAsync(_sim)).DataBlocked);
    }

    private async Task<bool> PassesAsync() => (await _console.Network.ConnectDataAsync(_sim.Iccid, Token)).Accepted;

    private async Task LimitAsync(int megabytes)
    {
        _console.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null((await _console.Fleets.UpdateAsync("fleet", new FleetUpdate { DataLimit = megabytes }, TestConsole.Someone, Token)).Refusal);
    }

    private async Task UseAsync(long bytes)
    {
        _console.Time.Advance(TimeSpan.FromSeconds(1));
        var usage = _console.Get<UsageService>();
        var claim = (await usage.ClaimAsync(Token))!;
        var now = _console.Time.Now();
        Assert.True(await usage.RecordAsync(claim, new UsageReport([new ReportedSession(_sim.Iccid, 1, now, now.AddMinutes(5), 0, bytes, "10.0.0.1")], now), Token));
        await WorkAsync();
    }

    private Task<bool> WorkAsync() => _console.Get<UsageWorker>().WorkOnceAsync(Token);
}
