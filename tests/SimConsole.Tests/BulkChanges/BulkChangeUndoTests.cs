using SimConsole.BulkChanges;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.LossReports;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.Tests.BulkChanges;

public sealed class BulkChangeUndoTests : IAsyncLifetime
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
    public async Task Each_sim_goes_back_to_its_own_earlier_status()
    {
        var sims = new[] { await _console.AddSimAsync(SimStatus.Active, _fleet), await _console.AddSimAsync(SimStatus.Ready, _fleet), await _console.AddSimAsync(SimStatus.Inactive, _fleet) };
        var bulk = await DoneAsync(BulkChangeKind.Deactivate, sims);

        var undo = await UndoAsync(bulk);

        // Nothing returns to ready from inactive, and the one that was off before has nothing to undo.
        Assert.Equal((2, 1, 1), (undo.Selected, undo.Eligible, undo.NotEligible));
        Assert.Equal([SimStatus.Active, SimStatus.Inactive, SimStatus.Inactive], await StatusesAsync(sims));
        Assert.Equal([BulkChangeResult.Completed, BulkChangeResult.NotEligible], await _console.ResultsAsync(undo));
        Assert.Equal(undo.Sid, (await _console.BulkReader().FindAsync(bulk.Sid, FleetScope.All, Token))!.UndoneBySid);
    }

    [Fact]
    public async Task New_is_not_restored_and_the_undo_says_so()
    {
        var bulk = await DoneAsync(BulkChangeKind.Activate, [await _console.AddSimAsync(SimStatus.New, _fleet)]);

        var undo = BulkConsole.Succeeded(await _console.Bulk().PreviewUndoAsync(bulk.Sid, TestConsole.Someone, null, Token));

        var row = Assert.Single(await _console.BulkReader().SimsAfterAsync(undo, BulkChangeResult.NotEligible, 0, 10, Token));
        Assert.Contains("nothing returns to new", BulkChangeWords.Says(row, undo, moves: false), StringComparison.Ordinal);
        Assert.NotNull((await _console.Bulk().CommitAsync(undo.Sid, TestConsole.Someone, Token)).Refusal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_sim_that_somebody_changed_since_is_skipped_whatever_the_clock_says(int seconds)
    {
        var (changed, other) = (await _console.AddSimAsync(SimStatus.Active, _fleet), await _console.AddSimAsync(SimStatus.Active, _fleet));
        var bulk = await DoneAsync(BulkChangeKind.Deactivate, [changed, other]);
        await _console.AskAsync(changed, SimStatus.Active);
        await _console.WorkAsync();
        _console.Time.Advance(TimeSpan.FromSeconds(seconds));
        await _console.AskAsync(changed, SimStatus.Inactive);
        await _console.WorkAsync();

        var undo = await UndoAsync(bulk);

        Assert.Equal([SimStatus.Inactive, SimStatus.Active], await StatusesAsync(changed, other));
        Assert.Equal([BulkChangeResult.Skipped, BulkChangeResult.Completed], await _console.ResultsAsync(undo));
    }

    [Fact]
    public async Task A_sim_that_is_held_since_stays_off()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, _fleet);
        var bulk = await DoneAsync(BulkChangeKind.Deactivate, [sim]);
        await _console.Get<LossReportService>().ReportAsync(new LossOrder([sim.Id], LossKind.Lost), TestConsole.Someone, Token);

        var undo = BulkConsole.Succeeded(await _console.Bulk().PreviewUndoAsync(bulk.Sid, TestConsole.Someone, null, Token));

        Assert.Equal((0, 1), (undo.Eligible, undo.Held));
    }

    [Theory]
    [InlineData(SimStatus.Active)]
    [InlineData(SimStatus.Inactive)]
    public async Task A_move_goes_back_to_the_fleet_before(SimStatus status)
    {
        var pumps = await _console.AddFleetAsync("pumps");
        var sim = await _console.AddSimAsync(status, _fleet);
        var bulk = await DoneAsync(BulkChangeKind.MoveToFleet, [sim], pumps);

        await UndoAsync(bulk);

        var after = await _console.RowAsync(sim);
        Assert.Equal((status, "meters"), (after.Status, after.FleetName));
    }

    [Fact]
    public async Task An_undo_is_not_undone()
    {
        var bulk = await DoneAsync(BulkChangeKind.Deactivate, [await _console.AddSimAsync(SimStatus.Active, _fleet)]);
        var undo = await UndoAsync(bulk);

        Assert.Contains("undo itself", await RefusalAsync(undo.Sid), StringComparison.Ordinal);
        Assert.Contains("already", await RefusalAsync(bulk.Sid), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_not_ended_is_not_undone()
    {
        var preview = await _console.PreviewAsync(BulkChangeKind.Deactivate, [await _console.AddSimAsync(SimStatus.Active, _fleet)]);
        Assert.Contains("not been ordered", await RefusalAsync(preview.Sid), StringComparison.Ordinal);
        await _console.CommitAsync(preview);
        Assert.Contains("has not ended", await RefusalAsync(preview.Sid), StringComparison.Ordinal);
        Assert.Equal(20404, (await _console.Bulk().PreviewUndoAsync("BC00", TestConsole.Someone, null, Token)).Refusal!.Code);
    }

    [Fact]
    public async Task Of_two_undo_previews_one_is_ordered()
    {
        var bulk = await DoneAsync(BulkChangeKind.Deactivate, [await _console.AddSimAsync(SimStatus.Active, _fleet)]);
        var (first, second) = (await PreviewAsync(bulk), await PreviewAsync(bulk));
        await _console.CommitAsync(first);
        Assert.Contains("already", (await _console.Bulk().CommitAsync(second.Sid, TestConsole.Someone, Token)).Refusal!.Message, StringComparison.Ordinal);
    }

    private async Task<BulkChange> DoneAsync(BulkChangeKind kind, SimRow[] sims, Fleet? fleet = null)
    {
        var bulk = await _console.OrderBulkAsync(kind, sims, fleet);
        await _console.WorkBulkAsync();
        _console.Time.Advance(TimeSpan.FromSeconds(1));
        return bulk;
    }

    private async Task<BulkChange> PreviewAsync(BulkChange bulk) => BulkConsole.Succeeded(await _console.Bulk().PreviewUndoAsync(bulk.Sid, TestConsole.Someone, null, Token));

    private async Task<BulkChange> UndoAsync(BulkChange bulk)
    {
        var undo = await _console.CommitAsync(await PreviewAsync(bulk));
        await _console.WorkBulkAsync();
        return await _console.AgainAsync(undo);
    }

    private async Task<string> RefusalAsync(string sid) => (await _console.Bulk().PreviewUndoAsync(sid, TestConsole.Someone, null, Token)).Refusal!.Message;

    private async Task<SimStatus[]> StatusesAsync(params SimRow[] sims)
    {
        var statuses = new List<SimStatus>();
        foreach (var sim in sims)
        {
            statuses.Add(await _console.StatusAsync(sim));
        }

        return [.. statuses];
    }
}
