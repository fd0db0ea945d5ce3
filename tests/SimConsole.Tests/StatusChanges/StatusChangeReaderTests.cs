using SimConsole.Fleets;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Tests.StatusChanges;

public sealed class StatusChangeReaderTests : IAsyncLifetime
{
    private TestConsole _console = null!;
    private Fleet _fleet = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private StatusChangeReader Reader => _console.Get<StatusChangeReader>();

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync();
        _fleet = await _console.AddFleetAsync("meters");
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task Open_changes_are_due_until_they_are_taken_and_gone_when_they_end()
    {
        Assert.Equal(new OpenChanges(0, 0, 0), await Reader.OpenAsync(FleetScope.All, Token));
        foreach (var priority in Enum.GetValues<StatusChangePriority>())
        {
            await _console.OrderAsync(await _console.AddSimAsync(SimStatus.Active, _fleet), SimStatus.Inactive, priority);
        }

        await _console.OrderAsync(await _console.AddSimAsync(SimStatus.Active, _fleet), SimStatus.Inactive, StatusChangePriority.Bulk, _console.Time.GetUtcNow().AddHours(1));
        Assert.Equal(new OpenChanges(4, 3, 0), await Reader.OpenAsync(FleetScope.All, Token));

        await _console.Get<StatusChangeQueue>().ClaimAsync(StatusChangePriority.Bulk, Token);
        Assert.Equal(new OpenChanges(4, 2, 0), await Reader.OpenAsync(FleetScope.All, Token));

        await _console.WorkAsync();
        Assert.Equal(new OpenChanges(2, 0, 0), await Reader.OpenAsync(FleetScope.All, Token));
    }

    [Fact]
    public async Task Failures_are_those_since_a_time_latest_first()
    {
        _console.Network.Settings = new SimulatedOptions { Delay = TimeSpan.Zero, RefusalRate = 1 };
        var names = new[] { "first", "second", "third" };
        foreach (var name in names)
        {
            _console.Time.Advance(TimeSpan.FromHours(1));
            await _console.AskAsync(await _console.AddSimAsync(SimStatus.Active, _fleet, name), SimStatus.Inactive);
            await _console.WorkAsync();
        }

        var all = await Reader.FailedAsync(_console.Time.GetUtcNow().AddDays(-1), 2, FleetScope.All, Token);
        Assert.Equal(3, all.Count);
        Assert.Equal(["third", "second"], all.Latest.Select(f => f.SimName));
        Assert.All(all.Latest, f => Assert.Contains("refuses", f.Failure, StringComparison.Ordinal));

        var lastHour = await Reader.FailedAsync(_console.Time.GetUtcNow().AddHours(-1), 2, FleetScope.All, Token);
        Assert.Equal(2, lastHour.Count);
        Assert.Equal(0, (await Reader.FailedAsync(_console.Time.GetUtcNow().AddSeconds(1), 2, FleetScope.All, Token)).Count);
    }
}
