using Microsoft.EntityFrameworkCore;
using SimConsole.Fleets;
using SimConsole.LossReports;
using SimConsole.NetworkAuthorities;
using SimConsole.Reconciliation;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Tests.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Tests.LossReports;

/// <summary>An order that takes a held Sim off ends with the network's confirmation, and with nothing else.</summary>
public sealed class HoldTests : IAsyncLifetime
{
    private TestConsole _console = null!;
    private Fleet _fleet = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private LossReportService Reports => _console.Get<LossReportService>();

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync();
        _fleet = await _console.AddFleetAsync("meters");
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Theory]
    [InlineData(SimStatus.Active, "00:11:00")]
    [InlineData(SimStatus.Ready, "01:00:00")]
    [InlineData(SimStatus.Active, "40.00:00:00")]
    public async Task It_is_tried_for_as_long_as_the_report_holds(SimStatus status, string away)
    {
        var sim = await _console.AddSimAsync(status, _fleet);
        Outage(true);
        var report = await ReportAsync(sim);
        await _console.WorkAsync();
        _console.Time.Advance(TimeSpan.Parse(away, System.Globalization.CultureInfo.InvariantCulture));
        await _console.WorkAsync();
        _console.Time.Advance(TimeSpan.FromSeconds(2));
        await _console.WorkAsync();

        Assert.Equal((SimStatus.Scheduled, 3), (await _console.StatusAsync(sim), (await _console.OnlyChangeAsync()).Attempts));
        var shown = Assert.Single(await _console.Get<LossReportReader>().SimsAsync(report.Id, 0, 10, Token));
        Assert.Equal("Not off yet, because “The simulated network is down”, tried 3 times", shown.Said());
        var resource = ReportedSimResource.Of(shown);
        Assert.Equal((true, 3, "The simulated network is down.", null), (resource.NotOffYet, resource.Attempts, resource.Failure, resource.DateConfirmed));
        Assert.Equal(SimConsole.Api.ApiJson.Time(shown.Off!.DueAt!.Value), resource.DateNextAttempt);

        Outage(false);
        _console.Time.Advance(TimeSpan.FromSeconds(2));
        await _console.WorkAsync();
        await AssertOffAsync(sim);
    }

    [Theory]
    [InlineData("01:00:00")]
    [InlineData("40.00:00:00")]
    public async Task A_clock_that_is_set_back_makes_nothing_wait_for_as_long(string by)
    {
        var (lost, other) = (await _console.AddSimAsync(SimStatus.Active, _fleet), await _console.AddSimAsync(SimStatus.Active, _fleet));
        Outage(true);
        await ReportAsync(lost);
        await _console.AskAsync(other, SimStatus.Inactive);
        await _console.WorkAsync();
        _console.Time.AdjustTime(_console.Time.GetUtcNow() - TimeSpan.Parse(by, System.Globalization.CultureInfo.InvariantCulture));
        Outage(false);
        await _console.WorkAsync();

        await AssertOffAsync(lost);
        await AssertOffAsync(other);
    }

    [Fact]
    public async Task An_order_whose_worker_died_before_the_clock_was_set_back_is_taken_over()
    {
        var (lost, other) = (await _console.AddSimAsync(SimStatus.Active, _fleet), await _console.AddSimAsync(SimStatus.Active, _fleet));
        await using var dead = _console.StartAnother();
        await ReportAsync(lost);
        await dead.Get<StatusChangeQueue>().ClaimAsync(StatusChangePriority.Bulk, Token);
        await _console.AskAsync(other, SimStatus.Inactive);
        await dead.Get<StatusChangeQueue>().ClaimAsync(StatusChangePriority.Bulk, Token);
        _console.Time.AdjustTime(_console.Time.GetUtcNow() - TimeSpan.FromDays(40));
        await _console.FindSilentAsync();
        Outage(true);
        await _console.WorkAsync();
        Assert.All(await _console.ChangesAsync(), c => Assert.Equal(2, c.Attempts));

        Outage(false);
        _console.Time.Advance(TimeSpan.FromSeconds(2));
        await _console.WorkAsync();
        await AssertOffAsync(lost);
    }

    [Fact]
    public async Task A_repair_that_was_hurried_while_the_clock_was_ahead_waits_for_nothing()
    {
        var sim = await _console.AddSimAsync(SimStatus.Inactive, _fleet);
        await using (var db = _console.OpenDb())
        {
            var changes = _console.Get<StatusChangeService>();
            await db.InTransactionAsync(
                after =>
                {
                    changes.AddRepair(db, sim.Id, SimStatus.Inactive, "differs", TestConsole.Someone.Actor, after);
                    return db.SaveChangesAsync(Token);
                },
                Token);
        }

        var now = _console.Time.GetUtcNow();
        _console.Time.AdjustTime(now + TimeSpan.FromDays(40));
        await ReportAsync(sim);
        _console.Time.AdjustTime(now);
        await _console.WorkAsync();

        Assert.Equal(StatusChangeState.Completed, (await _console.OnlyChangeAsync()).State);
    }

    [Fact]
    public async Task A_refusal_of_the_network_is_no_end_either()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, _fleet);
        await ReportAsync(sim);
        var (worker, authority) = TestAuthority.In(_console);
        authority.Refuse();
        await worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);
        Assert.Equal((SimStatus.Scheduled, "No such SIM."), (await _console.StatusAsync(sim), (await _console.OnlyChangeAsync()).Failure));

        _console.Time.Advance(TimeSpan.FromSeconds(30));
        await _console.WorkAsync();
        await AssertOffAsync(sim);
    }

    [Fact]
    public async Task A_hold_that_comes_while_the_network_is_asked_outlives_what_the_worker_makes_of_it()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, _fleet);
        var first = await ReportAsync(sim);
        await Reports.ReleaseAsync(first.Sid, null, "a mistake", TestConsole.Someone, Token);
        var (worker, authority) = TestAuthority.In(_console);
        authority.Script = async (batch, _, _) =>
        {
            await ReportAsync(sim);
            return [.. batch.Orders.Select(_ => new AuthorityAnswer.Refused("No such SIM."))];
        };
        await worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);
        Assert.Equal(SimStatus.Scheduled, await _console.StatusAsync(sim));

        _console.Time.Advance(TimeSpan.FromSeconds(2));
        await _console.WorkAsync();
        await AssertOffAsync(sim);
    }

    [Fact]
    public async Task What_is_released_before_it_is_off_has_the_time_of_any_other_change_from_then_on()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, _fleet);
        Outage(true);
        var report = await ReportAsync(sim);
        await _console.WorkAsync();
        _console.Time.Advance(TimeSpan.FromHours(1));
        await _console.WorkAsync();
        await Reports.ReleaseAsync(report.Sid, null, "found", TestConsole.Someone, Token);
        _console.Time.Advance(TimeSpan.FromMinutes(1));
        await _console.WorkAsync();
        Assert.Equal((SimStatus.Scheduled, 598), (await _console.StatusAsync(sim), (await _console.OnlyChangeAsync()).SecondsLeft));

        await _console.RunOutOfTimeAsync();
        await _console.WorkAsync();
        Assert.Equal((SimStatus.Active, StatusChangeState.Failed), (await _console.StatusAsync(sim), (await _console.OnlyChangeAsync()).State));
    }

    [Theory]
    [InlineData(SimStatus.Active)]
    [InlineData(SimStatus.Ready)]
    [InlineData(SimStatus.Scheduled)]
    public async Task A_held_sim_that_an_earlier_version_left_on_is_ordered_off_again(SimStatus status)
    {
        var sim = await _console.AddSimAsync(status == SimStatus.Ready ? status : SimStatus.Active, _fleet);
        var report = await ReportAsync(sim);
        await using (var db = _console.OpenDb())
        {
            // Its order failed, or was lost; the Sim is as it was, or on its way to be on.
            await db.StatusChanges.ExecuteUpdateAsync(set => set.SetProperty(c => c.State, StatusChangeState.Failed).SetProperty(c => c.EndedAt, _console.Time.GetUtcNow()), Token);
            await db.Sims.ExecuteUpdateAsync(set => set.SetProperty(s => s.Status, status), Token);
            if (status == SimStatus.Scheduled)
            {
                db.StatusChanges.Add(new StatusChange
                {
                    SimId = sim.Id,
                    FromStatus = SimStatus.Inactive,
                    ToStatus = SimStatus.Active,
                    RequestedBy = "someone",
                    QueuedAt = _console.Time.GetUtcNow(),
                    DueAt = _console.Time.GetUtcNow(),
                    SecondsLeft = 600,
                });
                await db.SaveChangesAsync(Token);
            }
        }

        Assert.Equal(1, await Reports.KeepAsync(Token));
        Assert.Equal(0, await Reports.KeepAsync(Token));
        await _console.WorkAsync();

        await AssertOffAsync(sim);
        Assert.Equal($"Loss report {report.Sid}", (await _console.ChangesAsync(sim.Id))[^1].Reason);
    }

    [Theory]
    [InlineData(SimStatus.Active)]
    [InlineData(SimStatus.Inactive)]
    public async Task The_comparison_takes_held_and_allowed_for_what_it_is_and_mends_it_first(SimStatus status)
    {
        var sim = await _console.AddSimAsync(status, _fleet);
        await ReportAsync(sim);
        await _console.WorkAsync();
        await using (var db = _console.OpenDb())
        {
            await db.Sims.ExecuteUpdateAsync(set => set.SetProperty(s => s.Status, status), Token);
            await db.SimulatedSubscribers.ExecuteUpdateAsync(set => set.SetProperty(s => s.MayAttach, true), Token);
        }

        _console.Time.Advance(TimeSpan.FromSeconds(1));
        await _console.Get<DriftService>().CompareAsync(null, null, TestConsole.Someone, Token);
        await _console.Get<ReconcileWorker>().WorkOnceAsync(Token);
        Assert.Equal(1, await _console.Worker.WorkOnceAsync(StatusChangePriority.LossReport, Token));

        await AssertOffAsync(sim);
        var drift = Assert.Single(await _console.Get<DriftReader>().ListAsync(10, FleetScope.All, Token));
        Assert.Equal((DriftKind.Enabled, DriftState.Mended), (drift.Kind, drift.State));
    }

    [Fact]
    public async Task After_the_clock_was_set_back_the_comparison_is_due_and_finds_what_it_should()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, _fleet);
        await ReportAsync(sim);
        await _console.WorkAsync();
        await _console.Get<DriftService>().CompareAsync(null, null, TestConsole.Someone, Token);
        await _console.Get<ReconcileWorker>().WorkOnceAsync(Token);
        _console.Time.AdjustTime(_console.Time.GetUtcNow() - TimeSpan.FromDays(40));
        await using (var db = _console.OpenDb())
        {
            await db.SimulatedSubscribers.ExecuteUpdateAsync(set => set.SetProperty(s => s.MayAttach, true), Token);
        }

        Assert.True(await _console.Get<ReconcileWorker>().WorkOnceAsync(Token));
        await _console.WorkAsync();
        await AssertOffAsync(sim);
    }

    private void Outage(bool outage) => _console.Network.Settings = _console.Network.Settings with { Outage = outage };

    private async Task<LossReport> ReportAsync(SimRow sim) => (await Reports.ReportAsync(new LossOrder([sim.Id], LossKind.Stolen), TestConsole.Someone, Token)).Value!;

    private async Task AssertOffAsync(SimRow sim) =>
        Assert.Equal((SimStatus.Inactive, false), (await _console.StatusAsync(sim), await _console.MayAttachAsync(sim)));
}
