using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using SimConsole.Sims;
using SimConsole.Tests.Api;
using SimConsole.Tests.Processes;

namespace SimConsole.Tests.Backup;

/// <summary>
/// A backup, then a theft, then the loss of the database: the console as a process of its own on an SQLite file, with a real HLR. A serving node asks all the while whether
/// the stolen SIMs may attach.
/// </summary>
[Trait("Only", "Sqlite")]
public sealed class RestoreRehearsalTests
{
    private const int Sims = 60;
    private const int Stolen = 58;
    private const int InFlight = 10;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_sim_that_was_stolen_after_the_backup_is_allowed_again_by_restoring_it()
    {
        await using var all = await Installation.StartAsync(1, Sims, ("Network:Reconcile:Every", "01:00:00"));
        var backup = $"{FileOf(all)}.backup";

        // When the backup is made, some of those that are stolen later are about to be switched on.
        var (stolen, kept) = (all.Sims.Take(Stolen).ToList(), all.Sims.Skip(Stolen).ToList());
        await OrderAsync(all, stolen.Take(InFlight), SimStatus.Inactive);
        await all.RestAsync();
        await all.Hlr.SignalAsync("STOP");
        await OrderAsync(all, stolen.Take(InFlight), SimStatus.Active);
        var (made, says) = await all.RunAsync("--backup", backup);
        Assert.True(made == ExitCodes.AllGood, says);
        await all.Hlr.SignalAsync("CONT");
        await all.RestAsync();

        await all.UntilOffAsync(await all.ReportAsync(() => 0, stolen), stolen);
        var refused = await all.RunAsync("--restore", backup);
        Assert.Equal((ExitCodes.Unusable, true), (refused.ExitCode, refused.Says.Contains("Stop it first", StringComparison.Ordinal)));
        all.Kill(0);

        // Where nobody else has it open: a copy, with the log that a killed process leaves behind.
        var place = $"{FileOf(all)}.again";
        (string, string)[] there = [("ConnectionStrings:SimConsole", $"Data Source={place}")];
        File.Copy(FileOf(all), place);
        File.Copy($"{FileOf(all)}-wal", $"{place}-wal");

        var node = await all.NodeAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var watch = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await node.AssertRefusesAsync(stolen);
            }
        }, Token);
        var (restored, what) = await all.RunAsync(there, "--restore", backup);
        Assert.True(restored == ExitCodes.AllGood, what);
        Assert.Contains($"{InFlight} open changes", what, StringComparison.Ordinal);
        await all.StartAsync(0, there);

        await Wait.UntilAsync(async () => (await ListAsync(all, "/v1/Comparisons", "comparisons")).Any(comparison => comparison.Text("state") == "completed"));
        await stop.CancelAsync();
        await watch;

        // The record of the backup is believed of none of them: each waits for a person, but those that it knew as off.
        Assert.Equal(Stolen - InFlight, (await ListAsync(all, "/v1/Drifts?Waiting=true&PageSize=100", "drifts")).Count);
        Assert.Equal(InFlight, (await ListAsync(all, "/v1/Sims?Status=inactive&PageSize=100", "sims")).Count);
        await node.AssertRefusesAsync(stolen);
        Assert.Equal(kept.Select(sim => sim.Imsi), await node.LetInAsync(kept));
    }

    [Theory]
    [InlineData("not a backup of a console", "This is a text.")]
    [InlineData("not a backup of a console", "")]
    public async Task What_is_no_backup_changes_nothing(string sentence, string content)
    {
        await using var all = await Installation.StartAsync(1, 1);
        all.Kill(0);
        SqliteConnection.ClearAllPools();
        var file = $"{FileOf(all)}.other";
        await File.WriteAllTextAsync(file, content, Token);
        var before = await File.ReadAllBytesAsync(FileOf(all), Token);

        var (exitCode, says) = await all.RunAsync("--restore", file);

        Assert.Equal(ExitCodes.Unusable, exitCode);
        Assert.Contains(sentence, says, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(FileOf(all), Token));
    }

    private static string FileOf(Installation all) => new SqliteConnectionStringBuilder(all.Console.Database.ConnectionString).DataSource;

    private static async Task<IReadOnlyList<JsonElement>> ListAsync(Installation all, string path, string name) =>
        [.. (await ServedConsole.ReadAsync(await all[0]!.GetAsync(path, Token), HttpStatusCode.OK)).GetProperty(name).EnumerateArray()];

    private static async Task OrderAsync(Installation all, IEnumerable<SimRow> sims, SimStatus status)
    {
        foreach (var sim in sims)
        {
            await all.AskAsync(() => 0, $"/v1/Sims/{sim.Sid}", ("Status", status.Word()));
        }
    }
}
