using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.Tests.Data;

[Trait("Only", "Sqlite")]
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
        patience.CancelAfter(Wait.Limit);
        await console.Get<IServiceProvider>().MigrateAsync(patience.Token);
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
