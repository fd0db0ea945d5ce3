using SimConsole.Sims;

namespace SimConsole.Tests.Sims;

public sealed class UpdatesAtOnceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_who_ask_at_once_one_begins_a_change_and_the_others_are_refused()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Ready, await console.AddFleetAsync("fleet"));

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(() =>
            console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Status = i % 2 == 0 ? SimStatus.Active : SimStatus.Inactive }, TestConsole.Someone, Token))));

        var winner = Assert.Single(results, r => r.Value is not null).Value!;
        Assert.All(results.Where(r => r.Value is null), r => Assert.Equal(83010, r.Refusal!.Code));
        Assert.Equal(winner.Sim.TargetStatus, (await console.OnlyChangeAsync()).ToStatus);
        await console.WorkAsync();
        Assert.Equal(winner.Sim.TargetStatus, await console.StatusAsync(sim));
    }

    [Fact]
    public async Task Of_many_who_take_one_name_at_once_one_gets_it()
    {
        await using var console = await TestConsole.StartAsync();
        var sims = new List<SimRow>();
        for (var i = 0; i < 6; i++)
        {
            sims.Add(await console.AddSimAsync());
        }

        var results = await Task.WhenAll(sims.Select(s => Task.Run(() => console.Sims.UpdateAsync(s.Sid, new SimUpdate { UniqueName = "name" }, TestConsole.Someone, Token))));

        Assert.Single(results, r => r.Value is not null);
        Assert.All(results.Where(r => r.Value is null), r => Assert.Equal(83011, r.Refusal!.Code));
    }

    [Fact]
    public async Task A_rename_and_a_change_of_status_at_once_both_count()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));

        var results = await Task.WhenAll(
            Task.Run(() => console.Sims.UpdateAsync(sim.Sid, new SimUpdate { UniqueName = "name" }, TestConsole.Someone, Token)),
            Task.Run(() => console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Status = SimStatus.Inactive }, TestConsole.Someone, Token)));

        Assert.All(results, r => Assert.Null(r.Refusal));
        var after = await console.RowAsync(sim);
        Assert.Equal(("name", SimStatus.Scheduled, sim.Version + 2), (after.UniqueName, after.Status, after.Version));
    }
}
