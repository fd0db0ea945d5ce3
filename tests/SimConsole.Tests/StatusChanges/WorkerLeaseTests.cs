using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.NetworkAuthorities;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Tests.StatusChanges;

public sealed class WorkerLeaseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_taken_is_nobody_elses_while_its_process_lives_whatever_a_clock_says()
    {
        await using var console = await TestConsole.StartAsync();
        await using var other = console.StartAnother();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        await console.AskAsync(sim, SimStatus.Inactive);
        await console.Get<StatusChangeQueue>().ClaimAsync(StatusChangePriority.Bulk, Token);

        console.Time.AdjustTime(console.Time.GetUtcNow() + TimeSpan.FromDays(40));
        await other.WorkAsync();
        Assert.Equal(SimStatus.Scheduled, await console.StatusAsync(sim));
        await other.FindSilentAsync();
        await other.WorkAsync();

        Assert.Equal(SimStatus.Inactive, await console.StatusAsync(sim));
        Assert.Equal(2, (await console.OnlyChangeAsync()).Attempts);
    }

    [Fact]
    public async Task The_late_end_of_a_worker_that_lost_its_lease_is_discarded()
    {
        await using var console = await TestConsole.StartAsync();
        await using var other = console.StartAnother();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        await console.AskAsync(sim, SimStatus.Inactive);
        var lost = (await console.Get<StatusChangeQueue>().ClaimAsync(StatusChangePriority.Bulk, Token))!;
        await other.FindSilentAsync();
        await other.WorkAsync();
        await console.AskAsync(sim, SimStatus.Active);
        await other.WorkAsync();

        await console.Get<StatusChangeService>().EndAsync(lost, [new ChangeVerdict(lost.Rows[0], new ChangeOutcome.Failed("Too late."))], Token);

        Assert.Equal(SimStatus.Active, await console.StatusAsync(sim));
        var changes = await console.ChangesAsync();
        Assert.Equal([StatusChangeState.Completed, StatusChangeState.Completed, StatusChangeState.Queued], changes.Select(c => c.State));
        Assert.Equal((StatusChangeKind.Reconcile, (string?)null), (changes[2].Kind, changes[0].Failure));
        await console.WorkAsync();
        Assert.True(await console.MayAttachAsync(sim));
        Assert.Equal(3, (await console.ChangesAsync()).Count);
    }

    [Fact]
    public async Task Of_a_batch_that_was_lost_in_part_the_rest_ends_as_it_should()
    {
        await using var console = await TestConsole.StartAsync();
        await using var other = console.StartAnother(("StatusChanges:BatchSize", "1"));
        var fleet = await console.AddFleetAsync("fleet");
        SimRow[] sims = [await console.AddSimAsync(SimStatus.Active, fleet), await console.AddSimAsync(SimStatus.Active, fleet)];
        await console.AskAsync(sims[0], SimStatus.Inactive);
        await console.AskAsync(sims[1], SimStatus.Inactive);
        var batch = (await console.Get<StatusChangeQueue>().ClaimAsync(StatusChangePriority.Bulk, Token))!;
        await using (var db = console.OpenDb())
        {
            await db.StatusChanges.Where(c => c.SimId == sims[0].Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.LeaseToken, (Guid?)null), Token);
        }

        Assert.Equal(1, await other.Worker.WorkOnceAsync(StatusChangePriority.Bulk, Token));

        var outcome = new ChangeOutcome.Failed("Refused.", MayHaveReachedNetwork: false);
        await console.Get<StatusChangeService>().EndAsync(batch, [.. batch.Rows.Select(c => new ChangeVerdict(c, outcome))], Token);

        Assert.Equal([SimStatus.Inactive, SimStatus.Active], await Task.WhenAll(sims.Select(console.StatusAsync)));
        Assert.Equal([StatusChangeState.Completed, StatusChangeState.Failed], (await console.ChangesAsync()).Take(2).Select(c => c.State));
    }

    [Fact]
    public async Task A_late_order_does_not_undo_what_the_network_was_told_since()
    {
        await using var console = await TestConsole.StartAsync();
        await using var other = console.StartAnother();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        await console.AskAsync(sim, SimStatus.Inactive);
        var lost = (await console.Get<StatusChangeQueue>().ClaimAsync(StatusChangePriority.Bulk, Token))!;
        console.Time.Advance(TimeSpan.FromSeconds(5));
        await other.FindSilentAsync();
        await other.WorkAsync();
        await console.AskAsync(sim, SimStatus.Active);
        await other.WorkAsync();

        // Now the first worker's order arrives, and then its end.
        var answers = await console.Network.ApplyAsync(new AuthorityBatch(lost.ClaimedAt, [new AuthorityOrder(sim.Iccid, sim.Imsi, SimStatus.Inactive, 1)]), Token);
        Assert.IsType<AuthorityAnswer.TryAgain>(Assert.Single(answers));
        Assert.True(await console.MayAttachAsync(sim));
        var again = new ChangeOutcome.TryAgain("Late.", default);
        await console.Get<StatusChangeService>().EndAsync(lost, [new ChangeVerdict(lost.Rows[0], again)], Token);
        await console.WorkAsync();

        Assert.Equal((SimStatus.Active, true), (await console.StatusAsync(sim), await console.MayAttachAsync(sim)));
    }

    [Fact]
    public async Task Changes_of_one_sim_are_taken_one_after_the_other()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Inactive, await console.AddFleetAsync("fleet"));
        await console.AskAsync(sim, SimStatus.Active);
        var (worker, authority) = TestAuthority.In(console);
        authority.LoseAnswers();
        await worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);
        await console.RunOutOfTimeAsync();
        await worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);
        var queue = console.Get<StatusChangeQueue>();
        var repair = (await queue.ClaimAsync(StatusChangePriority.Bulk, Token))!;
        Assert.Equal(StatusChangeKind.Reconcile, Assert.Single(repair.Rows).Kind);

        // The repair has begun; the order behind it waits for its end, or until nobody goes on with it.
        await console.OrderAsync(sim, SimStatus.Active, StatusChangePriority.LossReport);
        Assert.Null(await queue.ClaimAsync(StatusChangePriority.Bulk, Token));
        queue.Abandon(repair.Token);
        await console.WorkAsync();

        Assert.Equal(
            [StatusChangeState.Failed, StatusChangeState.Superseded, StatusChangeState.Completed],
            (await console.ChangesAsync()).Select(c => c.State));
        Assert.Equal((SimStatus.Active, true), (await console.StatusAsync(sim), await console.MayAttachAsync(sim)));
    }

    [Fact]
    public async Task A_repair_that_has_not_begun_gives_way_to_the_next_request()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Inactive, await console.AddFleetAsync("fleet"));
        await console.AskAsync(sim, SimStatus.Active);
        await console.RunOutOfTimeAsync();
        await console.Worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);

        await console.AskAsync(sim, SimStatus.Active);
        await console.WorkAsync();

        Assert.Equal(
            [StatusChangeState.Failed, StatusChangeState.Superseded, StatusChangeState.Completed],
            (await console.ChangesAsync()).Select(c => c.State));
        Assert.All(await console.ChangesAsync(), c => Assert.NotNull(c.EndedAt));
    }

    [Fact]
    public async Task Two_processes_share_the_work_and_do_nothing_twice()
    {
        await using var console = await TestConsole.StartAsync(("StatusChanges:BatchSize", "5"));
        await using var other = console.StartAnother(("StatusChanges:BatchSize", "5"));
        var fleet = await console.AddFleetAsync("fleet");
        var sims = new List<SimRow>();
        for (var i = 0; i < 60; i++)
        {
            sims.Add(await console.AddSimAsync(SimStatus.Active, fleet));
            await console.AskAsync(sims[^1], SimStatus.Inactive);
        }

        // Neither goes on before both hold a batch.
        using var both = new Barrier(2);
        var (first, firstAsked) = TestAuthority.In(console);
        var (second, secondAsked) = TestAuthority.In(other);
        foreach (var authority in new[] { firstAsked, secondAsked })
        {
            authority.Script = (batch, network, token) =>
            {
                if (authority.Asked.Count == 1)
                {
                    Assert.True(both.SignalAndWait(Wait.Limit, token));
                }

                return network.ApplyAsync(batch, token);
            };
        }

        await Task.WhenAll(Task.Run(() => WorkAsync(first), Token), Task.Run(() => WorkAsync(second), Token));

        Assert.NotEmpty(firstAsked.Asked);
        Assert.NotEmpty(secondAsked.Asked);
        Assert.Equal(sims.Select(s => s.Iccid).Order(), firstAsked.Orders.Concat(secondAsked.Orders).Select(o => o.Iccid).Order());
        Assert.All(await console.ChangesAsync(), c => Assert.Equal((StatusChangeState.Completed, 1), (c.State, c.Attempts)));

        async Task WorkAsync(StatusChangeWorker worker)
        {
            while ((await console.ChangesAsync()).Any(c => c.EndedAt is null))
            {
                await worker.WorkOnceAsync(StatusChangePriority.Bulk, Token);
            }
        }
    }

    [Fact]
    public async Task A_running_worker_is_woken_by_a_request_and_stops_when_told()
    {
        await using var console = await TestConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        await console.Worker.StartAsync(Token);

        await console.AskAsync(sim, SimStatus.Inactive);
        await Wait.UntilAsync(async () => await console.StatusAsync(sim) == SimStatus.Inactive);

        await console.Worker.StopAsync(Token).WaitAsync(Wait.Limit, Token);
        Assert.True(console.Worker.ExecuteTask!.IsCompletedSuccessfully || console.Worker.ExecuteTask.IsCanceled);
    }

    [Fact]
    public async Task A_process_that_only_serves_pages_works_nothing_off()
    {
        await using var console = await TestConsole.StartAsync(("StatusChanges:Work", "false"));

        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        await console.AskAsync(sim, SimStatus.Inactive);

        await console.Worker.StartAsync(Token);
        await console.Worker.ExecuteTask!.WaitAsync(Wait.Limit, Token);

        Assert.Equal(0, (await console.OnlyChangeAsync()).Attempts);
    }
}
