using Microsoft.EntityFrameworkCore;
using SimConsole.Fleets;
using SimConsole.LossReports;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Reconciliation;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Tests.Reconciliation;

/// <summary>What the simulated network does behind the console's back is found, shown, and mended towards off alone.</summary>
public sealed class ReconcileTests : IAsyncLifetime
{
    private TestConsole _console = null!;
    private Fleet _fleet = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync(("Network:Reconcile:BatchSize", "3"));
        _fleet = await _console.AddFleetAsync("meters");
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task A_sim_that_was_enabled_behind_its_back_is_switched_off()
    {
        var sims = await SimsAsync(SimStatus.Inactive, 7);
        await BehindItsBackAsync(sims[4], mayAttach: true);

        await CompareAsync();
        Assert.Equal(DriftState.Mending, (await OnlyDriftAsync()).State);
        await _console.WorkAsync();

        Assert.False(await _console.MayAttachAsync(sims[4]));
        var drift = await OnlyDriftAsync();
        Assert.Equal((DriftKind.Enabled, DriftState.Mended, SimStatus.Inactive, "the network"), (drift.Kind, drift.State, drift.Decided, drift.MendedBy));
        Assert.Equal(SimStatus.Inactive, await _console.StatusAsync(sims[4]));
        var timeline = await _console.Get<TimelineReader>().ReadAsync(sims[4].Id, 10, Token);
        Assert.Contains(timeline, e => e.Event is { Kind: SimEventKind.DriftFound, NewValue: "lets this SIM connect" });
        Assert.Contains(timeline, e => e.Change is { Kind: StatusChangeKind.Reconcile, State: StatusChangeState.Completed });

        await CompareAsync();
        Assert.Single(await DriftsAsync());
        Assert.Equal((7, 0), ((await LatestAsync()).Compared, (await LatestAsync()).Found));
    }

    [Fact]
    public async Task A_sim_that_was_disabled_behind_its_back_waits_for_a_person()
    {
        var sim = (await SimsAsync(SimStatus.Active, 1))[0];
        await BehindItsBackAsync(sim, mayAttach: false);

        await CompareAsync();
        await CompareAsync();
        await _console.WorkAsync();
        Assert.False(await _console.MayAttachAsync(sim));
        var drift = await OnlyDriftAsync();
        Assert.Equal((DriftKind.Disabled, DriftState.Waiting), (drift.Kind, drift.State));
        Assert.Equal(new DriftCounts(1, 1), await Reader.CountAsync(FleetScope.All, Token));

        Assert.Null(await Service.SwitchOnAsync(drift.Id, TestConsole.Someone, Token));
        await _console.WorkAsync();

        Assert.True(await _console.MayAttachAsync(sim));
        Assert.Equal((DriftState.Mended, "someone"), ((await OnlyDriftAsync()).State, (await OnlyDriftAsync()).MendedBy));
        Assert.Equal(20404, (await Service.SwitchOnAsync(drift.Id, TestConsole.Someone, Token))!.Code);
    }

    [Fact]
    public async Task What_agrees_again_by_itself_waits_no_more()
    {
        var sim = (await SimsAsync(SimStatus.Active, 1))[0];
        await BehindItsBackAsync(sim, mayAttach: false);
        await CompareAsync();
        await BehindItsBackAsync(sim, mayAttach: true);

        await CompareAsync();

        Assert.Equal(DriftState.Ended, (await OnlyDriftAsync()).State);
        Assert.Equal(0, (await Reader.CountAsync(FleetScope.All, Token)).Waiting);
    }

    [Fact]
    public async Task Only_a_person_has_a_missing_sim_switched_on_again_and_nobody_one_that_is_held()
    {
        var sims = await SimsAsync(SimStatus.Active, 2);
        await ForgetAsync(sims[0]);
        await ForgetAsync(sims[1]);
        await CompareAsync();
        Assert.All(await DriftsAsync(), d => Assert.Equal((DriftKind.Missing, DriftState.Waiting), (d.Kind, d.State)));

        await _console.Get<LossReportService>().ReportAsync(new LossOrder([sims[0].Id], LossKind.Stolen, "K-17", null, null), TestConsole.Someone, Token);
        var drifts = await DriftsAsync();
        Assert.NotNull(await Service.SwitchOnAsync(drifts.Single(d => d.SimSid == sims[0].Sid).Id, TestConsole.Someone, Token));
        Assert.Null(await Service.SwitchOnAsync(drifts.Single(d => d.SimSid == sims[1].Sid).Id, TestConsole.Someone, Token));
        await _console.WorkAsync();

        Assert.False(await _console.MayAttachAsync(sims[0]));
        Assert.True(await _console.MayAttachAsync(sims[1]));
    }

    [Fact]
    public async Task A_change_in_flight_is_no_difference()
    {
        var sim = (await SimsAsync(SimStatus.Active, 1))[0];
        await _console.AskAsync(sim, SimStatus.Inactive);
        await BehindItsBackAsync(sim, mayAttach: false);

        await CompareAsync();

        Assert.Empty(await DriftsAsync());
    }

    [Fact]
    public async Task A_sim_that_this_console_does_not_know_is_shown()
    {
        await using (var db = _console.OpenDb())
        {
            db.SimulatedSubscribers.Add(new SimulatedSubscriber { Iccid = "8988307000000000999", MayAttach = true });
            await db.SaveChangesAsync(Token);
        }

        await CompareAsync();
        await CompareAsync();

        var drift = await OnlyDriftAsync();
        Assert.Equal((DriftKind.Unknown, DriftState.Waiting, "8988307000000000999", null), (drift.Kind, drift.State, drift.Iccid, drift.SimSid));
    }

    [Fact]
    public async Task A_network_that_is_away_ends_the_comparison_with_the_reason_and_it_begins_again()
    {
        var sim = (await SimsAsync(SimStatus.Inactive, 1))[0];
        await BehindItsBackAsync(sim, mayAttach: true);
        _console.Network.Settings = _console.Network.Settings with { Outage = true };
        await CompareAsync();
        Assert.Equal("The simulated network is down.", (await LatestAsync()).Failure);

        _console.Network.Settings = _console.Network.Settings with { Outage = false };
        _console.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await Worker.WorkOnceAsync(Token));

        Assert.Equal(DriftKind.Enabled, (await OnlyDriftAsync()).Kind);
    }

    [Fact]
    public async Task The_schedule_compares_and_one_process_goes_on_where_another_died()
    {
        var sims = await SimsAsync(SimStatus.Inactive, 7);
        Assert.False(await Worker.WorkOnceAsync(Token));
        _console.Time.Advance(TimeSpan.FromMinutes(15));
        await Queue.RequestWhenDueAsync(Token);
        var taken = (await Queue.ClaimAsync(ComparisonScope.All, Token))!;
        (taken.UpToSimId, taken.Compared) = (sims[2].Id, 3);
        Assert.True(await Queue.NoteAsync(taken, Token));
        await BehindItsBackAsync(sims[6], mayAttach: true);

        await using var other = _console.StartAnother(("Network:Reconcile:BatchSize", "3"));
        Assert.False(await other.Get<ReconcileWorker>().WorkOnceAsync(Token));
        _console.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.True(await other.Get<ReconcileWorker>().WorkOnceAsync(Token));

        Assert.False(await Queue.NoteAsync(taken, Token));
        Assert.Equal((7, 1, "the schedule"), ((await LatestAsync()).Compared, (await LatestAsync()).Found, (await LatestAsync()).RequestedBy));
    }

    [Fact]
    public async Task One_sim_and_a_fleet_do_not_wait_for_a_comparison_of_all()
    {
        var sims = await SimsAsync(SimStatus.Inactive, 5);
        var elsewhere = await _console.AddSimAsync(SimStatus.Inactive, await _console.AddFleetAsync("pumps"));
        await Queue.RequestAsync(TestConsole.Someone, null, null, Token);
        var all = (await Queue.ClaimAsync(ComparisonScope.All, Token))!;
        await BehindItsBackAsync(sims[3], mayAttach: true);
        await BehindItsBackAsync(elsewhere, mayAttach: true);
        _console.Time.Advance(TimeSpan.FromSeconds(1));

        await Service.CompareAsync(null, sims[3].Sid, TestConsole.Someone, Token);
        Assert.True(await Worker.CompareOnceAsync(ComparisonScope.Sim, Token));
        Assert.Equal(sims[3].Sid, (await OnlyDriftAsync()).SimSid);
        Assert.Equal((1, 1, ComparisonState.Completed), await LatestAsync(null, sims[3].Id));

        await Service.CompareAsync("meters", null, TestConsole.Someone, Token);
        Assert.True(await Worker.CompareOnceAsync(ComparisonScope.Fleet, Token));
        Assert.Equal((5, 0, ComparisonState.Completed), await LatestAsync(_fleet.Id, null));
        Assert.Single(await DriftsAsync());

        Assert.True(await Queue.NoteAsync(all, Token));
        Assert.False(await Worker.CompareOnceAsync(ComparisonScope.Sim, Token));

        async Task<(int, int, ComparisonState)> LatestAsync(long? fleetId, long? simId) =>
            await Queue.LatestAsync(fleetId, simId, Token) is { } run ? (run.Compared, run.Found, run.State) : default;
    }

    [Fact]
    public async Task Many_who_ask_for_the_same_at_once_ask_for_one()
    {
        var sim = (await SimsAsync(SimStatus.Active, 1))[0];
        await using var other = _console.StartAnother();
        var asked = await Task.WhenAll(new[] { _console, other, _console, other }.Select(console =>
            Task.Run(() => console.Get<DriftService>().CompareAsync(null, sim.Sid, TestConsole.Someone, Token))));
        Assert.Single(asked.Select(a => a.Value!.Sid).Distinct());
        Assert.Single(asked, a => a.Value!.IsNew);
    }

    [Fact]
    public async Task What_a_dead_process_was_comparing_is_taken_over_at_once()
    {
        var sim = (await SimsAsync(SimStatus.Active, 1))[0];
        await using var other = _console.StartAnother();
        await Service.CompareAsync(null, sim.Sid, TestConsole.Someone, Token);
        var taken = (await other.Get<ReconcileQueue>().ClaimAsync(ComparisonScope.Sim, Token))!;
        Assert.False(await Worker.CompareOnceAsync(ComparisonScope.Sim, Token));

        await using (var db = _console.OpenDb())
        {
            await db.RunningProcesses.Where(p => p.Id == taken.ProcessId).ExecuteDeleteAsync(Token);
            await Queue.ReleaseAsync(db, Token);
        }

        Assert.True(await Worker.CompareOnceAsync(ComparisonScope.Sim, Token));
        Assert.False(await other.Get<ReconcileQueue>().NoteAsync(taken, Token));
    }

    [Fact]
    public async Task Comparisons_of_single_sims_do_not_push_those_of_all_out_of_the_record()
    {
        var sim = (await SimsAsync(SimStatus.Active, 1))[0];
        await CompareAsync();
        await using var db = _console.OpenDb();
        var now = _console.Time.Now();
        db.ReconcileRuns.AddRange(Enumerable.Range(0, ReconcileQueue.Kept).Select(_ => new ReconcileRun { RequestedBy = "someone", SimId = sim.Id, RequestedAt = now, DueAt = now, EndedAt = now }));
        await db.SaveChangesAsync(Token);

        await Service.CompareAsync(null, sim.Sid, TestConsole.Someone, Token);
        await Worker.CompareOnceAsync(ComparisonScope.Sim, Token);

        Assert.Equal(ReconcileQueue.Kept, await db.ReconcileRuns.CountAsync(r => r.SimId != null, Token));
        Assert.NotNull(await Queue.LatestAsync(null, null, Token));
    }

    [Fact]
    public async Task A_sim_shows_that_the_network_does_otherwise_for_as_long_as_that_is_so()
    {
        var (accepted, refused) = ((await SimsAsync(SimStatus.Inactive, 1))[0], (await SimsAsync(SimStatus.Active, 1))[0]);
        Assert.Null((await _console.RowAsync(accepted)).Drift);
        await BehindItsBackAsync(accepted, mayAttach: true);
        await BehindItsBackAsync(refused, mayAttach: false);
        await CompareAsync();
        Assert.Equal((DriftKind.Enabled, DriftKind.Disabled), ((await _console.RowAsync(accepted)).Drift, (await _console.RowAsync(refused)).Drift));
        Assert.Equal(DriftState.Mending, (await Reader.FindOpenAsync(accepted.Id, Token))!.State);

        await _console.WorkAsync();
        await BehindItsBackAsync(refused, mayAttach: true);
        await CompareAsync();

        Assert.Equal((null, null), ((await _console.RowAsync(accepted)).Drift, (await _console.RowAsync(refused)).Drift));
        Assert.Null(await Reader.FindOpenAsync(accepted.Id, Token));
    }

    [Fact]
    public async Task A_loss_whose_answer_was_lost_is_confirmed_after_its_deadline_and_is_no_difference()
    {
        var sim = (await SimsAsync(SimStatus.Active, 1))[0];
        await _console.Get<LossReportService>().ReportAsync(new LossOrder([sim.Id], LossKind.Stolen, "K-17", null, null), TestConsole.Someone, Token);
        var (worker, authority) = StatusChanges.TestAuthority.In(_console);
        authority.LoseAnswers();
        await worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);
        await _console.RunOutOfTimeAsync();
        await _console.WorkAsync();

        Assert.Equal(SimStatus.Inactive, await _console.StatusAsync(sim));
        Assert.False(await _console.MayAttachAsync(sim));
        await CompareAsync();
        Assert.Empty(await DriftsAsync());
    }

    private ReconcileWorker Worker => _console.Get<ReconcileWorker>();
    private ReconcileQueue Queue => _console.Get<ReconcileQueue>();
    private DriftReader Reader => _console.Get<DriftReader>();
    private DriftService Service => _console.Get<DriftService>();

    private async Task CompareAsync()
    {
        // What ends in the moment of the reading is left to the next comparison.
        _console.Time.Advance(TimeSpan.FromSeconds(1));
        await Service.CompareAsync(null, null, TestConsole.Someone, Token);
        Assert.True(await Worker.WorkOnceAsync(Token));
    }

    private Task<IReadOnlyList<DriftRow>> DriftsAsync() => Reader.ListAsync(100, FleetScope.All, Token);

    private async Task<DriftRow> OnlyDriftAsync() => Assert.Single(await DriftsAsync());

    private async Task<ReconcileRun> LatestAsync() => (await Queue.LatestAsync(null, null, Token))!;

    private async Task<List<SimRow>> SimsAsync(SimStatus status, int count)
    {
        var sims = new List<SimRow>();
        for (var i = 0; i < count; i++)
        {
            sims.Add(await _console.AddSimAsync(status, _fleet));
        }

        return sims;
    }

    private async Task BehindItsBackAsync(SimRow sim, bool mayAttach)
    {
        await using var db = _console.OpenDb();
        await db.SimulatedSubscribers.Where(s => s.Iccid == sim.Iccid).ExecuteUpdateAsync(set => set.SetProperty(s => s.MayAttach, mayAttach), Token);
    }

    private async Task ForgetAsync(SimRow sim)
    {
        await using var db = _console.OpenDb();
        await db.SimulatedSubscribers.Where(s => s.Iccid == sim.Iccid).ExecuteDeleteAsync(Token);
    }
}
