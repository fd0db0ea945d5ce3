using SimConsole.BulkChanges;
using SimConsole.Fleets;
using SimConsole.Sims;
using SimConsole.Sims.Tags;

namespace SimConsole.Tests.BulkChanges;

public sealed class BulkTagTests : IAsyncLifetime
{
    private TestConsole _console = null!;
    private SimRow[] _sims = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync();
        var fleet = await _console.AddFleetAsync("meters");
        _sims = [await _console.AddSimAsync(SimStatus.Active, fleet), await _console.AddSimAsync(SimStatus.New), await _console.AddSimAsync(SimStatus.Inactive, fleet)];
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task A_tag_is_given_to_whoever_lacks_it_whatever_its_status_and_the_network_is_not_asked()
    {
        await TagAsync(_sims[2], "pallet-7");
        await _console.AskAsync(_sims[0], SimStatus.Inactive);

        var bulk = await DoneAsync(BulkChangeKind.AddTag, " Pallet-7 ");

        Assert.Equal((3, 2, 1, 2, 0), (bulk.Selected, bulk.Eligible, bulk.AlreadyThere, bulk.Completed, bulk.InFlight));
        Assert.Equal(BulkChangeState.Completed, bulk.State);
        Assert.Equal("Tag 3 SIMs with pallet-7", (await _console.BulkReader().FindAsync(bulk.Sid, FleetScope.All, Token))!.Title());
        Assert.Equal("yes yes yes", await HaveAsync("pallet-7"));
        Assert.Equal([BulkChangeResult.Completed, BulkChangeResult.Completed, BulkChangeResult.AlreadyThere], await _console.ResultsAsync(bulk));
    }

    [Fact]
    public async Task An_undo_takes_the_tag_from_those_that_were_given_it_and_leaves_the_others()
    {
        await TagAsync(_sims[2], "pallet-7");
        var bulk = await DoneAsync(BulkChangeKind.AddTag, "pallet-7");
        await _console.Sims.UpdateAsync(_sims[1].Sid, new SimUpdate { RemoveTags = ["pallet-7"] }, TestConsole.Someone, Token);

        var undo = await UndoAsync(bulk);

        Assert.Equal((2, 1, 1), (undo.Selected, undo.Completed, undo.Skipped));
        Assert.Equal("no no yes", await HaveAsync("pallet-7"));
    }

    [Fact]
    public async Task A_tag_is_taken_away_and_an_undo_gives_it_back_to_those_that_had_it()
    {
        await TagAsync(_sims[0], "spare");
        await TagAsync(_sims[1], "spare");

        var bulk = await DoneAsync(BulkChangeKind.RemoveTag, "spare");
        Assert.Equal((2, 1), (bulk.Completed, bulk.AlreadyThere));
        Assert.Equal("no no no", await HaveAsync("spare"));

        Assert.Equal(2, (await UndoAsync(bulk)).Completed);
        Assert.Equal("yes yes no", await HaveAsync("spare"));
    }

    [Fact]
    public async Task A_sim_that_takes_no_tag_more_is_left_out_and_that_is_said()
    {
        Assert.Null((await _console.Sims.UpdateAsync(_sims[1].Sid, new SimUpdate { Tags = [.. Enumerable.Range(1, TagName.MostOfOneSim).Select(i => $"tag-{i}")] }, TestConsole.Someone, Token)).Refusal);

        var bulk = await DoneAsync(BulkChangeKind.AddTag, "one-more");

        Assert.Equal((2, 1), (bulk.Completed, bulk.NotEligible));
        Assert.Equal("yes no yes", await HaveAsync("one-more"));
        var left = Assert.Single(await _console.BulkReader().SimsAfterAsync(bulk, BulkChangeResult.NotEligible, 0, 10, Token));
        Assert.Contains("20 tags already", BulkChangeWords.Says(left, bulk, moves: false), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sim_that_has_left_the_fleets_of_whoever_ordered_is_not_tagged()
    {
        var mine = TestConsole.Someone with { Scope = FleetScope.Of([_sims[0].FleetId!.Value]) };
        var preview = BulkConsole.Succeeded(await _console.Bulk().PreviewAsync(new BulkOrder(BulkChangeKind.AddTag, All) { Tag = "spare" }, mine, null, Token));
        await _console.Sims.UpdateAsync(_sims[2].Sid, new SimUpdate { Fleet = "" }, TestConsole.Someone, Token);

        var bulk = await EndedAsync(preview);

        Assert.Equal((2, 1, 1), (bulk.Selected, bulk.Completed, bulk.Skipped));
        Assert.Equal("yes no no", await HaveAsync("spare"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    public async Task A_tag_that_is_none_is_refused_and_nothing_is_kept(string tag)
    {
        var before = await _console.AllRowsAsync();
        Assert.NotNull((await _console.Bulk().PreviewAsync(new BulkOrder(BulkChangeKind.AddTag, All) { Tag = tag }, TestConsole.Someone, null, Token)).Refusal);
        Assert.Equal(before, await _console.AllRowsAsync());
    }

    private SimSelection All => new SimSelection.Chosen([.. _sims.Select(sim => sim.Id)]);

    private async Task<BulkChange> DoneAsync(BulkChangeKind kind, string tag) =>
        await EndedAsync(BulkConsole.Succeeded(await _console.Bulk().PreviewAsync(new BulkOrder(kind, All) { Tag = tag }, TestConsole.Someone, null, Token)));

    private async Task<BulkChange> UndoAsync(BulkChange bulk) => await EndedAsync(BulkConsole.Succeeded(await _console.Bulk().PreviewUndoAsync(bulk.Sid, TestConsole.Someone, null, Token)));

    private async Task<BulkChange> EndedAsync(BulkChange preview)
    {
        await _console.CommitAsync(preview);
        await _console.Get<BulkChangeScheduler>().RunOnceAsync(Token);
        return await _console.AgainAsync(preview);
    }

    private async Task TagAsync(SimRow sim, string tag) => Assert.Null((await _console.Sims.UpdateAsync(sim.Sid, new SimUpdate { AddTags = [tag] }, TestConsole.Someone, Token)).Refusal);

    private async Task<string> HaveAsync(string tag)
    {
        var tags = await _console.Get<TagReader>().OfAsync(_sims.Select(sim => sim.Id), FleetScope.All, Token);
        return string.Join(' ', _sims.Select(sim => tags.GetValueOrDefault(sim.Id, []).Contains(tag) ? "yes" : "no"));
    }
}
