using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SimConsole.BulkChanges;
using SimConsole.Fleets;
using SimConsole.LossReports;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Tests.BulkChanges;

namespace SimConsole.Tests.StatusChanges;

/// <summary>Eight workers and eight writers in four processes on one database, all at once: when they have ended, everything that always holds does.</summary>
public sealed class StormTests
{
    /// <summary>The environment variable that says how often each writer writes, for a longer storm.</summary>
    public const string ActsVariable = "SIMCONSOLE_STORM_ACTS";

    private const int Processes = 4;
    private const int WritersPerProcess = 2;
    private const int WorkersPerProcess = 2;
    private const int Sims = 60;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static int Acts => int.Parse(Environment.GetEnvironmentVariable(ActsVariable) ?? "25", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Everything_that_always_holds_does_after_a_storm()
    {
        await using var console = await TestConsole.StartAsync(("Network:Simulated:FailureRate", "0.05"));
        var fleets = new[] { await console.AddFleetAsync("north"), await console.AddFleetAsync("south") };
        var sims = new List<SimRow>();
        for (var i = 0; i < Sims; i++)
        {
            sims.Add(await console.AddSimAsync(i % 3 == 0 ? SimStatus.Inactive : SimStatus.Active, fleets[i % 2], $"sim-{i}"));
        }

        TestConsole[] processes = [.. Enumerable.Range(0, Processes).Select(_ => console.StartAnother(("Network:Simulated:FailureRate", "0.05")))];
        using var over = new CancellationTokenSource();
        var workers = processes.SelectMany(process => Enumerable.Range(0, WorkersPerProcess).Select(_ => Task.Run(() => WorkAsync(process, over.Token), Token))).ToList();
        var writers = processes.SelectMany((process, p) => Enumerable.Range(0, WritersPerProcess).Select(w => Task.Run(
            () => WriteAsync(process, [.. sims], fleets, new Random(p * WritersPerProcess + w)), Token))).ToList();
        await Task.WhenAll(writers);
        await over.CancelAsync();
        await Task.WhenAll(workers);
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }

        await console.AssertWholeAsync("the storm is over");
        await CalmAsync(console);
        await console.AssertSettledAsync("all is worked off after the storm");
    }

    private static async Task WorkAsync(TestConsole console, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var worked = await console.Worker.WorkOnceAsync(StatusChangePriority.Bulk, Token) > 0;
            var (more, _) = await console.Get<BulkChangeScheduler>().RunOnceAsync(Token);
            if (!worked && !more)
            {
                await Task.Delay(5, Token);
            }
        }
    }

    private static async Task WriteAsync(TestConsole console, SimRow[] sims, Fleet[] fleets, Random random)
    {
        SimRow Any() => sims[random.Next(sims.Length)];
        SimRow[] Some() => random.GetItems(sims, random.Next(1, 12));
        for (var act = 0; act < Acts; act++)
        {
            console.Time.Advance(TimeSpan.FromMilliseconds(200));
            switch (random.Next(10))
            {
                case 0:
                    await console.Get<LossReportService>().ReportAsync(new LossOrder([.. Some().Select(s => s.Id)], LossKind.Stolen), TestConsole.Someone, Token);
                    break;
                case 1:
                    await ReleaseAsync(console, random);
                    break;
                case 2:
                    var preview = await console.PreviewAsync(random.Next(2) == 0 ? BulkChangeKind.Activate : BulkChangeKind.Deactivate, Some());
                    await console.Bulk().CommitAsync(preview.Sid, TestConsole.Someone, Token);
                    break;
                case 3:
                    await CancelAsync(console, random);
                    break;
                case 4:
                    await console.Sims.UpdateAsync(Any().Sid, new SimUpdate { Fleet = fleets[random.Next(2)].Sid }, TestConsole.Someone, Token);
                    break;
                case 5:
                    await console.Sims.UpdateAsync(Any().Sid, new SimUpdate { UniqueName = $"sim-{random.Next(1_000)}" }, TestConsole.Someone, Token);
                    break;
                default:
                    var status = random.Next(2) == 0 ? SimStatus.Active : SimStatus.Inactive;
                    await console.Sims.UpdateAsync(Any().Sid, new SimUpdate { Status = status }, TestConsole.Someone, Token);
                    break;
            }
        }
    }

    private static async Task ReleaseAsync(TestConsole console, Random random)
    {
        await using var db = console.OpenDb();
        var reports = await db.LossReports.Select(r => r.Sid).ToListAsync(Token);
        if (reports.Count > 0)
        {
            await console.Get<LossReportService>().ReleaseAsync(reports[random.Next(reports.Count)], null, "found again", TestConsole.Someone, Token);
        }
    }

    private static async Task CancelAsync(TestConsole console, Random random)
    {
        await using var db = console.OpenDb();
        var running = await db.BulkChanges.Where(b => b.State == BulkChangeState.Running).Select(b => b.Sid).ToListAsync(Token);
        if (running.Count > 0)
        {
            await console.Bulk().CancelAsync(running[random.Next(running.Count)], TestConsole.Someone, Token);
        }
    }

    /// <summary>Works everything off, however often the network has to be asked.</summary>
    private static Task CalmAsync(TestConsole console) => Wait.UntilAsync(async () =>
    {
        console.Time.Advance(TimeSpan.FromSeconds(30));
        await console.WorkBulkAsync();
        await using var db = console.OpenDb();
        return !await db.StatusChanges.AnyAsync(c => c.EndedAt == null, Token) && !await db.BulkChanges.AnyAsync(b => b.State == BulkChangeState.Running, Token);
    });
}
