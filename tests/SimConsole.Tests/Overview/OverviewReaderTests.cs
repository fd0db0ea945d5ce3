using SimConsole.Overview;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.Tests.Overview;

public sealed class OverviewReaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_readers_share_one_reading_and_what_was_committed_before_it_is_in_it()
    {
        await using var console = await TestConsole.StartAsync();
        var reader = console.Get<OverviewReader>();
        var fleet = await console.AddFleetAsync("meters");
        var first = await reader.ReadAsync(FleetScope.All, Token);
        Assert.Same(first, reader.Recent(FleetScope.All));
        Assert.Equal(0, first.Sims.Everything.Total);

        var sim = await console.AddSimAsync(SimStatus.Active, fleet);
        await console.AskAsync(sim, SimStatus.Inactive);
        var readings = Enumerable.Range(0, 100).Select(_ => reader.ReadAsync(FleetScope.All, Token)).ToArray();
        await Wait.UntilAsync(() =>
        {
            console.Time.Advance(TimeSpan.FromMilliseconds(100));
            return Task.FromResult(readings.All(r => r.IsCompleted));
        });

        var second = await readings[0];
        Assert.All(readings, reading => Assert.Same(second, reading.Result));
        Assert.Equal((1, 1), (second.Sims.Everything.Total, second.Sims.Of(fleet).Of(SimStatus.Scheduled)));
        Assert.Equal((1, 1, sim.Sid), (second.Open.Open, second.Open.Due, second.Oldest!.Sid));
        Assert.InRange(second.At - first.At, TimeSpan.FromSeconds(1), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task The_oldest_is_the_sim_that_has_been_scheduled_the_longest()
    {
        await using var console = await TestConsole.StartAsync();
        var fleet = await console.AddFleetAsync("meters");
        var (young, old) = (await console.AddSimAsync(SimStatus.Active, fleet), await console.AddSimAsync(SimStatus.Active, fleet));
        await console.AskAsync(old, SimStatus.Inactive);
        console.Time.Advance(TimeSpan.FromMinutes(1));
        await console.AskAsync(young, SimStatus.Inactive);

        Assert.Equal(old.Sid, (await console.Get<OverviewReader>().ReadAsync(FleetScope.All, Token)).Oldest!.Sid);
    }
}
