using Microsoft.EntityFrameworkCore;
using SimConsole.BulkChanges;
using SimConsole.Fleets;
using SimConsole.LossReports;
using SimConsole.PlannedChanges;
using SimConsole.Sims;
using SimConsole.Tests.BulkChanges;

namespace SimConsole.Tests.PlannedChanges;

/// <summary>What becomes of a planned change when it is due.</summary>
public sealed class PlannedChangeTests : IAsyncLifetime
{
    private TestConsole _console = null!;
    private Fleet _meters = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static TimeSpan Hour => TimeSpan.FromHours(1);

    private PlannedChangeService Plans => _console.Get<PlannedChangeService>();

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync();
        _meters = await _console.AddFleetAsync("meters");
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task Those_who_are_in_the_fleet_when_it_is_due_are_changed_and_not_those_who_were_when_it_was_planned()
    {
        var (left, stayed) = (await _console.AddSimAsync(SimStatus.Active, _meters), await _console.AddSimAsync(SimStatus.Active, _meters));
        var trucks = await _console.AddFleetAsync("trucks");
        var plan = await _console.PlanAsync(PlanningConsole.ForFleet("meters") with { Reason = "Out of season" });
        var joined = await _console.AddSimAsync(SimStatus.Active, _meters);
        await _console.OrderBulkAsync(BulkChangeKind.MoveToFleet, [left], trucks);
        await _console.WorkBulkAsync();

        _console.Time.Advance(Hour - TimeSpan.FromSeconds(1));
        await _console.DoDueAsync();
        Assert.Empty(await _console.OccurrencesAsync(plan));
        _console.Time.Advance(TimeSpan.FromSeconds(1));
        await _console.DoDueAsync();
        await _console.WorkBulkAsync();

        Assert.Equal([SimStatus.Active, SimStatus.Inactive, SimStatus.Inactive], [await _console.StatusAsync(left), await _console.StatusAsync(stayed), await _console.StatusAsync(joined)]);
        var occurrence = Assert.Single(await _console.OccurrencesAsync(plan));
        var bulk = (await _console.BulkReader().FindAsync(occurrence.BulkChangeSid!, FleetScope.All, Token))!.Bulk;
        Assert.Equal((PlannedOccurrenceState.Ordered, TimeSpan.Zero, null), (occurrence.State, occurrence.Late, occurrence.Says));
        Assert.Equal(("all SIMs of the Fleet meters", "Out of season", "someone", 2, BulkChangeState.Completed), (bulk.Selection, bulk.Reason, bulk.RequestedBy, bulk.Completed, bulk.State));
        Assert.Equal((PlannedChangeState.Done, null), ((await _console.AgainAsync(plan)).Plan.State, (await _console.AgainAsync(plan)).Plan.NextAt));
    }

    [Theory]
    [InlineData(BulkChangeKind.Activate, SimStatus.Inactive)]
    [InlineData(BulkChangeKind.Deactivate, SimStatus.Active)]
    [InlineData(BulkChangeKind.MoveToFleet, SimStatus.Active)]
    public async Task One_sim_is_planned_for_as_many_are(BulkChangeKind kind, SimStatus status)
    {
        var (sim, other) = (await _console.AddSimAsync(status, _meters), await _console.AddSimAsync(status, _meters));
        var trucks = await _console.AddFleetAsync("trucks");
        var plan = await _console.PlanAsync(PlanningConsole.ForSims(kind, sim) with { Fleet = kind == BulkChangeKind.MoveToFleet ? "trucks" : null });
        _console.Time.Advance(Hour);
        await _console.DoDueAsync();
        await _console.WorkBulkAsync();

        var now = (await _console.SimReader.FindAsync(sim.Sid, FleetScope.All, Token))!;
        Assert.Equal(kind == BulkChangeKind.Activate ? SimStatus.Active : kind == BulkChangeKind.Deactivate ? SimStatus.Inactive : status, now.Status);
        Assert.Equal(kind == BulkChangeKind.MoveToFleet ? trucks.Id : _meters.Id, now.FleetId);
        Assert.Equal((status, _meters.Id), (await _console.StatusAsync(other), (await _console.SimReader.FindAsync(other.Sid, FleetScope.All, Token))!.FleetId));
        Assert.Equal(PlannedOccurrenceState.Ordered, Assert.Single(await _console.OccurrencesAsync(plan)).State);
    }

    [Fact]
    public async Task A_loss_report_beats_every_plan()
    {
        var (lost, other) = (await _console.AddSimAsync(SimStatus.Active, _meters), await _console.AddSimAsync(SimStatus.Inactive, _meters));
        var plan = await _console.PlanAsync(PlanningConsole.ForFleet("meters", BulkChangeKind.Activate) with { Repeats = PlannedRepeat.Monthly });
        await _console.Get<LossReportService>().ReportAsync(new LossOrder([lost.Id], LossKind.Stolen, null, null), TestConsole.Someone, Token);
        await _console.WorkAsync();
        _console.Time.Advance(Hour);
        await _console.DoDueAsync();
        await _console.WorkBulkAsync();

        Assert.Equal((SimStatus.Inactive, SimStatus.Active), (await _console.StatusAsync(lost), await _console.StatusAsync(other)));
        Assert.Equal([BulkChangeResult.Held, BulkChangeResult.Completed], await _console.ResultsAsync(Assert.Single(await _console.BulkChangesAsync())));

        _console.Time.Advance(TimeSpan.FromDays(31));
        await _console.DoDueAsync();
        var nothing = (await _console.OccurrencesAsync(plan))[^1];
        Assert.Equal((PlannedOccurrenceState.NotOrdered, "None of these 2 SIMs can be changed: 1 is there already, 1 is held by a loss report. There is nothing to order."), (nothing.State, nothing.Says));
        Assert.Single(await _console.BulkChangesAsync());
    }

    [Fact]
    public async Task Whoever_was_away_does_it_late_and_says_so()
    {
        await _console.AddSimAsync(SimStatus.Active, _meters);
        var plan = await _console.PlanAsync(PlanningConsole.ForFleet("meters"));
        _console.Time.Advance(Hour + new TimeSpan(2, 5, 0));
        await _console.DoDueAsync();
        Assert.Equal("Ordered, late by 2 h 5 min", Assert.Single(await _console.OccurrencesAsync(plan)).Verdict());
    }

    [Fact]
    public async Task Of_several_times_that_were_missed_the_last_is_done_and_the_others_are_recorded()
    {
        await _console.AddSimAsync(SimStatus.Active, _meters);
        var plan = await _console.PlanAsync(PlanningConsole.ForFleet("meters") with { Repeats = PlannedRepeat.Monthly });
        _console.Time.Advance(TimeSpan.FromDays(70));
        await _console.DoDueAsync();

        var occurrences = await _console.OccurrencesAsync(plan);
        Assert.Equal(
            ["2026-03-01T13:00 Missed", "2026-04-01T13:00 Missed", "2026-05-01T13:00 Ordered"],
            occurrences.Select(o => $"{o.Local} {o.State}"));
        Assert.All(occurrences.Take(2), missed => Assert.Equal((null, null, "Missed"), (missed.BeganAt, missed.BulkChangeSid, missed.Verdict())));
        Assert.Single(await _console.BulkChangesAsync());
        Assert.Equal(new DateTimeOffset(2026, 6, 1, 13, 0, 0, TimeSpan.Zero), (await _console.AgainAsync(plan)).Plan.NextAt);
    }

    [Fact]
    public async Task A_season_keeps_to_the_clock_of_its_zone_and_ends_on_its_last_day()
    {
        await _console.AddSimAsync(SimStatus.Active, _meters);
        var order = PlanningConsole.ForFleet("meters") with
        {
            At = new DateTime(2026, 3, 20, 8, 0, 0),
            Zone = "Europe/Berlin",
            Repeats = PlannedRepeat.Monthly,
            Until = new DateOnly(2026, 4, 20),
        };
        var plan = await _console.PlanAsync(order);
        Assert.Equal(new DateTimeOffset(2026, 3, 20, 7, 0, 0, TimeSpan.Zero), plan.NextAt);
        _console.Time.SetUtcNow(plan.NextAt!.Value);
        await _console.DoDueAsync();

        // Summer time has begun meanwhile.
        var next = (await _console.AgainAsync(plan)).Plan.NextAt;
        Assert.Equal(new DateTimeOffset(2026, 4, 20, 6, 0, 0, TimeSpan.Zero), next);
        _console.Time.SetUtcNow(next!.Value);
        await _console.DoDueAsync();
        Assert.Equal((PlannedChangeState.Done, null), ((await _console.AgainAsync(plan)).Plan.State, (await _console.AgainAsync(plan)).Plan.NextAt));
        Assert.Equal(2, (await _console.OccurrencesAsync(plan)).Count);
    }

    [Fact]
    public async Task What_nobody_matches_is_recorded_and_leaves_nothing_behind()
    {
        var plan = await _console.PlanAsync(PlanningConsole.ForFleet("meters"));
        _console.Time.Advance(Hour);
        await _console.DoDueAsync();
        var occurrence = Assert.Single(await _console.OccurrencesAsync(plan));
        Assert.Equal((PlannedOccurrenceState.NotOrdered, "No SIM matched."), (occurrence.State, occurrence.Says));
        Assert.Empty(await _console.BulkChangesAsync());
    }

    [Fact]
    public async Task One_that_cannot_be_done_keeps_no_other_from_being_done()
    {
        await _console.AddSimAsync(SimStatus.Active, _meters);
        var (stuck, plan) = (await _console.PlanAsync(PlanningConsole.ForFleet("meters")), await _console.PlanAsync(PlanningConsole.ForFleet("meters")));
        await using (var db = _console.OpenDb())
        {
            await db.PlannedChanges.Where(p => p.Id == stuck.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.Zone, "Europe/Atlantis"), Token);
        }

        _console.Time.Advance(Hour);
        Assert.Contains("Europe/Atlantis", (await Assert.ThrowsAsync<TimeZoneNotFoundException>(_console.DoDueAsync)).Message, StringComparison.Ordinal);
        Assert.Equal(PlannedOccurrenceState.Ordered, Assert.Single(await _console.OccurrencesAsync(plan)).State);
        Assert.Equal(PlannedChangeState.Planned, (await _console.AgainAsync(stuck)).Plan.State);
    }

    [Fact]
    public async Task Previews_that_somebody_has_not_ordered_do_not_stand_in_the_way_of_what_he_planned()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, _meters);
        var plan = await _console.PlanAsync(PlanningConsole.ForFleet("meters"));
        for (var i = 0; i < BulkChangeService.MostPreviews; i++)
        {
            await _console.PreviewAsync(BulkChangeKind.Deactivate, [sim]);
        }

        _console.Time.Advance(Hour);
        await _console.DoDueAsync();
        Assert.Equal(PlannedOccurrenceState.Ordered, Assert.Single(await _console.OccurrencesAsync(plan)).State);
    }

    [Fact]
    public async Task It_is_done_in_the_name_and_within_the_limit_of_whoever_planned_it()
    {
        var trucks = await _console.AddFleetAsync("trucks");
        var (mine, theirs) = (await _console.AddSimAsync(SimStatus.Active, _meters), await _console.AddSimAsync(SimStatus.Active, trucks));
        var ben = TestConsole.Someone with { Actor = new Actor("ben", OrderSource.Console), Scope = FleetScope.Of([_meters.Id]) };
        var everything = new PlannedOrder(BulkChangeKind.Deactivate, new SimSelection.Matching(new SimQuery(), []), PlanningConsole.InAnHour, "UTC");
        var plan = await _console.PlanAsync(everything, ben);
        var gone = await _console.PlanAsync(PlanningConsole.ForSims(BulkChangeKind.Deactivate, theirs), ben);
        _console.Time.Advance(Hour);
        await _console.DoDueAsync();
        await _console.WorkBulkAsync();

        Assert.Equal((SimStatus.Inactive, SimStatus.Active), (await _console.StatusAsync(mine), await _console.StatusAsync(theirs)));
        var bulk = Assert.Single(await _console.BulkChangesAsync());
        Assert.Equal(("ben", ben.Scope), (bulk.RequestedBy, bulk.Scope));
        Assert.StartsWith("Whoever planned this may not change any of the chosen SIMs", Assert.Single(await _console.OccurrencesAsync(gone)).Says, StringComparison.Ordinal);
        Assert.Null(await _console.Get<PlannedChangeReader>().FindAsync(plan.Sid, FleetScope.Of([trucks.Id]), Token));
    }

    [Fact]
    public async Task What_becomes_due_while_it_is_paused_is_left_out()
    {
        await _console.AddSimAsync(SimStatus.Active, _meters);
        var plan = await _console.PlanAsync(PlanningConsole.ForFleet("meters") with { Repeats = PlannedRepeat.Monthly });
        BulkConsole.Succeeded(await Plans.PauseAsync(plan.Sid, TestConsole.Someone, Token));
        _console.Time.Advance(TimeSpan.FromDays(2));
        await _console.DoDueAsync();
        Assert.Empty(await _console.OccurrencesAsync(plan));

        BulkConsole.Succeeded(await Plans.ResumeAsync(plan.Sid, TestConsole.Someone, Token));
        await _console.DoDueAsync();
        var missed = Assert.Single(await _console.OccurrencesAsync(plan));
        Assert.Equal((PlannedOccurrenceState.Missed, "It was paused."), (missed.State, missed.Says));
        Assert.Empty(await _console.BulkChangesAsync());

        _console.Time.Advance(TimeSpan.FromDays(31));
        await _console.DoDueAsync();
        Assert.Equal(["2026-03-01T13:00 Missed", "2026-04-01T13:00 Ordered"], (await _console.OccurrencesAsync(plan)).Select(o => $"{o.Local} {o.State}"));
    }

    [Fact]
    public async Task What_is_cancelled_is_not_done()
    {
        await _console.AddSimAsync(SimStatus.Active, _meters);
        var plan = await _console.PlanAsync(PlanningConsole.ForFleet("meters"));
        BulkConsole.Succeeded(await Plans.CancelAsync(plan.Sid, TestConsole.Someone, Token));
        _console.Time.Advance(Hour);
        await _console.DoDueAsync();
        Assert.Empty(await _console.OccurrencesAsync(plan));
        Assert.Empty(await _console.BulkChangesAsync());
    }

    [Fact]
    public async Task Two_processes_do_it_once()
    {
        var sims = new List<SimRow>();
        for (var i = 0; i < 5; i++)
        {
            sims.Add(await _console.AddSimAsync(SimStatus.Active, _meters));
        }

        await using var other = _console.StartAnother();
        var plans = new List<PlannedChange>();
        foreach (var sim in sims)
        {
            plans.Add(await _console.PlanAsync(PlanningConsole.ForSims(BulkChangeKind.Deactivate, sim)));
        }

        _console.Time.Advance(Hour);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => (i % 2 == 0 ? _console : other).DoDueAsync())));
        await _console.DoDueAsync();
        await other.DoDueAsync();

        var bulks = await _console.BulkChangesAsync();
        Assert.Equal(sims.Count, bulks.Count);
        Assert.All(bulks, bulk => Assert.NotNull(bulk.CommittedAt));
        foreach (var plan in plans)
        {
            var occurrence = Assert.Single(await _console.OccurrencesAsync(plan));
            Assert.Equal(PlannedOccurrenceState.Ordered, occurrence.State);
            Assert.Contains(bulks, bulk => bulk.Sid == occurrence.BulkChangeSid);
        }
    }

    [Fact]
    public async Task A_process_that_dies_at_any_moment_costs_nothing_and_nothing_is_ordered_twice()
    {
        await _console.AddSimAsync(SimStatus.Active, _meters);
        for (var statement = 1; ; statement++)
        {
            var plan = await _console.PlanAsync(PlanningConsole.ForFleet("meters") with { At = _console.Time.GetUtcNow().UtcDateTime.AddHours(1) });
            var before = (await _console.BulkChangesAsync()).Count;
            _console.Time.Advance(Hour);
            bool died;
            await using (var other = _console.StartAnother())
            {
                var interruption = new Interruption(statement, () => throw new InvalidOperationException("The process dies."));
                await interruption.InAsync(async () => await Record.ExceptionAsync(other.DoDueAsync));
                died = interruption.Happened;
            }

            await _console.FindSilentAsync();
            Assert.Null(await _console.DoDueAsync());
            var occurrence = Assert.Single(await _console.OccurrencesAsync(plan));
            Assert.True(occurrence.State == PlannedOccurrenceState.Ordered, $"{statement}: {occurrence.State} {occurrence.Says}");
            var ordered = Assert.Single((await _console.BulkChangesAsync()).Skip(before), bulk => bulk.CommittedAt is not null);
            Assert.Equal(ordered.Sid, occurrence.BulkChangeSid);
            await _console.WorkBulkAsync();
            await _console.OrderBulkAsync(BulkChangeKind.Activate, [(await _console.SimReader.ListAsync(new SimQuery(), 0, 1, FleetScope.All, Token))[0]]);
            await _console.WorkBulkAsync();
            if (!died)
            {
                Assert.InRange(statement, 15, 200);
                return;
            }
        }
    }

    [Fact]
    public async Task What_was_begun_and_then_cancelled_is_not_ordered_by_whoever_goes_on()
    {
        await _console.AddSimAsync(SimStatus.Active, _meters);
        var plan = await _console.PlanAsync(PlanningConsole.ForFleet("meters") with { Repeats = PlannedRepeat.Yearly });
        await using (var db = _console.OpenDb())
        {
            db.PlannedOccurrences.Add(new PlannedOccurrence { PlannedChangeId = plan.Id, Local = plan.At, DueAt = plan.NextAt!.Value, BeganAt = plan.NextAt });
            await db.SaveChangesAsync(Token);
        }

        BulkConsole.Succeeded(await Plans.CancelAsync(plan.Sid, TestConsole.Someone, Token));
        await _console.DoDueAsync();
        Assert.Equal("It was cancelled before anything was ordered.", Assert.Single(await _console.OccurrencesAsync(plan)).Says);
        Assert.Empty(await _console.BulkChangesAsync());
    }

    [Fact]
    public async Task The_worker_sleeps_until_the_next_is_due()
    {
        await _console.PlanAsync(PlanningConsole.ForFleet("meters") with { At = PlanningConsole.InAnHour.AddHours(5) });
        var next = await _console.PlanAsync(PlanningConsole.ForFleet("meters"));
        var paused = await _console.PlanAsync(PlanningConsole.ForFleet("meters") with { At = PlanningConsole.InAnHour.AddMinutes(-5) });
        await Plans.PauseAsync(paused.Sid, TestConsole.Someone, Token);
        Assert.Equal(next.NextAt, await _console.Get<PlannedChangeRunner>().NextAsync(Token));
    }
}
