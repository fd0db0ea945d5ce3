using SimConsole.Data;
using SimConsole.Data.Sqlite;
using SimConsole.Sims;

namespace SimConsole.Tests.Sims;

public sealed class SimCacheTests
{
    private const string OnlySqlite = "Only SQLite says a version.";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Trait("Only", "Sqlite")]
    [Fact]
    public async Task What_was_read_is_kept_until_anybody_writes_anything()
    {
        await using var console = await TestConsole.StartAsync();
        Assert.SkipUnless(console.Database.Provider == "Sqlite", OnlySqlite);
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"), "pump");
        var reader = console.Get<SimReader>();
        var first = await reader.FindAsync(sim.Sid, Token);
        Assert.Same(first, await reader.FindAsync(sim.Sid, Token));

        await console.AddFleetAsync("other");
        var second = await reader.FindAsync(sim.Sid, Token);
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
            Assert.NotNull(await reader.FindAsync(sim.Sid, Token));
            var writer = anotherProcess ? other : console;
            Assert.Null((await writer.Sims.UpdateAsync(sim.Sid, new SimUpdate { UniqueName = $"pump-{i}" }, TestConsole.Someone, Token)).Refusal);
            Assert.Equal($"pump-{i}", (await reader.FindAsync(sim.Sid, Token))!.UniqueName);
            Assert.Equal(sim.Sid, (await reader.FindAsync($"pump-{i}", Token))!.Sid);
            Assert.Null(await reader.FindAsync($"pump-{i - 1}", Token));
        }
    }

    [Trait("Only", "Sqlite")]
    [Fact]
    public async Task A_version_is_another_after_each_write_and_is_gone_with_its_connection()
    {
        await using var console = await TestConsole.StartAsync();
        Assert.SkipUnless(console.Database.Provider == "Sqlite", OnlySqlite);
        using var database = new SqliteDatabaseVersion(console.Database.ConnectionString);
        var seen = new HashSet<long?> { null, database.Read() };
        Assert.Equal(2, seen.Count);
        for (var i = 0; i < 20; i++)
        {
            await console.AddFleetAsync($"fleet-{i}");
            Assert.True(seen.Add(database.Read()));
            await console.SimReader.ListAsync(new SimQuery(), 0, 10, Token);
            Assert.False(seen.Add(database.Read()));
        }

        database.Dispose();
        Assert.Null(database.Read());
    }

    [Fact]
    public async Task A_database_that_cannot_say_whether_it_was_written_is_read_each_time()
    {
        await using var console = await TestConsole.StartAsync();
        var cache = new SimCache(new NoDatabaseVersion());
        var sim = await console.AddSimAsync(SimStatus.New, null);
        var reads = 0;
        for (var i = 0; i < 3; i++)
        {
            await cache.GetAsync(sim.Sid, () =>
            {
                reads++;
                return Task.FromResult<SimRow?>(sim);
            });
        }

        Assert.Equal(3, reads);
    }
}
