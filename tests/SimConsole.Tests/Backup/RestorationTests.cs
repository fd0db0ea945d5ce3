using Microsoft.EntityFrameworkCore;
using SimConsole.Backup;
using SimConsole.BulkChanges;
using SimConsole.LossReports;
using SimConsole.PlannedChanges;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Tests.BulkChanges;
using SimConsole.Tests.Callbacks;
using SimConsole.Tests.PlannedChanges;

namespace SimConsole.Tests.Backup;

/// <summary>What becomes of the open work of a backup that was put back.</summary>
public sealed class RestorationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_would_switch_a_sim_on_ends_and_what_takes_one_off_goes_on()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await CallbackConsole.StartAsync();
        var fleet = await console.AddFleetAsync("meters");
        var on = await console.AddSimAsync(SimStatus.Inactive, fleet);
        var off = await console.AddSimAsync(SimStatus.Active, fleet);
        await console.AskAsync(on, SimStatus.Active, receiver.Url);
        await console.AskAsync(off, SimStatus.Inactive);

        var done = await console.Get<Restoration>().SettleAsync(Token);

        Assert.Equal(new RestoredDatabase(1, 0, 0), done);
        Assert.Equal(SimStatus.Inactive, await StatusAsync(console, on));
        await console.WorkAsync();
        Assert.Equal(SimStatus.Inactive, await StatusAsync(console, off));
        await using var db = console.OpenDb();
        Assert.False(await db.SimulatedSubscribers.AnyAsync(s => s.MayAttach, Token));
        var ended = await db.StatusChanges.SingleAsync(c => c.SimId == on.Id, Token);
        Assert.Equal(StatusChangeState.Failed, ended.State);
        Assert.Contains("restored from a backup", ended.Failure, StringComparison.Ordinal);
        Assert.True(await db.ReconcileRuns.AnyAsync(r => r.EndedAt == null && r.FleetId == null && r.SimId == null, Token));

        await console.DeliverAsync();
        Assert.Equal(["scheduled", "inactive"], receiver.Got.Select(got => got.Status));
        Assert.Contains("restored from a backup", receiver.Got.Last().Fields["ErrorMessage"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bulk_change_that_was_running_is_paused_and_what_it_had_ordered_has_failed()
    {
        await using var console = await TestConsole.StartAsync();
        var fleet = await console.AddFleetAsync("meters");
        var sims = new List<SimRow>();
        for (var i = 0; i < 5; i++)
        {
            sims.Add(await console.AddSimAsync(SimStatus.Inactive, fleet));
        }

        await console.OrderBulkAsync(BulkChangeKind.Activate, sims);
        await console.Get<BulkChangeScheduler>().RunOnceAsync(Token);

        await console.Get<Restoration>().SettleAsync(Token);
        await console.WorkAsync();

        await using var db = console.OpenDb();
        Assert.Equal(BulkChangeState.Paused, (await db.BulkChanges.SingleAsync(Token)).State);
        Assert.Equal(5, await db.Sims.CountAsync(s => s.Status == SimStatus.Inactive, Token));
        Assert.False(await db.SimulatedSubscribers.AnyAsync(s => s.MayAttach, Token));
        await console.AssertWholeAsync("a backup was restored");
    }

    [Fact]
    public async Task What_was_planned_waits_for_a_person_and_is_not_done_late()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Inactive, await console.AddFleetAsync("meters"));
        var plan = await console.PlanAsync(PlanningConsole.ForFleet("meters", BulkChangeKind.Activate) with { Repeats = PlannedRepeat.Yearly });
        await using (var db = console.OpenDb())
        {
            db.PlannedOccurrences.Add(new PlannedOccurrence { PlannedChangeId = plan.Id, Local = "2025-03-01T13:00", DueAt = console.Time.Now(), BeganAt = console.Time.Now() });
            await db.SaveChangesAsync(Token);
        }

        console.Time.Advance(TimeSpan.FromDays(1));
        await console.Get<Restoration>().SettleAsync(Token);
        await console.DoDueAsync();
        await console.WorkBulkAsync();

        Assert.Equal(SimStatus.Inactive, await console.StatusAsync(sim));
        Assert.Equal(PlannedChangeState.Paused, (await console.AgainAsync(plan)).Plan.State);
        Assert.Equal("The database was restored from a backup.", Assert.Single(await console.OccurrencesAsync(plan)).Says);
    }

    [Fact]
    public async Task A_stolen_sim_that_was_being_switched_on_goes_off()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Inactive, await console.AddFleetAsync("meters"));
        await console.AskAsync(sim, SimStatus.Active);
        await using var taken = console.StartAnother();
        await taken.Get<StatusChangeQueue>().ClaimAsync(StatusChangePriority.Bulk, Token);
        var report = (await console.Get<LossReportService>().ReportAsync(new LossOrder([sim.Id], LossKind.Stolen), TestConsole.Someone, Token)).Value!;

        await console.Get<Restoration>().SettleAsync(Token);

        Assert.Equal(SimStatus.Scheduled, await StatusAsync(console, sim));
        await console.WorkAsync();
        Assert.Equal(SimStatus.Inactive, await StatusAsync(console, sim));
        Assert.Equal(0, (await console.Get<LossReportReader>().FindAsync(report.Sid, FleetScope.All, Token))!.NotOffYet);
    }

    private static async Task<SimStatus> StatusAsync(TestConsole console, SimRow sim) => (await console.SimReader.FindAsync(sim.Sid, FleetScope.All, Token))!.Status;
}
