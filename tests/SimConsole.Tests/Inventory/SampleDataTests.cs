using Microsoft.EntityFrameworkCore;
using SimConsole.Host.Sample;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Tests.Inventory;

public sealed class SampleDataTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sample_has_every_status_and_agrees_with_the_network_and_its_own_history()
    {
        await using var console = await TestConsole.StartAsync();

        Assert.True(await console.Get<SampleData>().FillAsync(1_000, null, Token));

        await using var db = console.OpenDb();
        var sims = await db.Sims.AsNoTracking().ToListAsync(Token);
        var changes = (await db.StatusChanges.AsNoTracking().ToListAsync(Token)).ToLookup(c => c.SimId);
        var network = await db.SimulatedSubscribers.AsNoTracking().ToDictionaryAsync(s => s.Iccid, Token);
        Assert.Equal(SimStatuses.All, sims.Select(s => s.Status).Distinct().Order());
        Assert.Equal(1_000, await db.SimEvents.CountAsync(e => e.Kind == SimEventKind.Registered, Token));
        Assert.All(sims, sim =>
        {
            var history = changes[sim.Id].OrderBy(c => c.Id).ToList();
            var ended = history.Where(c => c.EndedAt is not null).ToList();
            var open = history.Where(c => c.EndedAt is null).ToList();
            var settled = ended.Count == 0 ? SimStatus.New : ended[^1].ToStatus;
            Assert.Null(Iccid.Fault(sim.Iccid));
            Assert.StartsWith("00101", sim.Imsi, StringComparison.Ordinal);
            Assert.Equal(settled.MayConnect(), network.TryGetValue(sim.Iccid, out var subscriber) && subscriber.MayAttach);
            Assert.True(sim.Status == SimStatus.New || sim.FleetId is not null);
            Assert.True(sim.CreatedAt <= sim.StatusChangedAt && sim.StatusChangedAt <= console.Time.GetUtcNow());
            Assert.Equal(ended.Select(c => c.FromStatus), ended.Select(c => c.ToStatus).Prepend(SimStatus.New).Take(ended.Count));
            Assert.All(history, c => Assert.IsType<LifecycleStep.Allowed>(SimLifecycle.Step(c.FromStatus, c.ToStatus, hasFleet: true)));
            if (sim.Status == SimStatus.Scheduled)
            {
                var change = Assert.Single(open);
                Assert.Equal((settled, sim.TargetStatus), (change.FromStatus, change.ToStatus));
                Assert.InRange(change.DueAt!.Value - console.Time.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromMinutes(15));
            }
            else
            {
                Assert.Empty(open);
                Assert.Equal((settled, null), (sim.Status, sim.TargetStatus));
            }
        });
    }

    [Fact]
    public async Task The_scheduled_sims_of_the_sample_land_within_a_quarter_of_an_hour()
    {
        await using var console = await TestConsole.StartAsync();
        await console.Get<SampleData>().FillAsync(1_000, null, Token);

        console.Time.Advance(TimeSpan.FromMinutes(7));
        await console.WorkAsync();
        Assert.NotEqual(0, await console.SimReader.CountAsync(new SimQuery { Statuses = [SimStatus.Scheduled] }, FleetScope.All, Token));
        console.Time.Advance(TimeSpan.FromMinutes(8));
        await console.WorkAsync();

        Assert.Equal(0, await console.SimReader.CountAsync(new SimQuery { Statuses = [SimStatus.Scheduled] }, FleetScope.All, Token));
        await using var db = console.OpenDb();
        Assert.False(await db.StatusChanges.AnyAsync(c => c.EndedAt == null || c.State != StatusChangeState.Completed, Token));
        Assert.Equal(0, await console.Get<StatusChangeService>().ActivateReadyAsync(Token));
    }

    [Fact]
    public async Task The_same_count_at_the_same_time_gives_the_same_sims_and_the_search_finds_them()
    {
        var (one, two) = (await SampleAsync(), await SampleAsync());

        Assert.Equal(one, two);

        async Task<List<string>> SampleAsync()
        {
            await using var console = await TestConsole.StartAsync();
            await console.Get<SampleData>().FillAsync(200, null, Token);
            Assert.Single(await console.SimReader.ListAsync(new SimQuery { Search = "er-0000020" }, 0, 10, FleetScope.All, Token));
            return [.. (await console.SimReader.ListAsync(new SimQuery(), 0, 1_000, FleetScope.All, Token)).Select(sim => (sim with { FleetSid = null }).ToString())];
        }
    }

    [Fact]
    public async Task A_database_with_a_sim_gets_no_sample()
    {
        await using var console = await TestConsole.StartAsync();
        await console.AddSimAsync();

        Assert.False(await console.Get<SampleData>().FillAsync(10, null, Token));
        Assert.Equal(1, await console.SimReader.CountAsync(new SimQuery(), FleetScope.All, Token));
    }
}
