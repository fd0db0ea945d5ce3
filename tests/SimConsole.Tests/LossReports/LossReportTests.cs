using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Inventory;
using SimConsole.LossReports;
using SimConsole.Reconciliation;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Tests.Inventory;
using SimConsole.Work;

namespace SimConsole.Tests.LossReports;

public sealed class LossReportTests : IAsyncLifetime
{
    private TestConsole _console = null!;
    private Fleet _fleet = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private LossReportService Reports => _console.Get<LossReportService>();

    private LossReportReader Reader => _console.Get<LossReportReader>();

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync();
        _fleet = await _console.AddFleetAsync("meters");
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Theory]
    [InlineData(SimStatus.Active)]
    [InlineData(SimStatus.Ready)]
    [InlineData(SimStatus.Inactive)]
    [InlineData(SimStatus.New)]
    public async Task A_reported_sim_ends_off_the_network_and_held(SimStatus status)
    {
        var sim = await _console.AddSimAsync(status, _fleet);

        var report = await ReportAsync(sim);
        await _console.WorkAsync();

        Assert.False(await _console.MayAttachAsync(sim));
        var after = await _console.RowAsync(sim);
        Assert.Equal(status == SimStatus.New ? SimStatus.New : SimStatus.Inactive, after.Status);
        Assert.Equal(report.Sid, after.HeldBy);
        var summary = (await Reader.FindAsync(report.Sid, FleetScope.All, Token))!;
        Assert.Equal((1, 1, 1, 0, 0), (summary.Sims, summary.Held, summary.Off, summary.InFlight, summary.StillOn));
    }

    [Fact]
    public async Task Held_sims_are_counted_and_a_report_is_unfinished_until_all_of_them_are_off()
    {
        Assert.Equal((0, 0), await HoldAsync());
        var first = await ReportAsync(await _console.AddSimAsync(SimStatus.Active, _fleet));
        await ReportAsync(await _console.AddSimAsync(SimStatus.Inactive, _fleet));
        var last = await ReportAsync(await _console.AddSimAsync(SimStatus.Active, _fleet), await _console.AddSimAsync(SimStatus.New));

        Assert.Equal([last.Sid, first.Sid], (await Reader.HoldAsync(5, FleetScope.All, Token)).Unfinished.Select(r => r.Sid));
        Assert.Equal([last.Sid], (await Reader.HoldAsync(1, FleetScope.All, Token)).Unfinished.Select(r => r.Sid));
        Assert.Equal((4, 3), await HoldAsync());

        await _console.WorkAsync();
        Assert.Empty((await Reader.HoldAsync(5, FleetScope.All, Token)).Unfinished);
        Assert.Equal((4, 3), await HoldAsync());

        await Reports.ReleaseAsync(last.Sid, null, "found", TestConsole.Someone, Token);
        Assert.Equal((2, 2), await HoldAsync());

        async Task<(int, int)> HoldAsync()
        {
            var hold = await Reader.HoldAsync(5, FleetScope.All, Token);
            return (hold.Sims, hold.Reports);
        }
    }

    [Fact]
    public async Task A_held_sim_that_the_network_is_found_to_accept_is_not_off_until_that_is_mended()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, _fleet);
        var report = await ReportAsync(sim);
        await _console.WorkAsync();
        await using (var db = _console.OpenDb())
        {
            await db.SimulatedSubscribers.ExecuteUpdateAsync(set => set.SetProperty(s => s.MayAttach, true), Token);
        }

        _console.Time.Advance(TimeSpan.FromSeconds(1));
        await _console.Get<DriftService>().CompareAsync(null, sim.Sid, TestConsole.Someone, Token);
        await _console.Get<ReconcileWorker>().CompareOnceAsync(ComparisonScope.Sim, Token);
        _console.Network.Settings = _console.Network.Settings with { Outage = true };
        await _console.WorkAsync();

        var summary = (await Reader.FindAsync(report.Sid, FleetScope.All, Token))!;
        Assert.Equal((0, 1, 0, 1), (summary.Off, summary.InFlight, summary.StillOn, summary.NotOffYet));
        Assert.Equal((1, report.Sid), ((await Reader.HoldAsync(5, FleetScope.All, Token)).NotOffYet, Assert.Single((await Reader.HoldAsync(5, FleetScope.All, Token)).Unfinished).Sid));
        Assert.Equal("Not off yet, because “The simulated network is down”, tried once", Assert.Single(await Reader.SimsAsync(report.Id, 0, 10, Token)).Said());

        _console.Network.Settings = _console.Network.Settings with { Outage = false };
        _console.Time.Advance(TimeSpan.FromSeconds(2));
        await _console.WorkAsync();
        Assert.Equal((1, 0), ((await Reader.FindAsync(report.Sid, FleetScope.All, Token))!.Off, (await Reader.HoldAsync(5, FleetScope.All, Token)).NotOffYet));
    }

    [Fact]
    public async Task A_sim_that_is_off_and_that_the_network_still_accepts_is_told_of_again_at_once()
    {
        var sim = await _console.AddSimAsync(SimStatus.Inactive, _fleet);
        await using (var db = _console.OpenDb())
        {
            await db.SimulatedSubscribers.ExecuteUpdateAsync(set => set.SetProperty(s => s.MayAttach, true), Token);
        }

        _console.Network.Settings = _console.Network.Settings with { RefusalRate = 1 };
        _console.Time.Advance(TimeSpan.FromSeconds(1));
        await _console.Get<DriftService>().CompareAsync(null, sim.Sid, TestConsole.Someone, Token);
        await _console.Get<ReconcileWorker>().CompareOnceAsync(ComparisonScope.Sim, Token);
        await _console.WorkAsync();
        _console.Network.Settings = _console.Network.Settings with { RefusalRate = 0 };
        await _console.WorkAsync();
        Assert.True(await _console.MayAttachAsync(sim));

        await ReportAsync(sim);
        await _console.WorkAsync();
        Assert.False(await _console.MayAttachAsync(sim));
        Assert.Equal(StatusChangePriority.LossReport, (await _console.OnlyChangeAsync()).Priority);
    }

    [Fact]
    public async Task The_report_shows_when_it_was_ordered_and_what_the_network_said()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, _fleet);
        var report = await ReportAsync(sim);
        await _console.WorkAsync();

        var shown = Assert.Single(await Reader.SimsAsync(report.Id, 0, 10, Token));
        Assert.Equal(SimStatus.Active, shown.SeenStatus);
        Assert.Equal(StatusChangeState.Completed, shown.Off!.State);
        Assert.Contains("refused", shown.Off.Confirmation, StringComparison.Ordinal);
        Assert.Contains(report.Sid, shown.Off.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_that_names_a_held_sim_does_not_bring_it_back()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, _fleet);
        await ReportAsync(sim);
        await _console.WorkAsync();

        using var lines = new MemoryStream(System.Text.Encoding.UTF8.GetBytes($"iccid,name,fleet\n{sim.Iccid},pump,meters\n"));
        await using var file = (await CardFile.ReceiveAsync(lines, null, Token)).Value!;
        await _console.ImportAsync(file);
        await _console.WorkAsync();

        Assert.Equal(SimStatus.Inactive, await _console.StatusAsync(sim));
        Assert.False(await _console.MayAttachAsync(sim));
        Assert.NotNull((await _console.RowAsync(sim)).HeldBy);
    }

    [Fact]
    public async Task Attempts_to_attach_are_counted_from_the_report_to_the_release()
    {
        var (sim, other) = (await _console.AddSimAsync(SimStatus.Inactive, _fleet), await _console.AddSimAsync(SimStatus.Inactive, _fleet));
        await _console.Network.AttachAsync(sim.Iccid, Token);
        _console.Time.Advance(TimeSpan.FromMinutes(1));
        var report = await ReportAsync(sim);
        _console.Time.Advance(TimeSpan.FromMinutes(1));
        await _console.Network.AttachAsync(sim.Iccid, Token);
        await _console.Network.AttachAsync(sim.Imsi!, Token);
        await _console.Network.AttachAsync(other.Iccid, Token);
        var last = _console.Time.GetUtcNow();
        _console.Time.Advance(TimeSpan.FromMinutes(1));
        await Reports.ReleaseAsync(report.Sid, null, "found", TestConsole.Someone, Token);
        _console.Time.Advance(TimeSpan.FromMinutes(1));
        await _console.Network.AttachAsync(sim.Iccid, Token);

        var shown = Assert.Single(await Reader.SimsAsync(report.Id, 0, 10, Token));
        Assert.Equal((2, last), (shown.Refused, shown.LastRefusedAt));
    }

    [Fact]
    public async Task An_attempt_that_is_accepted_is_no_refusal()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, _fleet);
        Assert.True((await _console.Network.AttachAsync(sim.Iccid, Token)).Accepted);
        await using var db = _console.OpenDb();
        Assert.Empty(db.AttachRefusals);
    }

    [Fact]
    public async Task It_goes_ahead_of_all_other_work()
    {
        var (bulk, single, lost) = (await _console.AddSimAsync(SimStatus.Active, _fleet), await _console.AddSimAsync(SimStatus.Active, _fleet), await _console.AddSimAsync(SimStatus.Active, _fleet));
        await _console.OrderAsync(bulk, SimStatus.Inactive, StatusChangePriority.Bulk);
        await _console.OrderAsync(single, SimStatus.Inactive, StatusChangePriority.Single);
        await ReportAsync(lost);

        await _console.Worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);

        Assert.Equal(SimStatus.Inactive, await _console.StatusAsync(lost));
        Assert.Equal(SimStatus.Scheduled, await _console.StatusAsync(single));
        Assert.Equal(SimStatus.Scheduled, await _console.StatusAsync(bulk));
    }

    [Theory]
    [InlineData(SimStatus.New)]
    [InlineData(SimStatus.Inactive)]
    [InlineData(SimStatus.Ready)]
    public async Task It_supersedes_an_activation_that_waits(SimStatus from)
    {
        var sim = await _console.AddSimAsync(from, _fleet);
        await _console.AskAsync(sim, SimStatus.Active);

        await ReportAsync(sim);
        await _console.WorkAsync();

        Assert.Equal(SimStatus.Inactive, await _console.StatusAsync(sim));
        Assert.False(await _console.MayAttachAsync(sim));
        Assert.Equal([StatusChangeState.Superseded, StatusChangeState.Completed], (await _console.ChangesAsync(sim.Id)).Select(c => c.State));
    }

    [Fact]
    public async Task It_follows_an_activation_that_is_being_applied()
    {
        var sim = await _console.AddSimAsync(SimStatus.Inactive, _fleet);
        await _console.AskAsync(sim, SimStatus.Active);
        var queue = _console.Get<StatusChangeQueue>();
        var batch = (await queue.ClaimAsync(StatusChangePriority.Bulk, Token))!;

        await ReportAsync(sim);
        Assert.Null(await queue.ClaimAsync(StatusChangePriority.Bulk, Token));
        await _console.Get<StatusChangeService>().EndAsync(batch, [new ChangeVerdict(batch.Rows[0], new ChangeOutcome.Completed("on", _console.Time.Now()))], Token);

        var between = await _console.RowAsync(sim);
        Assert.Equal((SimStatus.Scheduled, (SimStatus?)SimStatus.Inactive), (between.Status, between.TargetStatus));
        await _console.WorkAsync();
        Assert.Equal(SimStatus.Inactive, await _console.StatusAsync(sim));
        Assert.False(await _console.MayAttachAsync(sim));
        Assert.Equal([(SimStatus.Inactive, SimStatus.Active), (SimStatus.Active, SimStatus.Inactive)], (await _console.ChangesAsync(sim.Id)).Select(c => (c.FromStatus, c.ToStatus)));
    }

    [Fact]
    public async Task It_does_not_wait_for_the_next_try_of_an_activation_that_met_trouble()
    {
        var sim = await _console.AddSimAsync(SimStatus.Inactive, _fleet);
        await _console.AskAsync(sim, SimStatus.Active);
        var batch = (await _console.Get<StatusChangeQueue>().ClaimAsync(StatusChangePriority.Bulk, Token))!;
        await ReportAsync(sim);

        await _console.Get<StatusChangeService>().EndAsync(batch, [new ChangeVerdict(batch.Rows[0], new ChangeOutcome.TryAgain("busy", new NextAttempt(TimeSpan.FromSeconds(30), 30)))], Token);
        await _console.WorkAsync();

        Assert.Equal(SimStatus.Inactive, await _console.StatusAsync(sim));
        Assert.Equal([StatusChangeState.Superseded, StatusChangeState.Completed], (await _console.ChangesAsync(sim.Id)).Select(c => c.State));
    }

    [Fact]
    public async Task A_fleet_move_that_was_being_applied_still_happens()
    {
        var other = await _console.AddFleetAsync("other");
        var sim = await _console.AddSimAsync(SimStatus.Active, _fleet);
        await _console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Fleet = "other" }, TestConsole.Someone, Token);
        var batch = (await _console.Get<StatusChangeQueue>().ClaimAsync(StatusChangePriority.Bulk, Token))!;
        await ReportAsync(sim);

        await _console.Get<StatusChangeService>().EndAsync(batch, [new ChangeVerdict(batch.Rows[0], new ChangeOutcome.Completed("on", _console.Time.Now()))], Token);
        await _console.WorkAsync();

        var after = await _console.RowAsync(sim);
        Assert.Equal((SimStatus.Inactive, other.Sid), (after.Status, after.FleetSid));
    }

    [Fact]
    public async Task A_second_report_orders_nothing_twice_and_holds_after_the_first_is_released()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, _fleet);
        var first = await ReportAsync(sim);
        var second = await ReportAsync(sim);
        await _console.WorkAsync();

        Assert.Single(await _console.ChangesAsync(sim.Id));
        await Reports.ReleaseAsync(first.Sid, null, "a mistake", TestConsole.Someone, Token);
        Assert.Equal(second.Sid, (await _console.RowAsync(sim)).HeldBy);
        await Reports.ReleaseAsync(second.Sid, null, "found", TestConsole.Someone, Token);
        Assert.Null((await _console.RowAsync(sim)).HeldBy);
    }

    [Fact]
    public async Task The_same_request_twice_makes_one_report()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, _fleet);
        var order = new LossOrder([sim.Id], LossKind.Stolen, IdempotencyKey: "night-1");

        var first = (await Reports.ReportAsync(order, TestConsole.Someone, Token)).Value!;
        var again = (await Reports.ReportAsync(order, TestConsole.Someone, Token)).Value!;

        Assert.Equal(first.Sid, again.Sid);
        Assert.Single(await Reader.ListBeforeAsync(null, 10, FleetScope.All, Token));
    }

    [Theory]
    [InlineData(SimStatus.Active)]
    [InlineData(SimStatus.Ready)]
    public async Task Nothing_reactivates_a_held_sim_before_it_is_released(SimStatus wanted)
    {
        var sim = await _console.AddSimAsync(wanted == SimStatus.Ready ? SimStatus.New : SimStatus.Active, _fleet);
        var report = await ReportAsync(sim);
        await _console.WorkAsync();
        var before = await _console.AllRowsAsync();

        var refused = await _console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Status = wanted }, TestConsole.Someone, Token);

        Assert.Equal(Hold.Code, refused.Refusal?.Code);
        Assert.Contains(report.Sid, refused.Refusal!.Message, StringComparison.Ordinal);
        Assert.Equal(before, await _console.AllRowsAsync());
        Assert.Contains(report.Sid, SimAction.For(await _console.RowAsync(sim)).Refusal, StringComparison.Ordinal);

        await Reports.ReleaseAsync(report.Sid, null, "found in the depot", TestConsole.Someone, Token);
        Assert.Null((await _console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Status = wanted }, TestConsole.Someone, Token)).Refusal);
    }

    [Fact]
    public async Task A_bulk_order_and_a_move_with_a_status_do_not_reactivate_it_either()
    {
        await _console.AddFleetAsync("other");
        var sim = await _console.AddSimAsync(SimStatus.Inactive, _fleet);
        await ReportAsync(sim);

        await using var db = _console.OpenDb();
        OpenedChanges? opened = null;
        await db.InTransactionAsync(async after => opened = await _console.Get<StatusChangeService>().OpenManyAsync(db, [sim.Id], new StatusOrder(SimStatus.Active, TestConsole.Someone.Actor), after, Token), Token);
        Assert.Empty(opened!.Sims);
        Assert.Equal(Hold.Code, (await _console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Status = SimStatus.Active, Fleet = "other" }, TestConsole.Someone, Token)).Refusal?.Code);

        Assert.Null((await _console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Fleet = "other" }, TestConsole.Someone, Token)).Refusal);
        Assert.Equal(SimStatus.Inactive, await _console.StatusAsync(sim));
    }

    [Fact]
    public async Task A_ready_sim_whose_order_failed_in_an_earlier_version_does_not_turn_active_by_itself()
    {
        var sim = await _console.AddSimAsync(SimStatus.Ready, _fleet);
        var report = await ReportAsync(sim);
        await using var db = _console.OpenDb();
        await db.StatusChanges.ExecuteUpdateAsync(set => set.SetProperty(c => c.State, StatusChangeState.Failed).SetProperty(c => c.EndedAt, _console.Time.Now()), Token);
        await db.Sims.ExecuteUpdateAsync(set => set.SetProperty(s => s.Status, SimStatus.Ready), Token);
        Assert.Equal(1, (await Reader.FindAsync(report.Sid, FleetScope.All, Token))!.StillOn);

        _console.Time.Advance(TimeSpan.FromDays(100));
        Assert.Equal(0, await _console.Get<StatusChangeService>().ActivateReadyAsync(Token));

        Assert.Null((await Reports.OrderAgainAsync(report.Sid, TestConsole.Someone, Token)).Refusal);
        await _console.WorkAsync();
        Assert.Equal(SimStatus.Inactive, await _console.StatusAsync(sim));
        Assert.Equal(20001, (await Reports.OrderAgainAsync(report.Sid, TestConsole.Someone, Token)).Refusal?.Code);
    }

    [Fact]
    public async Task A_part_is_released_with_a_reason_and_switches_nothing_on()
    {
        var (found, gone) = (await _console.AddSimAsync(SimStatus.Active, _fleet), await _console.AddSimAsync(SimStatus.Active, _fleet));
        var report = await ReportAsync(found, gone);
        await _console.WorkAsync();

        var said = await Reports.ReleaseAsync(report.Sid, [found.Id], "found in the depot", TestConsole.Someone, Token);

        Assert.Contains("1 SIM is released", said.Value, StringComparison.Ordinal);
        Assert.Equal((null, report.Sid), ((await _console.RowAsync(found)).HeldBy, (await _console.RowAsync(gone)).HeldBy));
        Assert.Equal(SimStatus.Inactive, await _console.StatusAsync(found));
        var shown = (await Reader.SimsAsync(report.Id, 0, 10, Token)).Single(s => s.SimId == found.Id);
        Assert.Equal(("found in the depot", "someone"), (shown.ReleaseReason, shown.ReleasedBy));
    }

    [Fact]
    public async Task What_cannot_be_released_or_reported_is_refused_and_changes_nothing()
    {
        var (held, free) = (await _console.AddSimAsync(SimStatus.Active, _fleet), await _console.AddSimAsync(SimStatus.Active, _fleet));
        var report = await ReportAsync(held);
        var before = await StateAsync();

        async Task RefusedAsync(Task<Result<string>> release, int code) => Assert.Equal(code, (await release).Refusal?.Code);
        await RefusedAsync(Reports.ReleaseAsync(report.Sid, [free.Id], "x", TestConsole.Someone, Token), 20001);
        await RefusedAsync(Reports.ReleaseAsync(report.Sid, [held.Id, free.Id], "x", TestConsole.Someone, Token), 20001);
        await RefusedAsync(Reports.ReleaseAsync(report.Sid, [], "x", TestConsole.Someone, Token), 20001);
        await RefusedAsync(Reports.ReleaseAsync(report.Sid, null, "  ", TestConsole.Someone, Token), 20001);
        await RefusedAsync(Reports.ReleaseAsync("LR0", null, "x", TestConsole.Someone, Token), 20404);
        await RefusedAsync(Reports.OrderAgainAsync("LR0", TestConsole.Someone, Token), 20404);
        Assert.Equal(20001, (await Reports.ReportAsync(new LossOrder([], LossKind.Lost), TestConsole.Someone, Token)).Refusal?.Code);
        Assert.Equal(20001, (await Reports.ReportAsync(new LossOrder([held.Id], LossKind.Lost, Reference: new string('x', 65)), TestConsole.Someone, Token)).Refusal?.Code);

        Assert.Equal(before, await StateAsync());
        await Reports.ReleaseAsync(report.Sid, null, "x", TestConsole.Someone, Token);
        await RefusedAsync(Reports.ReleaseAsync(report.Sid, null, "x", TestConsole.Someone, Token), 20001);
    }

    private async Task<LossReport> ReportAsync(params SimRow[] sims) =>
        (await Reports.ReportAsync(new LossOrder([.. sims.Select(s => s.Id)], LossKind.Stolen, "K-17", "a pallet"), TestConsole.Someone, Token)).Value!;

    private async Task<string> StateAsync()
    {
        await using var db = _console.OpenDb();
        return await _console.AllRowsAsync() + string.Join(',', await db.LossReportSims.Select(s => new { s.SimId, s.ReleasedAt }).ToListAsync(Token)) + await db.LossReports.CountAsync(Token);
    }
}
