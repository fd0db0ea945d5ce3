using SimConsole.Sims;

namespace SimConsole.Tests.StatusChanges;

public sealed class MainJobTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_is_scheduled_at_once_and_lands_when_the_network_has_confirmed_it()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.New, await console.AddFleetAsync("fleet"));
        Assert.False((await console.Network.AttachAsync(sim.Iccid, Token)).Accepted);

        var updated = await console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Status = SimStatus.Active }, TestConsole.Someone, Token);

        Assert.Equal((SimStatus.Scheduled, SimStatus.Active), (updated.Value!.Sim.Status, updated.Value.Sim.TargetStatus));
        await console.WorkAsync();
        Assert.Equal(SimStatus.Active, (await console.SimReader.FindAsync(sim.Sid, FleetScope.All, Token))!.Status);
        Assert.True((await console.Network.AttachAsync(sim.Iccid, Token)).Accepted);
    }

    [Fact]
    public async Task A_sim_is_found_by_a_piece_of_each_of_its_identifiers()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(name: "Freezer 12_a");
        await console.AddSimAsync(name: "other");

        foreach (var term in new[] { "zer 12_", "FREEZER", sim.Iccid[8..], sim.Imsi![6..], sim.Sid[5..15], sim.Sid, "r 1" })
        {
            var found = await console.SimReader.ListAsync(new SimQuery { Search = term }, 0, 10, FleetScope.All, Token);
            Assert.Contains(found, row => row.Id == sim.Id);
        }

        Assert.Empty(await console.SimReader.ListAsync(new SimQuery { Search = "no such \"thing%" }, 0, 10, FleetScope.All, Token));
    }
}
