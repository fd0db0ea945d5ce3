using Microsoft.EntityFrameworkCore;
using SimConsole.BulkChanges;
using SimConsole.Fleets;
using SimConsole.LossReports;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Notices;
using SimConsole.PlannedChanges;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Tests.BulkChanges;
using SimConsole.Tests.Inventory;
using SimConsole.Tests.PlannedChanges;

namespace SimConsole.Tests.Notices;

/// <summary>What each person is told, from what the tables say.</summary>
public sealed class NoticeReaderTests : IAsyncLifetime
{
    private TestConsole _console = null!;
    private Fleet _fleet = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync();
        _fleet = await _console.AddFleetAsync("meters");
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task Where_nothing_happened_nobody_is_told_anything()
    {
        var list = await _console.NoticesAsync();
        Assert.Equal((0, 0, null), (list.Notices.Count, list.Unread, list.UnreadUpTo));
    }

    [Fact]
    public async Task One_failed_change_names_its_sim_and_several_are_one_notice_that_counts_sims()
    {
        var pump = await _console.FailAsync("pump", _fleet);
        var only = Assert.Single((await _console.NoticesAsync()).Notices);
        Assert.Equal((NoticeKind.FailedChanges, $"sims/{pump.Sid}", true, true), (only.Kind, only.Address, only.IsTrouble, only.IsUnread));
        Assert.StartsWith("pump could not be switched: ", only.Says, StringComparison.Ordinal);
        Assert.EndsWith(".", only.Says, StringComparison.Ordinal);

        await _console.FailAsync("valve", _fleet);
        _console.Network.Settings = new SimulatedOptions { Delay = TimeSpan.Zero, RefusalRate = 1 };
        await _console.AskAsync(pump, SimStatus.Inactive);
        await _console.WorkAsync();

        only = Assert.Single((await _console.NoticesAsync()).Notices);
        Assert.Equal(("2 SIMs could not be switched.", "status-changes?show=failed"), (only.Says, only.Address));
    }

    [Fact]
    public async Task What_failed_after_a_person_has_read_is_told_apart_from_what_he_has_read()
    {
        await _console.FailAsync("pump", _fleet);
        var readAt = (await _console.NoticesAsync()).UnreadUpTo;
        Assert.Equal(0, (await _console.NoticesAsync(readAt: readAt)).Unread);

        _console.Time.Advance(TimeSpan.FromMinutes(1));
        await _console.FailAsync("valve", _fleet);

        var list = await _console.NoticesAsync(readAt: readAt);
        Assert.Equal([(true, "valve"), (false, "pump ")], list.Notices.Select(notice => (notice.IsUnread, notice.Says[..5])));
        Assert.Equal((1, list.Notices[0].At), (list.Unread, list.UnreadUpTo));
    }

    [Fact]
    public async Task A_failure_is_told_for_seven_days()
    {
        await _console.FailAsync("pump", _fleet);
        _console.Time.Advance(NoticeReader.Recent - TimeSpan.FromMinutes(1));
        Assert.Single((await _console.NoticesAsync()).Notices);

        _console.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty((await _console.NoticesAsync()).Notices);
    }

    [Fact]
    public async Task A_bulk_change_is_told_to_whoever_ordered_it_and_to_others_only_where_something_failed()
    {
        SimRow[] sims = [await _console.AddSimAsync(SimStatus.Active, _fleet), await _console.AddSimAsync(SimStatus.Active, _fleet)];
        var bulk = await _console.OrderBulkAsync(BulkChangeKind.Deactivate, sims);
        Assert.Empty((await _console.NoticesAsync()).Notices);

        await _console.WorkBulkAsync();

        var told = Assert.Single((await _console.NoticesAsync()).Notices);
        Assert.Equal((NoticeKind.BulkChange, "Deactivate 2 SIMs: all 2 changed.", $"bulk-changes/{bulk.Sid}", false), (told.Kind, told.Says, told.Address, told.IsTrouble));
        Assert.Empty((await _console.NoticesAsync(NoticingConsole.Person("ben"))).Notices);

        _console.Network.Settings = new SimulatedOptions { Delay = TimeSpan.Zero, RefusalRate = 1 };
        await _console.OrderBulkAsync(BulkChangeKind.Activate, sims);
        await _console.WorkBulkAsync();

        told = Assert.Single((await _console.NoticesAsync(NoticingConsole.Person("ben"))).Notices);
        Assert.Equal(("Activate 2 SIMs: 0 changed, 2 failed. Ordered by someone.", true), (told.Says, told.IsTrouble));
    }

    [Fact]
    public async Task Whoever_is_limited_is_told_of_the_failures_of_his_own_sims_in_a_bulk_change_that_he_does_not_see()
    {
        var trucks = await _console.AddFleetAsync("trucks");
        SimRow[] sims = [await _console.AddSimAsync(SimStatus.Active, _fleet, "mine"), await _console.AddSimAsync(SimStatus.Active, trucks, "theirs")];
        _console.Network.Settings = new SimulatedOptions { Delay = TimeSpan.Zero, RefusalRate = 1 };
        await _console.OrderBulkAsync(BulkChangeKind.Deactivate, sims);
        await _console.WorkBulkAsync();
        await _console.FailAsync("truck", trucks);

        var told = Assert.Single((await _console.NoticesAsync(NoticingConsole.Person("ben", FleetScope.Of([_fleet.Id])))).Notices);
        Assert.StartsWith("mine could not be switched", told.Says, StringComparison.Ordinal);
        Assert.Equal([NoticeKind.FailedChanges, NoticeKind.BulkChange], (await _console.NoticesAsync()).Notices.Select(notice => notice.Kind).Order());
    }

    [Fact]
    public async Task An_import_is_told_with_its_bad_lines_to_whoever_ordered_it_and_may_still_see_it()
    {
        await _console.ImportAsync(await CardFiles.OfAsync("nothing,1,,,,", $"{CardFiles.IccidOf(1)},1,,,,"));

        var told = Assert.Single((await _console.NoticesAsync()).Notices);
        Assert.Equal((NoticeKind.Import, true), (told.Kind, told.IsTrouble));
        Assert.StartsWith("cards.csv: ", told.Says, StringComparison.Ordinal);
        Assert.Contains("could not be imported", told.Says, StringComparison.Ordinal);
        Assert.StartsWith("import/IM", told.Address, StringComparison.Ordinal);
        Assert.Empty((await _console.NoticesAsync(NoticingConsole.Person("ben"))).Notices);
        Assert.Empty((await _console.NoticesAsync(TestConsole.Someone with { May = Permissions.SimsRead })).Notices);
        Assert.Empty((await _console.NoticesAsync(TestConsole.Someone with { Scope = FleetScope.Of([_fleet.Id]) })).Notices);
    }

    [Fact]
    public async Task A_planned_change_is_told_where_it_was_late_or_ordered_nothing_and_not_where_all_went_well()
    {
        await _console.AddSimAsync(SimStatus.Active, _fleet);
        var (good, late) = (await _console.PlanAsync(PlanningConsole.ForFleet("meters") with { Name = "in time" }), PlanningConsole.ForFleet("meters", BulkChangeKind.Activate) with { Name = "late" });
        _console.Time.Advance(TimeSpan.FromHours(1));
        await _console.DoDueAsync();
        Assert.Equal(PlannedOccurrenceState.Ordered, (await _console.OccurrencesAsync(good))[0].State);
        Assert.Empty((await _console.NoticesAsync()).Notices);

        await _console.PlanAsync(late with { At = new DateTime(2026, 3, 1, 14, 0, 0) });
        _console.Time.Advance(TimeSpan.FromHours(3));
        await _console.DoDueAsync();

        var told = Assert.Single((await _console.NoticesAsync()).Notices);
        Assert.Equal((NoticeKind.PlannedChange, true), (told.Kind, told.IsTrouble));
        Assert.Matches("^late: .*late by 2 h", told.Says);
        Assert.Empty((await _console.NoticesAsync(NoticingConsole.Person("ben", FleetScope.Of([_fleet.Id])))).Notices);
    }

    [Fact]
    public async Task A_plan_that_was_paused_for_want_of_its_orderer_is_told_to_whoever_may_resume_it_until_somebody_does()
    {
        var mara = NoticingConsole.Person("mara");
        var plan = await _console.PlanAsync(PlanningConsole.ForFleet("meters") with { Name = "season" }, mara);
        var theirs = await _console.PlanAsync(PlanningConsole.ForFleet("meters") with { Name = "by hand" }, mara);
        Assert.Null((await _console.Get<PlannedChangeService>().PauseAsync(theirs.Sid, mara, Token)).Refusal);
        await using (var db = _console.OpenDb())
        {
            await db.Users.Where(p => p.UserName == "mara").ExecuteUpdateAsync(set => set.SetProperty(p => p.SuspendedAt, _console.Time.GetUtcNow()), Token);
        }

        _console.Time.Advance(TimeSpan.FromMinutes(1));
        await _console.DoDueAsync();

        var list = await _console.NoticesAsync();
        var told = Assert.Single(list.Notices);
        Assert.Equal((NoticeKind.PlannedChange, $"planned-changes/{plan.Sid}", true, true), (told.Kind, told.Address, told.IsTrouble, told.IsUnread));
        Assert.Equal("season: it is paused because mara is suspended. Whoever resumes it is responsible for it from then on.", told.Says);
        Assert.Equal(_console.Time.GetUtcNow(), told.At!.Value, TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await _console.NoticesAsync(readAt: told.At)).Unread);
        Assert.Empty((await _console.NoticesAsync(TestConsole.Someone with { May = Permissions.SimsRead })).Notices);
        Assert.Empty((await _console.NoticesAsync(NoticingConsole.Person("ben", FleetScope.Of([_fleet.Id])))).Notices);

        await _console.KnowAsync(TestConsole.Someone);
        Assert.Null((await _console.Get<PlannedChangeService>().ResumeAsync(plan.Sid, TestConsole.Someone, Token)).Refusal);
        Assert.Empty((await _console.NoticesAsync()).Notices);

        // A person who pauses it needs nobody to tell him.
        Assert.Null((await _console.Get<PlannedChangeService>().PauseAsync(plan.Sid, TestConsole.Someone, Token)).Refusal);
        Assert.Empty((await _console.NoticesAsync()).Notices);
    }

    [Fact]
    public async Task What_is_reported_stolen_and_not_off_yet_stands_first_whoever_has_read_it_and_is_gone_once_it_is_off()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, _fleet);
        await _console.FailAsync("pump", _fleet);
        _console.Time.Advance(TimeSpan.FromMinutes(1));
        var report = (await _console.Get<LossReportService>().ReportAsync(new LossOrder([sim.Id], LossKind.Stolen, "K-17"), TestConsole.Someone, Token)).Value!;

        var list = await _console.NoticesAsync(readAt: _console.Time.GetUtcNow());
        Assert.Equal([NoticeKind.NotOffYet, NoticeKind.FailedChanges], list.Notices.Select(notice => notice.Kind));
        Assert.Equal(("1 SIM reported lost or stolen is not off yet.", $"loss-reports/{report.Sid}", true), (list.Notices[0].Says, list.Notices[0].Address, list.Notices[0].IsUnread));
        Assert.Equal((1, true, null), (list.Unread, list.IsUrgent, list.UnreadUpTo));

        // He may see the Sim and not the report.
        var limited = await _console.NoticesAsync(NoticingConsole.Person("ben", FleetScope.Of([_fleet.Id])));
        Assert.Equal(("sims?held=true", null), (limited.Notices[0].Address, limited.Notices[0].At));
        Assert.False((await _console.NoticesAsync(NoticingConsole.Person("eve", FleetScope.Of([(await _console.AddFleetAsync("trucks")).Id])))).IsUrgent);

        await _console.WorkAsync();
        Assert.False((await _console.NoticesAsync()).IsUrgent);
    }

    [Fact]
    public async Task The_failures_of_a_loss_report_are_told_by_what_is_not_off_yet_alone()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, _fleet);
        await _console.Get<LossReportService>().ReportAsync(new LossOrder([sim.Id], LossKind.Lost, "K-17"), TestConsole.Someone, Token);
        await using (var db = _console.OpenDb())
        {
            await db.StatusChanges.ExecuteUpdateAsync(set => set.SetProperty(c => c.State, StatusChangeState.Failed).SetProperty(c => c.EndedAt, _console.Time.GetUtcNow()), Token);
        }

        Assert.Equal(NoticeKind.NotOffYet, Assert.Single((await _console.NoticesAsync()).Notices).Kind);
    }

    [Fact]
    public async Task What_was_read_is_shown_to_whoever_has_the_same_limit_and_to_nobody_else()
    {
        await _console.FailAsync("pump", _fleet);
        var reader = _console.Get<NoticeReader>();
        var read = await reader.ReadAsync(FleetScope.All, Token);

        Assert.Same(read, reader.Latest(FleetScope.All));
        Assert.Null(reader.Latest(FleetScope.Of([_fleet.Id])));
    }
}
