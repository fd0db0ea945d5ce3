using SimConsole.BulkChanges;
using SimConsole.Fleets;
using SimConsole.LossReports;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Tests.BulkChanges;

public sealed class BulkChangeTests : IAsyncLifetime
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
    public async Task A_preview_counts_each_kind_and_changes_nothing()
    {
        var sims = new[]
        {
            await _console.AddSimAsync(SimStatus.Active, _fleet), await _console.AddSimAsync(SimStatus.Ready, _fleet),
            await _console.AddSimAsync(SimStatus.Inactive, _fleet), await _console.AddSimAsync(SimStatus.New, _fleet),
        };
        var before = await _console.AllRowsAsync();

        var preview = await _console.PreviewAsync(BulkChangeKind.Deactivate, sims);

        Assert.Equal((4, 2, 1, 1, 0), (preview.Selected, preview.Eligible, preview.AlreadyThere, preview.NotEligible, preview.Held));
        Assert.Equal([BulkChangeResult.Waiting, BulkChangeResult.Waiting, BulkChangeResult.AlreadyThere, BulkChangeResult.NotEligible], await _console.ResultsAsync(preview));
        Assert.Equal(before, await _console.AllRowsAsync());
    }

    [Fact]
    public async Task Every_result_can_be_listed_by_itself()
    {
        var sims = new[] { await _console.AddSimAsync(SimStatus.Active, _fleet), await _console.AddSimAsync(SimStatus.Inactive, _fleet), await _console.AddSimAsync(SimStatus.New, _fleet) };
        var bulk = await _console.OrderBulkAsync(BulkChangeKind.Deactivate, sims);
        await _console.WorkBulkAsync();

        var now = await _console.AgainAsync(bulk);
        foreach (var result in Enum.GetValues<BulkChangeResult>())
        {
            var listed = await _console.BulkReader().SimsAfterAsync(now, result, 0, 10, Token);
            Assert.All(listed, sim => Assert.Equal(result, sim.Result(now)));
            Assert.Equal(result is BulkChangeResult.Completed or BulkChangeResult.AlreadyThere or BulkChangeResult.NotEligible ? 1 : 0, listed.Count);
        }
    }

    [Theory]
    [InlineData(BulkChangeKind.Deactivate, SimStatus.Active, SimStatus.Inactive)]
    [InlineData(BulkChangeKind.Deactivate, SimStatus.Ready, SimStatus.Inactive)]
    [InlineData(BulkChangeKind.Activate, SimStatus.Inactive, SimStatus.Active)]
    [InlineData(BulkChangeKind.Activate, SimStatus.Ready, SimStatus.Active)]
    [InlineData(BulkChangeKind.Activate, SimStatus.New, SimStatus.Active)]
    public async Task What_is_ordered_is_scheduled_at_once_and_confirmed_by_the_network(BulkChangeKind kind, SimStatus from, SimStatus to)
    {
        var sim = await _console.AddSimAsync(from, _fleet);

        var bulk = await _console.OrderBulkAsync(kind, [sim]);

        Assert.Equal(SimStatus.Scheduled, await _console.StatusAsync(sim));
        await _console.WorkBulkAsync();
        Assert.Equal(to, await _console.StatusAsync(sim));
        Assert.Equal(to.MayConnect(), await _console.MayAttachAsync(sim));
        var ended = await _console.AgainAsync(bulk);
        Assert.Equal((BulkChangeState.Completed, 1, 1, 0), (ended.State, ended.Ordered, ended.Completed, ended.Waiting));
        Assert.Contains(bulk.Sid, (await _console.OnlyChangeAsync()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sim_that_moved_in_between_is_skipped_and_listed()
    {
        var (moved, other) = (await _console.AddSimAsync(SimStatus.Active, _fleet), await _console.AddSimAsync(SimStatus.Active, _fleet));
        var preview = await _console.PreviewAsync(BulkChangeKind.Deactivate, [moved, other]);

        // Off and on again: it has the status that it was seen in, and yet it has changed.
        _console.Time.Advance(TimeSpan.FromSeconds(1));
        await _console.AskAsync(moved, SimStatus.Inactive);
        await _console.WorkAsync();
        await _console.AskAsync(moved, SimStatus.Active);
        await _console.WorkAsync();
        await _console.CommitAsync(preview);
        await _console.WorkBulkAsync();

        Assert.Equal(SimStatus.Active, await _console.StatusAsync(moved));
        Assert.Equal(SimStatus.Inactive, await _console.StatusAsync(other));
        Assert.Equal([BulkChangeResult.Skipped, BulkChangeResult.Completed], await _console.ResultsAsync(preview));
        var ended = await _console.AgainAsync(preview);
        Assert.Equal((BulkChangeState.Completed, 1, 1), (ended.State, ended.Skipped, ended.Completed));
    }

    [Fact]
    public async Task A_rename_in_between_does_not_skip_a_sim()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, _fleet);
        var preview = await _console.PreviewAsync(BulkChangeKind.Deactivate, [sim]);
        await _console.Sims.UpdateAsync(sim.Sid, new SimUpdate { UniqueName = "pump" }, TestConsole.Someone, Token);

        await _console.CommitAsync(preview);

        Assert.Equal(SimStatus.Scheduled, await _console.StatusAsync(sim));
    }

    [Fact]
    public async Task What_was_previewed_is_what_is_changed_whatever_matches_the_filter_later()
    {
        var first = await _console.AddSimAsync(SimStatus.Active, _fleet);
        var order = new BulkOrder(BulkChangeKind.Deactivate, new SimSelection.Matching(new SimQuery { Statuses = [SimStatus.Active] }, []));
        var preview = BulkConsole.Succeeded(await _console.Bulk().PreviewAsync(order, TestConsole.Someone, null, Token));
        var later = await _console.AddSimAsync(SimStatus.Active, _fleet);

        await _console.CommitAsync(preview);
        await _console.WorkBulkAsync();

        Assert.Equal(SimStatus.Inactive, await _console.StatusAsync(first));
        Assert.Equal(SimStatus.Active, await _console.StatusAsync(later));
    }

    [Fact]
    public async Task Everything_that_matches_but_for_some_is_selected()
    {
        var (with, without) = (await _console.AddSimAsync(SimStatus.Active, _fleet), await _console.AddSimAsync(SimStatus.Active, _fleet));
        await _console.AddSimAsync(SimStatus.Active);
        var order = new BulkOrder(BulkChangeKind.Deactivate, new SimSelection.Matching(new SimQuery { Fleets = ["meters"] }, [without.Id]));

        var preview = BulkConsole.Succeeded(await _console.Bulk().PreviewAsync(order, TestConsole.Someone, null, Token));

        Assert.Equal(1, preview.Selected);
        Assert.Equal(with.Id, Assert.Single(await _console.BulkReader().SimsAfterAsync(preview, null, 0, 10, Token)).Row.SimId);
    }

    [Fact]
    public async Task A_list_keeps_its_lines_that_are_no_sim()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, _fleet);
        var order = new BulkOrder(BulkChangeKind.Deactivate, await _console.ListAsync($"{sim.Iccid}\n{sim.Iccid}\n89883070000000000000\n8.98831E+18\nnobody"));

        var preview = BulkConsole.Succeeded(await _console.Bulk().PreviewAsync(order, TestConsole.Someone, null, Token));

        Assert.Equal((1, 1, 1, 2), (preview.Selected, preview.DuplicateLines, preview.UnknownLines, preview.UnreadableLines));
        var lines = await _console.BulkReader().LinesAfterAsync(preview.Id, 0, 10, Token);
        Assert.Equal([2, 3, 4, 5], lines.Select(l => l.Line));
        Assert.All(lines, line => Assert.NotEmpty(line.Says));
    }

    [Theory]
    [InlineData(SimStatus.Active, true)]
    [InlineData(SimStatus.Ready, true)]
    [InlineData(SimStatus.Inactive, false)]
    [InlineData(SimStatus.New, false)]
    public async Task Moving_to_another_fleet_asks_the_network_only_where_the_sim_can_connect(SimStatus status, bool asks)
    {
        var other = await _console.AddFleetAsync("pumps");
        var sim = await _console.AddSimAsync(status, _fleet);

        var bulk = await _console.OrderBulkAsync(BulkChangeKind.MoveToFleet, [sim], other);

        Assert.Equal(asks ? SimStatus.Scheduled : status, await _console.StatusAsync(sim));
        await _console.WorkBulkAsync();
        var after = await _console.RowAsync(sim);
        Assert.Equal((status, "pumps"), (after.Status, after.FleetName));
        Assert.Equal([BulkChangeResult.Completed], await _console.ResultsAsync(bulk));
        var moved = Assert.Single(await _console.EventsAsync());
        Assert.Equal((SimEventKind.MovedToFleet, "meters", "pumps"), (moved.Kind, moved.OldValue, moved.NewValue));
    }

    [Fact]
    public async Task A_failed_change_is_counted_and_says_why()
    {
        _console.Network.Settings.FailureRate = 1;
        var bulk = await _console.OrderBulkAsync(BulkChangeKind.Deactivate, [await _console.AddSimAsync(SimStatus.Active, _fleet)]);
        await _console.WorkBulkAsync();
        await _console.RunOutOfTimeAsync();
        await _console.WorkBulkAsync();

        var ended = await _console.AgainAsync(bulk);
        Assert.Equal((BulkChangeState.Completed, 0, 1), (ended.State, ended.Completed, ended.Failed));
        var sim = Assert.Single(await _console.BulkReader().SimsAfterAsync(ended, BulkChangeResult.Failed, 0, 10, Token));
        Assert.NotEmpty(sim.Change!.Failure!);
    }

    [Fact]
    public async Task A_paused_bulk_change_schedules_nothing_more_until_it_is_resumed()
    {
        var preview = await _console.PreviewAsync(BulkChangeKind.Deactivate, [await _console.AddSimAsync(SimStatus.Active, _fleet)]);
        await _console.RunningWithoutAChunkAsync(preview);
        BulkConsole.Succeeded(await _console.Bulk().PauseAsync(preview.Sid, TestConsole.Someone, Token));
        await _console.WorkBulkAsync();
        Assert.Equal([BulkChangeResult.Waiting], await _console.ResultsAsync(preview));

        BulkConsole.Succeeded(await _console.Bulk().ResumeAsync(preview.Sid, TestConsole.Someone, Token));
        await _console.WorkBulkAsync();

        Assert.Equal([BulkChangeResult.Completed], await _console.ResultsAsync(preview));
    }

    [Fact]
    public async Task Cancelling_takes_back_what_the_network_was_not_asked_yet()
    {
        var (ready, active) = (await _console.AddSimAsync(SimStatus.Ready, _fleet), await _console.AddSimAsync(SimStatus.Active, _fleet));
        var bulk = await _console.OrderBulkAsync(BulkChangeKind.Deactivate, [ready, active]);

        BulkConsole.Succeeded(await _console.Bulk().CancelAsync(bulk.Sid, TestConsole.Someone, Token));
        await _console.WorkBulkAsync();

        Assert.Equal(SimStatus.Ready, await _console.StatusAsync(ready));
        Assert.Equal(SimStatus.Active, await _console.StatusAsync(active));
        Assert.True(await _console.MayAttachAsync(active));
        Assert.Equal([BulkChangeResult.Cancelled, BulkChangeResult.Cancelled], await _console.ResultsAsync(bulk));
        Assert.All(await _console.ChangesAsync(), change => Assert.Equal(StatusChangeState.Withdrawn, change.State));
        var ended = await _console.AgainAsync(bulk);
        Assert.Equal((BulkChangeState.Cancelled, 2, 0), (ended.State, ended.Withdrawn, ended.InFlight));
    }

    [Fact]
    public async Task Cancelling_leaves_what_the_network_is_being_asked()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, _fleet);
        var bulk = await _console.OrderBulkAsync(BulkChangeKind.Deactivate, [sim]);
        var batch = await _console.Get<StatusChangeQueue>().ClaimAsync(StatusChangePriority.Bulk, Token);

        BulkConsole.Succeeded(await _console.Bulk().CancelAsync(bulk.Sid, TestConsole.Someone, Token));
        Assert.Equal(1, (await _console.AgainAsync(bulk)).InFlight);
        await _console.Get<StatusChangeService>().EndAsync(batch!, [new ChangeVerdict(batch!.Rows[0], new ChangeOutcome.Completed("off", _console.Time.GetUtcNow()))], Token);

        Assert.Equal(SimStatus.Inactive, await _console.StatusAsync(sim));
        Assert.Equal([BulkChangeResult.Completed], await _console.ResultsAsync(bulk));
        Assert.Equal(0, (await _console.AgainAsync(bulk)).InFlight);
    }

    [Fact]
    public async Task A_loss_report_wins_over_a_bulk_change_and_is_counted_there()
    {
        var (on, off) = (await _console.AddSimAsync(SimStatus.Inactive, _fleet), await _console.AddSimAsync(SimStatus.Inactive, _fleet));
        var bulk = await _console.OrderBulkAsync(BulkChangeKind.Activate, [on, off]);

        BulkConsole.Succeeded(await _console.Get<LossReportService>().ReportAsync(new LossOrder([off.Id], LossKind.Stolen), TestConsole.Someone, Token));
        await _console.WorkBulkAsync();

        Assert.Equal((SimStatus.Active, SimStatus.Inactive), (await _console.StatusAsync(on), await _console.StatusAsync(off)));
        Assert.Equal([BulkChangeResult.Completed, BulkChangeResult.Superseded], await _console.ResultsAsync(bulk));
        var ended = await _console.AgainAsync(bulk);
        Assert.Equal((BulkChangeState.Completed, 1, 1), (ended.State, ended.Completed, ended.Superseded));
    }

    [Fact]
    public async Task A_held_sim_is_not_brought_back()
    {
        var sim = await _console.AddSimAsync(SimStatus.Inactive, _fleet);
        await _console.Get<LossReportService>().ReportAsync(new LossOrder([sim.Id], LossKind.Stolen), TestConsole.Someone, Token);

        var preview = await _console.PreviewAsync(BulkChangeKind.Activate, [sim]);

        Assert.Equal((0, 1), (preview.Eligible, preview.Held));
        Assert.NotNull((await _console.Bulk().CommitAsync(preview.Sid, TestConsole.Someone, Token)).Refusal);
    }

    [Fact]
    public async Task A_sim_that_is_held_after_the_preview_is_not_brought_back_either()
    {
        var sim = await _console.AddSimAsync(SimStatus.Inactive, _fleet);
        var preview = await _console.PreviewAsync(BulkChangeKind.Activate, [sim]);
        await _console.Get<LossReportService>().ReportAsync(new LossOrder([sim.Id], LossKind.Stolen), TestConsole.Someone, Token);

        await _console.CommitAsync(preview);
        await _console.WorkBulkAsync();

        Assert.Equal(SimStatus.Inactive, await _console.StatusAsync(sim));
        Assert.Equal([BulkChangeResult.Skipped], await _console.ResultsAsync(preview));
    }
}
