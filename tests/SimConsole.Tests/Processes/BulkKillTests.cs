using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using SimConsole.BulkChanges;
using SimConsole.Data;
using SimConsole.LossReports;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Tests.BulkChanges;

namespace SimConsole.Tests.Processes;

/// <summary>Orders for many Sims, worked off by real processes that are ended without a warning.</summary>
public sealed class BulkKillTests : IAsyncLifetime
{
    private static readonly (string, string)[] Settings =
    [
        ("StatusChanges:BatchSize", "200"),
    ];

    /// <summary>All of it takes half a minute then, on the fastest machine: whoever looks at it is always in the middle.</summary>
    private static readonly (string, string)[] Slow = [.. Settings, ("Network:Simulated:Delay", "00:00:02")];

    private static readonly (string, string)[] Fast = [.. Settings, ("Network:Simulated:Delay", "00:00:00")];

    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync();
        _console.Time.SetUtcNow(DateTimeOffset.UtcNow);
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public Task A_bulk_change_ends_as_ordered_however_often_its_process_is_killed() => this.PlayAsync(async () =>
    {
        // More than two chunks, so that it dies while it schedules, too.
        const int Sims = 12_000;
        await AddSimsAsync(Sims);
        var order = new BulkOrder(BulkChangeKind.Deactivate, new SimSelection.Matching(new SimQuery { Statuses = [SimStatus.Active] }, []));
        var bulk = BulkConsole.Succeeded(await _console.Bulk().PreviewAsync(order, TestConsole.Someone, null, Token));

        // The first process died between the order and the first chunk.
        await _console.RunningWithoutAChunkAsync(bulk);
        var kills = 0;
        for (; kills < 4; kills++)
        {
            using var process = ConsoleProcess.Start(_console.Database, Slow);
            var before = (await _console.AgainAsync(bulk)).Completed;
            await Wait.UntilAsync(async () => await _console.AgainAsync(bulk) is var now && now.Completed > before);
            await Task.Delay(Random.Shared.Next(200), Token);
            process.Kill();
        }

        Assert.InRange((await _console.AgainAsync(bulk)).Completed, 1, Sims - 1);
        using (ConsoleProcess.Start(_console.Database, Fast))
        {
            await Wait.UntilAsync(async () => (await _console.AgainAsync(bulk)).State == BulkChangeState.Completed);
        }

        var ended = await _console.AgainAsync(bulk);
        Assert.Equal((Sims, Sims, Sims, 0, 0), (ended.Selected, ended.Ordered, ended.Completed, ended.InFlight, ended.Waiting));
        await using var db = _console.OpenDb();
        Assert.Equal(Sims, await db.StatusChanges.CountAsync(c => c.BulkChangeId == bulk.Id && c.State == StatusChangeState.Completed && c.Confirmation != null, Token));
        Assert.Equal(Sims, await db.StatusChanges.CountAsync(c => c.Kind == StatusChangeKind.Requested, Token));
        Assert.Equal(Sims, await db.Sims.CountAsync(s => s.Status == SimStatus.Inactive && s.Version == 3, Token));
        Assert.Equal(0, await db.SimulatedSubscribers.CountAsync(s => s.MayAttach, Token));
    });

    [Fact]
    public Task A_loss_report_in_the_middle_of_a_bulk_change_is_carried_out_by_whoever_is_left() => this.PlayAsync(async () =>
    {
        const int Sims = 6_000;
        await AddSimsAsync(Sims);
        var order = new BulkOrder(BulkChangeKind.Deactivate, new SimSelection.Matching(new SimQuery(), []));
        var bulk = BulkConsole.Succeeded(await _console.Bulk().PreviewAsync(order, TestConsole.Someone, null, Token));
        await _console.RunningWithoutAChunkAsync(bulk);
        LossReport report;
        using (var process = ConsoleProcess.Start(_console.Database, Slow))
        {
            await Wait.UntilAsync(async () => (await _console.AgainAsync(bulk)).Completed > 0);
            await using var db = _console.OpenDb();
            var stolen = await db.Sims.OrderByDescending(s => s.Id).Select(s => s.Id).Take(500).ToListAsync(Token);
            _console.Time.SetUtcNow(DateTimeOffset.UtcNow);
            report = BulkConsole.Succeeded(await _console.Get<LossReportService>().ReportAsync(new LossOrder(stolen, LossKind.Stolen), TestConsole.Someone, Token));
            await Task.Delay(Random.Shared.Next(100), Token);
            process.Kill();
        }

        using (ConsoleProcess.Start(_console.Database, Fast))
        {
            await Wait.UntilAsync(async () => (await _console.AgainAsync(bulk)).State == BulkChangeState.Completed);
            await Wait.UntilAsync(async () => (await _console.Get<LossReportReader>().FindAsync(report.Sid, FleetScope.All, Token))!.Off == 500);
        }

        await using var after = _console.OpenDb();
        Assert.Equal(500, await after.Sims.CountAsync(s => s.HeldByReportId == report.Id && s.Status == SimStatus.Inactive, Token));
        Assert.Equal(Sims, await after.Sims.CountAsync(s => s.Status == SimStatus.Inactive, Token));
        Assert.Equal(0, await after.SimulatedSubscribers.CountAsync(s => s.MayAttach, Token));
        Assert.Equal(0, await after.StatusChanges.CountAsync(c => c.EndedAt == null, Token));
        var ended = await _console.AgainAsync(bulk);
        Assert.Equal(Sims, ended.Completed + ended.Superseded + ended.Skipped);
    });

    [Fact]
    public Task What_a_process_had_begun_that_falls_silent_is_taken_over_in_seconds() => this.PlayAsync(async () =>
    {
        await AddSimsAsync(2);
        await using var db = _console.OpenDb();
        var ids = await db.Sims.Select(s => s.Id).ToArrayAsync(Token);
        var report = BulkConsole.Succeeded(await _console.Get<LossReportService>().ReportAsync(new LossOrder([ids[0]], LossKind.Stolen), TestConsole.Someone, Token));

        // A process that has taken a batch and freezes a selection, and says nothing from then on.
        await using var dead = _console.StartAnother();
        Assert.NotNull(await dead.Get<StatusChangeQueue>().ClaimAsync(StatusChangePriority.Bulk, Token));
        var order = new BulkOrder(BulkChangeKind.Deactivate, new SimSelection.Chosen([ids[1]]));
        BulkConsole.Succeeded(await dead.Bulk().PreviewAsync(order, TestConsole.Someone, null, Token));
        await db.BulkChanges.ExecuteUpdateAsync(set => set.SetProperty(b => b.State, BulkChangeState.Preparing), Token);

        using var process = ConsoleProcess.Start(_console.Database, Fast);
        await Wait.UntilAsync(() => process.Serves);
        var started = Stopwatch.GetTimestamp();
        await Wait.UntilAsync(async () => (await _console.Get<LossReportReader>().FindAsync(report.Sid, FleetScope.All, Token))!.Off == 1);
        await Wait.UntilAsync(async () => !await db.BulkChanges.AnyAsync(Token));
        TestContext.Current.TestOutputHelper?.WriteLine($"Taken over {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s after the start.");
    });

    /// <summary>Adds active Sims that the network lets attach.</summary>
    private async Task AddSimsAsync(int count)
    {
        var fleet = await _console.AddFleetAsync("meters");
        var now = _console.Time.Now();
        var sims = Enumerable.Range(1, count).Select(i =>
        {
            var digits = $"898830700{i:D10}";
            return new Sim { Id = i, Iccid = digits + Iccid.CheckDigit(digits), FleetId = fleet.Id, Status = SimStatus.Active, CreatedAt = now, UpdatedAt = now, StatusChangedAt = now };
        }).ToList();
        await using var db = _console.OpenDb();
        await db.InTransactionAsync(
            async () =>
            {
                await db.InsertManyAsync(sims, Token);
                await db.InsertManyAsync([.. sims.Select(s => new SimulatedSubscriber { Iccid = s.Iccid, MayAttach = true, OrderedAt = now })], Token);
            },
            Token);
    }
}
