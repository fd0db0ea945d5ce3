using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.LossReports;
using SimConsole.NetworkAuthorities;
using SimConsole.Reconciliation;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Tests.StatusChanges;

public sealed class WorkerTests
{

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_confirmed_change_keeps_what_the_network_said_and_when()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        await console.AskAsync(sim, SimStatus.Inactive);
        console.Time.Advance(TimeSpan.FromSeconds(5));
        await console.WorkAsync();

        var change = await console.OnlyChangeAsync();
        Assert.Equal(
            (StatusChangeState.Completed, 1, console.Time.Now(), console.Time.Now(), null),
            (change.State, change.Attempts, change.EndedAt, change.ConfirmedAt, change.Failure));
        Assert.Equal("Simulated network: attach attempts are refused (cause 7).", change.Confirmation);
        var after = await console.RowAsync(sim);
        Assert.Equal((SimStatus.Inactive, null, console.Time.Now()), (after.Status, after.TargetStatus, after.StatusChangedAt));
    }

    [Fact]
    public async Task What_cannot_be_confirmed_is_tried_again_after_1_2_4_8_16_30_and_30_seconds()
    {
        await using var console = await TestConsole.StartAsync(("Network:Simulated:Outage", "true"));
        await console.AskAsync(await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet")), SimStatus.Inactive);

        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 30, 30 })
        {
            Assert.Equal(1, await console.Worker.WorkOnceAsync(StatusChangePriority.Bulk, Token));
            var change = await console.OnlyChangeAsync();
            Assert.Equal((StatusChangeState.Queued, "The simulated network is down."), (change.State, change.Failure));
            Assert.Equal(console.Time.Now().AddSeconds(seconds), change.DueAt);

            console.Time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(0, await console.Worker.WorkOnceAsync(StatusChangePriority.Bulk, Token));
            console.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(7, (await console.OnlyChangeAsync()).Attempts);
    }

    [Fact]
    public async Task A_change_to_on_that_is_not_confirmed_by_its_deadline_fails_and_the_network_is_brought_back_to_off()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Inactive, await console.AddFleetAsync("fleet"));
        await LoseAsync(console, sim, SimStatus.Active);
        Assert.True(await console.MayAttachAsync(sim));

        await console.RunOutOfTimeAsync();
        await console.Worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);

        var changes = await console.ChangesAsync();
        Assert.Equal(StatusChangeState.Failed, changes[0].State);
        Assert.Equal("Not confirmed by its deadline. The network authority could not be asked: The connection broke.", changes[0].Failure);
        Assert.Equal(SimStatus.Inactive, await console.StatusAsync(sim));
        Assert.Equal((StatusChangeKind.Reconcile, StatusChangeState.Queued), (changes[1].Kind, changes[1].State));

        await console.WorkAsync();
        Assert.False(await console.MayAttachAsync(sim));
        Assert.Equal(StatusChangeState.Completed, (await console.ChangesAsync())[1].State);
    }

    [Fact]
    public async Task What_an_earlier_change_may_have_switched_on_is_brought_back_to_off_also_where_the_next_one_is_refused_at_once()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Inactive, await console.AddFleetAsync("fleet"));
        await LoseAsync(console, sim, SimStatus.Active);
        await console.RunOutOfTimeAsync();
        await console.Worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);

        // It takes the place of the repair that waits.
        await console.AskAsync(sim, SimStatus.Active);
        var (worker, authority) = TestAuthority.In(console);
        authority.Refuse();
        await worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);
        await console.WorkAsync();

        Assert.Equal((SimStatus.Inactive, false), (await console.StatusAsync(sim), await console.MayAttachAsync(sim)));
    }

    [Fact]
    public async Task A_change_to_off_that_fails_and_went_through_all_the_same_is_found_and_waits_for_a_person()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        await LoseAsync(console, sim, SimStatus.Inactive);
        await console.RunOutOfTimeAsync();
        await console.WorkAsync();
        Assert.Equal((SimStatus.Active, false), (await console.StatusAsync(sim), await console.MayAttachAsync(sim)));
        Assert.Equal(StatusChangeState.Failed, (await console.OnlyChangeAsync()).State);

        console.Time.Advance(TimeSpan.FromSeconds(1));
        await console.Get<ReconcileWorker>().WorkOnceAsync(Token);
        var drift = Assert.Single(await console.Get<DriftReader>().ListAsync(10, FleetScope.All, Token));
        Assert.Equal((DriftKind.Disabled, DriftState.Waiting, sim.Iccid), (drift.Kind, drift.State, drift.Iccid));

        Assert.Null(await console.Get<DriftService>().SwitchOnAsync(drift.Id, TestConsole.Someone, Token));
        await console.WorkAsync();
        Assert.True(await console.MayAttachAsync(sim));
    }

    [Fact]
    public async Task Nothing_waits_for_longer_than_it_is_tried()
    {
        await using var console = await TestConsole.StartAsync(("Network:Simulated:Outage", "true"), ("StatusChanges:Deadline", "00:00:02"));
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        await console.AskAsync(sim, SimStatus.Inactive);

        await console.WorkAsync();
        console.Time.Advance(TimeSpan.FromSeconds(1));
        await console.WorkAsync();
        console.Time.Advance(TimeSpan.FromSeconds(1));
        await console.WorkAsync();

        Assert.Equal(StatusChangeState.Failed, (await console.ChangesAsync())[0].State);
        Assert.Equal(SimStatus.Active, await console.StatusAsync(sim));
    }

    [Fact]
    public async Task One_batch_may_end_in_every_way_at_once()
    {
        await using var console = await TestConsole.StartAsync();
        var fleet = await console.AddFleetAsync("fleet");
        SimRow[] sims = [.. await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => console.AddSimAsync(SimStatus.Active, fleet)))];
        await console.AddFleetAsync("other");
        foreach (var sim in sims[..3])
        {
            await console.AskAsync(sim, SimStatus.Inactive);
        }

        Assert.Null((await console.Sims.UpdateAsync(sims[3].Sid, new SimUpdate { Fleet = "other" }, TestConsole.Someone, Token)).Refusal);
        var (worker, authority) = TestAuthority.In(console);
        authority.Script = async (batch, network, token) =>
        {
            var answers = (await network.ApplyAsync(batch, token)).ToArray();
            answers[1] = new AuthorityAnswer.Refused(new string('r', 1_000));
            answers[2] = new AuthorityAnswer.TryAgain("Busy.");
            return answers;
        };

        Assert.Equal(4, await worker.WorkOnceAsync(StatusChangePriority.Bulk, Token));

        Assert.Equal(
            [StatusChangeState.Completed, StatusChangeState.Failed, StatusChangeState.Queued, StatusChangeState.Completed],
            (await console.ChangesAsync()).Take(4).Select(c => c.State));
        Assert.Equal(
            [SimStatus.Inactive, SimStatus.Active, SimStatus.Scheduled, SimStatus.Active],
            await Task.WhenAll(sims.Select(console.StatusAsync)));
        Assert.Equal("other", (await console.RowAsync(sims[3])).FleetName);
        Assert.Equal(StatusChange.TextLength, (await console.ChangesAsync())[1].Failure!.Length);
    }

    [Fact]
    public async Task A_ready_sim_is_active_by_itself_after_three_months()
    {
        await using var console = await TestConsole.StartAsync(("StatusChanges:BatchSize", "2"));
        var fleet = await console.AddFleetAsync("fleet");
        SimRow[] ready = [.. await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => console.AddSimAsync(SimStatus.Ready, fleet)))];
        var inactive = await console.AddSimAsync(SimStatus.Inactive, fleet);
        var moving = await console.AddSimAsync(SimStatus.Ready, fleet);
        await console.AskAsync(moving, SimStatus.Inactive);
        var service = console.Get<StatusChangeService>();

        console.Time.Advance(console.Time.Now().AddMonths(3) - console.Time.Now() - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, await service.ActivateReadyAsync(Token));
        console.Time.Advance(TimeSpan.FromMilliseconds(1));
        foreach (var expected in new[] { 2, 1, 0 })
        {
            Assert.Equal(expected, await service.ActivateReadyAsync(Token));
        }

        Assert.Equal([SimStatus.Active, SimStatus.Active, SimStatus.Active], await Task.WhenAll(ready.Select(console.StatusAsync)));
        Assert.Equal((SimStatus.Inactive, SimStatus.Scheduled), (await console.StatusAsync(inactive), await console.StatusAsync(moving)));
        var change = Assert.Single(await console.ChangesAsync(ready[0].Id));
        Assert.Equal(
            (StatusChangeKind.Automatic, StatusChangeState.Completed, SimStatus.Ready, SimStatus.Active, "the network"),
            (change.Kind, change.State, change.FromStatus, change.ToStatus, change.RequestedBy));
    }

    [Fact]
    public async Task The_three_months_of_a_ready_sim_go_on_after_a_change_that_failed_and_a_move()
    {
        await using var console = await TestConsole.StartAsync();
        var fleet = await console.AddFleetAsync("fleet");
        await console.AddFleetAsync("other");
        var sim = await console.AddSimAsync(SimStatus.New, fleet);
        await console.AskAsync(sim, SimStatus.Ready);
        await console.WorkAsync();
        var since = console.Time.Now();
        console.Time.Advance(TimeSpan.FromDays(60));
        await console.AskAsync(sim, SimStatus.Inactive);
        var (worker, authority) = TestAuthority.In(console);
        authority.Refuse();
        await worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);
        Assert.Null((await console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Fleet = "other" }, TestConsole.Someone, Token)).Refusal);
        await console.WorkAsync();
        Assert.Equal((SimStatus.Ready, "other"), (await console.StatusAsync(sim), (await console.RowAsync(sim)).FleetName));

        console.Time.Advance(since.AddMonths(3) - console.Time.Now() - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, await console.Get<StatusChangeService>().ActivateReadyAsync(Token));
        console.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await console.Get<StatusChangeService>().ActivateReadyAsync(Token));
        Assert.Equal(SimStatus.Active, await console.StatusAsync(sim));
    }

    [Fact]
    public async Task Of_sims_that_were_used_only_those_become_active_that_are_ready_and_not_held()
    {
        await using var console = await TestConsole.StartAsync();
        var fleet = await console.AddFleetAsync("fleet");
        SimRow[] sims = [await console.AddSimAsync(SimStatus.Ready, fleet), await console.AddSimAsync(SimStatus.Ready, fleet), await console.AddSimAsync(SimStatus.Inactive, fleet)];
        await using var db = console.OpenDb();
        var report = new LossReport { Kind = LossKind.Lost, ReportedBy = "someone", Source = OrderSource.Console, ReportedAt = console.Time.Now() };
        db.LossReports.Add(report);
        await db.SaveChangesAsync(Token);
        await db.Sims.Where(s => s.Id == sims[1].Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.HeldByReportId, report.Id), Token);

        IReadOnlyList<SimChanged> changed = [];
        await db.InTransactionAsync(async after =>
            changed = await console.Get<StatusChangeService>().ActivateReadyAsync(db, [.. sims.Select(s => s.Id)], "Used 250 KB of data.", after, Token), Token);

        Assert.Equal([SimStatus.Active, SimStatus.Ready, SimStatus.Inactive], await Task.WhenAll(sims.Select(console.StatusAsync)));
        Assert.Equal((sims[0].Id, SimStatus.Active, sims[0].Version + 1), (Assert.Single(changed).SimId, changed[0].Status, changed[0].Version));
        var change = await console.OnlyChangeAsync();
        Assert.Equal((StatusChangeKind.Automatic, "Used 250 KB of data.", "the network"), (change.Kind, change.Reason, change.RequestedBy));
    }

    [Fact]
    public async Task The_event_of_an_end_is_not_older_than_those_of_renames_in_between()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        await console.AskAsync(sim, SimStatus.Inactive);
        var (worker, authority) = TestAuthority.In(console);
        authority.Script = async (batch, network, token) =>
        {
            foreach (var name in new[] { "one", "two", "three" })
            {
                await console.Sims.UpdateAsync(sim.Sid, new SimUpdate { UniqueName = name }, TestConsole.Someone, token);
            }

            return await network.ApplyAsync(batch, token);
        };
        var arrived = new TaskCompletionSource<SimChanged>();
        using var watch = console.Get<LiveFeed>().WatchEverything(batch =>
        {
            if (batch[0].Status == SimStatus.Inactive)
            {
                arrived.TrySetResult(batch[0]);
            }

            return Task.CompletedTask;
        });

        await worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);
        console.Time.Advance(LiveFeed.Interval);

        var ended = await arrived.Task.WaitAsync(Wait.Limit, Token);
        Assert.Equal((await console.RowAsync(sim)).Version, ended.Version);
    }

    /// <summary>Asks for a change that reaches the network, whose answer is lost.</summary>
    private static async Task LoseAsync(TestConsole console, SimRow sim, SimStatus status)
    {
        await console.AskAsync(sim, status);
        var (worker, authority) = TestAuthority.In(console);
        authority.LoseAnswers();
        await worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);
    }
}
