using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using SimConsole.Data;
using SimConsole.Inventory.Sample;
using SimConsole.Sims;

namespace SimConsole.Tests.Data;

public sealed class SqliteMigrationsTests
{
    [Fact]
    public async Task A_process_killed_while_it_migrated_does_not_keep_the_next_one_from_starting()
    {
        await using var console = await TestConsole.StartAsync();
        Assert.SkipUnless(console.Database.Provider == "Sqlite", "Only SQLite's lock outlives its holder.");
        await using var db = console.OpenDb();
        await db.Database.ExecuteSqlAsync($"CREATE TABLE IF NOT EXISTS __EFMigrationsLock (Id INTEGER NOT NULL PRIMARY KEY, Timestamp TEXT NOT NULL)", TestContext.Current.CancellationToken);
        await db.Database.ExecuteSqlAsync($"INSERT INTO __EFMigrationsLock VALUES (1, '2026-01-01')", TestContext.Current.CancellationToken);

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        await console.Get<IServiceProvider>().MigrateAsync(patience.Token);
    }

    [Fact]
    public async Task A_process_killed_while_it_made_a_table_anew_does_not_keep_the_next_one_from_starting()
    {
        await using var console = await TestConsole.StartAsync();
        Assert.SkipUnless(console.Database.Provider == "Sqlite", "Only SQLite makes tables anew.");
        await using var db = console.OpenDb();
        await db.GetService<IMigrator>().MigrateAsync("CallbackSubjects", TestContext.Current.CancellationToken);
        await db.Database.ExecuteSqlAsync($"CREATE TABLE ef_temp_Callbacks (Id INTEGER NOT NULL PRIMARY KEY)", TestContext.Current.CancellationToken);

        await console.Get<IServiceProvider>().MigrateAsync(TestContext.Current.CancellationToken);

        Assert.Empty(await db.Database.GetPendingMigrationsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Sims_that_were_there_before_the_index_are_found_by_it()
    {
        await using var console = await TestConsole.StartAsync();
        Assert.SkipUnless(console.Database.Provider == "Sqlite", "Only SQLite has the index.");
        await using var db = console.OpenDb();
        await db.GetService<IMigrator>().MigrateAsync("CardKeys", TestContext.Current.CancellationToken);
        await console.Get<SampleData>().FillAsync(100, null, TestContext.Current.CancellationToken);
        var before = await console.SimReader.ListAsync(new SimQuery(), 0, 100, TestContext.Current.CancellationToken);

        await console.Get<IServiceProvider>().MigrateAsync(TestContext.Current.CancellationToken);

        Assert.Equal(before.Count, await console.SimReader.CountAsync(new SimQuery { Search = "8988" }, TestContext.Current.CancellationToken));
        Assert.Equal(before[7].Id, Assert.Single(await console.SimReader.ListAsync(new SimQuery { Search = before[7].Sid[3..] }, 0, 9, TestContext.Current.CancellationToken)).Id);
    }

    [Fact]
    public async Task Two_that_migrate_at_once_wait_for_each_other()
    {
        await using var console = await TestConsole.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => console.Get<IServiceProvider>().MigrateAsync(TestContext.Current.CancellationToken))));

        await using var db = console.OpenDb();
        Assert.Empty(await db.Database.GetPendingMigrationsAsync(TestContext.Current.CancellationToken));
    }
}
