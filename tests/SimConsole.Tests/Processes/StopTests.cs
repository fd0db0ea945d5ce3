using Microsoft.Data.Sqlite;

namespace SimConsole.Tests.Processes;

[Trait("Only", "Sqlite")]
public sealed class StopTests
{
    [Fact]
    public async Task A_console_that_is_stopped_leaves_the_whole_database_in_one_file()
    {
        await using var database = await TestDatabase.CreateAsync();
        Assert.SkipUnless(database.Provider == "Sqlite", "A server keeps its own files.");
        var file = new SqliteConnectionStringBuilder(database.ConnectionString).DataSource;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Wait.Limit);
        using var console = ConsoleProcess.Start(database);
        await Wait.UntilAsync(() => console.Serves);

        Assert.True(File.Exists($"{file}-wal"));
        Assert.Equal(0, await console.StopAsync(patience.Token));
        Assert.False(File.Exists($"{file}-wal"), console.Output);
    }
}
