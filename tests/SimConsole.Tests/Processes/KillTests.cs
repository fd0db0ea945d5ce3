using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Tests.Processes;

/// <summary>Real processes, on one database, ended without a warning.</summary>
public sealed partial class KillTests
{
    private const int Sims = 300;

    private static readonly (string, string)[] Settings =
    [
        ("StatusChanges:BatchSize", "5"),
    ];

    /// <summary>One console alone takes half a minute for all changes then, on the fastest machine: whoever looks at it is always in the middle of them.</summary>
    private static readonly (string, string)[] Slow = [.. Settings, ("Network:Simulated:Delay", "00:00:02")];

    private static readonly (string, string)[] Fast = [.. Settings, ("Network:Simulated:Delay", "00:00:00")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_console_that_is_killed_again_and_again_ends_every_change_exactly_once() => Rounds.PlayAsync(async () =>
    {
        await using var console = await StartAsync();
        var sims = await SimsAsync(console);
        for (var kills = 0; kills < 4; kills++)
        {
            using var process = ConsoleProcess.Start(console.Database, Slow);
            var before = await OpenAsync(console);
            await Wait.UntilAsync(async () => await OpenAsync(console) < before);
            await Task.Delay(Random.Shared.Next(100), Token);
            process.Kill();
        }

        // One more dies while it starts.
        using (var process = ConsoleProcess.Start(console.Database, Slow))
        {
            await Task.Delay(Random.Shared.Next(300), Token);
            process.Kill();
        }

        Assert.InRange(await OpenAsync(console), 1, Sims - 4);
        using (ConsoleProcess.Start(console.Database, Fast))
        {
            await Wait.UntilAsync(async () => await OpenAsync(console) == 0);
        }

        var changes = await CheckAsync(console, sims);
        Assert.Contains(changes, c => c.Attempts > 1);
    });

    [Fact]
    public Task Two_consoles_on_one_database_share_the_work_and_do_nothing_twice() => Rounds.PlayAsync(async () =>
    {
        await using var console = await StartAsync();
        (string, string)[] settings = [.. Slow, ("Logging:LogLevel:Microsoft.EntityFrameworkCore.Database.Command", "Information")];
        using var first = ConsoleProcess.Start(console.Database, settings);
        using var second = ConsoleProcess.Start(console.Database, settings);
        await Wait.UntilAsync(() => first.Serves && second.Serves);

        // Each looks every five seconds at least, and neither is done before the other has. What each ended shows in its log of statements.
        var sims = await SimsAsync(console);
        await Wait.UntilAsync(async () => await OpenAsync(console) == 0);

        // What a machine stops for five seconds is rightly taken for dead, and says so: what it was at is tried once more then.
        var stood = TakenForDead().IsMatch(first.Output + second.Output);
        var changes = await CheckAsync(console, sims);
        Assert.All(changes, c => Assert.True(c.Attempts == 1 || (stood && c.Attempts == 2), $"It took {c.Attempts} attempts; taken for dead: {stood}"));
        Assert.Matches(EndOfChanges(), first.Output);
        Assert.Matches(EndOfChanges(), second.Output);
    });

    private static async Task<TestConsole> StartAsync()
    {
        var console = await TestConsole.StartAsync();
        console.Time.SetUtcNow(DateTimeOffset.UtcNow);
        return console;
    }

    private static async Task<List<SimRow>> SimsAsync(TestConsole console)
    {
        var fleet = await console.AddFleetAsync("fleet");
        var sims = new List<SimRow>();
        for (var i = 0; i < Sims; i++)
        {
            sims.Add(await console.AddSimAsync(SimStatus.Active, fleet));
            await console.OrderAsync(sims[^1], SimStatus.Inactive, (StatusChangePriority)(i % 3));
        }

        return sims;
    }

    private static async Task<int> OpenAsync(TestConsole console)
    {
        await using var db = console.OpenDb();
        return await db.StatusChanges.CountAsync(c => c.EndedAt == null, Token);
    }

    /// <summary>Each Sim was scheduled once and ended once, as it was asked, and the network agrees.</summary>
    private static async Task<List<StatusChange>> CheckAsync(TestConsole console, List<SimRow> sims)
    {
        await using var db = console.OpenDb();
        var after = await db.Sims.AsNoTracking().OrderBy(s => s.Id).ToListAsync(Token);
        Assert.Equal(sims.Select(s => (s.Id, SimStatus.Inactive, (SimStatus?)null, s.Version + 2)), after.Select(s => (s.Id, s.Status, s.TargetStatus, s.Version)));
        Assert.Equal(0, await db.SimulatedSubscribers.CountAsync(s => s.MayAttach, Token));
        var changes = await console.ChangesAsync();
        var requested = changes.Where(c => c.Kind == StatusChangeKind.Requested).ToList();
        Assert.Equal(sims.Select(s => (s.Id, StatusChangeState.Completed)), requested.Select(c => (c.SimId, c.State)));
        Assert.All(requested, c => Assert.NotNull(c.Confirmation));
        return requested;
    }

    [GeneratedRegex("UPDATE [^;]*EndedAt.? = ")]
    private static partial Regex EndOfChanges();

    [GeneratedRegex("This process, [0-9]+, stood still")]
    private static partial Regex TakenForDead();
}
