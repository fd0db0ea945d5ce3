using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.Tests.Sims;

public sealed class SimCacheTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_read_is_kept_until_anybody_writes_anything()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"), "pump");
        var reader = console.Get<SimReader>();
        var first = await reader.FindAsync(sim.Sid, FleetScope.All, Token);

        // On a server, others write meanwhile to databases of their own, and nobody says so.
        Assert.SkipWhen(console.Database.Provider == "SqlServer", "SQL Server says no version.");
        await Wait.UntilAsync(async () => ReferenceEquals(await reader.FindAsync(sim.Sid, FleetScope.All, Token), await reader.FindAsync(sim.Sid, FleetScope.All, Token)));

        await console.AddFleetAsync("other");
        var second = await reader.FindAsync(sim.Sid, FleetScope.All, Token);
        Assert.NotSame(first, second);
        Assert.Equal(first, second);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_write_is_seen_at_once_whoever_wrote_it(bool anotherProcess)
    {
        await using var console = await TestConsole.StartAsync();
        await using var other = console.StartAnother();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"), "pump");
        var reader = console.Get<SimReader>();
        for (var i = 0; i < 50; i++)
        {
            Assert.NotNull(await reader.FindAsync(sim.Sid, FleetScope.All, Token));
            var writer = anotherProcess ? other : console;
            Assert.Null((await writer.Sims.UpdateAsync(sim.Sid, new SimUpdate { UniqueName = $"pump-{i}" }, TestConsole.Someone, Token)).Refusal);
            Assert.Equal($"pump-{i}", (await reader.FindAsync(sim.Sid, FleetScope.All, Token))!.UniqueName);
            Assert.Equal(sim.Sid, (await reader.FindAsync($"pump-{i}", FleetScope.All, Token))!.Sid);
            Assert.Null(await reader.FindAsync($"pump-{i - 1}", FleetScope.All, Token));
        }
    }

    [Fact]
    public async Task A_version_is_another_after_each_write()
    {
        await using var console = await TestConsole.StartAsync();
        var database = console.Get<DatabaseVersion>();
        var seen = new HashSet<string?> { null, await database.ReadAsync() };
        Assert.SkipWhen(seen.Count == 1, "SQL Server says no version.");
        for (var i = 0; i < 20; i++)
        {
            await console.AddFleetAsync($"fleet-{i}");
            Assert.True(seen.Add(await database.ReadAsync()));
        }
    }

    [Fact]
    public async Task A_database_that_cannot_say_whether_it_was_written_is_read_each_time()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.New, null);
        var reads = 0;
        var cache = new SimCache(new NoDatabaseVersion(), asked =>
        {
            reads++;
            return Task.FromResult<IReadOnlyList<SimRow?>>([.. asked.Select(_ => sim)]);
        });
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal([sim, sim], await cache.GetAsync([sim.Sid, sim.Sid]));
        }

        Assert.Equal(3, reads);
    }

    [Fact]
    public async Task Those_who_ask_at_the_same_time_each_get_what_they_asked_for()
    {
        await using var console = await TestConsole.StartAsync();
        var fleet = await console.AddFleetAsync("fleet");
        var sims = new List<SimRow>();
        for (var i = 0; i < 20; i++)
        {
            sims.Add(await console.AddSimAsync(SimStatus.Active, fleet, $"pump-{i}"));
        }

        var reader = console.Get<SimReader>();
        var found = await Task.WhenAll(sims.SelectMany(sim => new[] { sim.Sid, sim.UniqueName!, $"no-{sim.Id}" })
            .Select(reference => Task.Run(async () => (reference, Sim: await reader.FindAsync(reference, FleetScope.All, Token)))));
        Assert.All(found, one => Assert.Equal(sims.Find(sim => sim.Sid == one.reference || sim.UniqueName == one.reference)?.Id, one.Sim?.Id));
    }
}
