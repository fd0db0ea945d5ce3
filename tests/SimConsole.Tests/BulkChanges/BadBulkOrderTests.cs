using Microsoft.EntityFrameworkCore;
using SimConsole.BulkChanges;
using SimConsole.Sims;

namespace SimConsole.Tests.BulkChanges;

/// <summary>Each gets a clear sentence, and changes nothing.</summary>
public sealed class BadBulkOrderTests : IAsyncLifetime
{
    private TestConsole _console = null!;
    private SimRow _sim = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync();
        _sim = await _console.AddSimAsync(SimStatus.Active, await _console.AddFleetAsync("meters"));
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public Task A_filter_that_matches_nothing() =>
        RefusedAsync(new BulkOrder(BulkChangeKind.Deactivate, new SimSelection.Matching(new SimQuery { Fleets = ["nobody"] }, [])), "No SIM matches this filter");

    [Fact]
    public async Task A_list_that_names_no_sim() =>
        await RefusedAsync(new BulkOrder(BulkChangeKind.Deactivate, await _console.ListAsync("89883070000000000000")), "No line of this list");

    [Fact]
    public Task No_sim_at_all() => RefusedAsync(new BulkOrder(BulkChangeKind.Deactivate, new SimSelection.Chosen([])), "No SIM is chosen");

    [Fact]
    public Task A_move_to_nowhere() => RefusedAsync(new BulkOrder(BulkChangeKind.MoveToFleet, Chosen), "The Fleet to move to is missing");

    [Fact]
    public Task A_move_to_a_fleet_that_is_not_there() => RefusedAsync(new BulkOrder(BulkChangeKind.MoveToFleet, Chosen, "nobody"), "There is no Fleet nobody");

    [Fact]
    public Task A_reason_that_is_too_long() => RefusedAsync(new BulkOrder(BulkChangeKind.Deactivate, Chosen, Reason: new string('x', 401)), "at most 400");

    [Fact]
    public async Task Previews_that_nobody_orders_come_to_an_end()
    {
        for (var i = 0; i < BulkChangeService.MostPreviews; i++)
        {
            BulkConsole.Succeeded(await PreviewAsync(new BulkOrder(BulkChangeKind.Deactivate, Chosen)));
        }

        var refused = await PreviewAsync(new BulkOrder(BulkChangeKind.Deactivate, Chosen));
        Assert.StartsWith("someone has 20 previews that were not ordered", refused.Refusal!.Message, StringComparison.Ordinal);
        var ben = TestConsole.Someone with { Actor = new Actor("ben", OrderSource.Console) };
        BulkConsole.Succeeded(await _console.Bulk().PreviewAsync(new BulkOrder(BulkChangeKind.Deactivate, Chosen), ben, null, Token));
    }

    [Fact]
    public async Task The_same_preview_ordered_twice_at_once_is_ordered_once()
    {
        var preview = await _console.PreviewAsync(BulkChangeKind.Deactivate, [_sim]);
        var orders = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _console.Bulk().CommitAsync(preview.Sid, TestConsole.Someone, Token))));
        Assert.Single(orders, order => order.Refusal is null);
        Assert.All(orders.Where(order => order.Refusal is not null), order => Assert.Contains("already", order.Refusal!.Message, StringComparison.Ordinal));
        Assert.Single(await _console.ChangesAsync());
    }

    [Fact]
    public async Task A_key_names_one_request()
    {
        var order = new BulkOrder(BulkChangeKind.Deactivate, Chosen, IdempotencyKey: "k1", RequestDigest: "a");
        var first = BulkConsole.Succeeded(await PreviewAsync(order));
        Assert.Equal(first.Sid, BulkConsole.Succeeded(await PreviewAsync(order)).Sid);
        Assert.Contains("another request", (await PreviewAsync(order with { RequestDigest = "b" })).Refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_whose_process_died_while_it_froze_the_selection_begins_anew_once_it_is_silent()
    {
        var order = new BulkOrder(BulkChangeKind.Deactivate, Chosen, IdempotencyKey: "k1", RequestDigest: "a");
        await using var other = _console.StartAnother();
        var dead = BulkConsole.Succeeded(await other.Bulk().PreviewAsync(order, TestConsole.Someone, null, Token));
        await using (var db = _console.OpenDb())
        {
            await db.BulkChanges.ExecuteUpdateAsync(set => set.SetProperty(b => b.State, BulkChangeState.Preparing), Token);
        }

        var meanwhile = (await PreviewAsync(order)).Refusal!;
        Assert.Equal((20409, TimeSpan.FromSeconds(2)), (meanwhile.Code, meanwhile.RetryAfter));
        Assert.Contains("being worked on", meanwhile.Message, StringComparison.Ordinal);
        await _console.FindSilentAsync();
        var anew = BulkConsole.Succeeded(await PreviewAsync(order));
        Assert.NotEqual(dead.Sid, anew.Sid);
        Assert.Equal(1, anew.Selected);
    }

    [Fact]
    public async Task What_a_dead_process_froze_is_forgotten_and_what_a_living_one_freezes_is_not()
    {
        await using var other = _console.StartAnother();
        var dead = BulkConsole.Succeeded(await other.Bulk().PreviewAsync(new BulkOrder(BulkChangeKind.Deactivate, Chosen), TestConsole.Someone, null, Token));
        var living = BulkConsole.Succeeded(await PreviewAsync(new BulkOrder(BulkChangeKind.Deactivate, Chosen)));
        await using var db = _console.OpenDb();
        await db.BulkChanges.ExecuteUpdateAsync(set => set.SetProperty(b => b.State, BulkChangeState.Preparing), Token);
        var scheduler = _console.Get<BulkChangeScheduler>();

        Assert.Equal(0, await scheduler.DiscardAbandonedAsync(Token));
        await _console.FindSilentAsync();
        Assert.Equal(1, await scheduler.DiscardAbandonedAsync(Token));

        Assert.Equal([living.Sid], await db.BulkChanges.Select(b => b.Sid).ToListAsync(Token));
        Assert.False(await db.BulkChangeSims.AnyAsync(s => s.BulkChangeId == dead.Id, Token));
    }

    [Fact]
    public async Task What_is_not_there_or_not_running_is_not_steered()
    {
        var preview = await _console.PreviewAsync(BulkChangeKind.Deactivate, [_sim]);
        Assert.Equal(20404, (await _console.Bulk().CommitAsync("BC00", TestConsole.Someone, Token)).Refusal!.Code);
        Assert.Equal(20404, (await _console.Bulk().PauseAsync("BC00", TestConsole.Someone, Token)).Refusal!.Code);
        Assert.NotNull((await _console.Bulk().PauseAsync(preview.Sid, TestConsole.Someone, Token)).Refusal);
        Assert.NotNull((await _console.Bulk().ResumeAsync(preview.Sid, TestConsole.Someone, Token)).Refusal);
        Assert.NotNull((await _console.Bulk().CancelAsync(preview.Sid, TestConsole.Someone, Token)).Refusal);
    }

    [Fact]
    public async Task A_preview_that_nobody_orders_is_forgotten_after_a_day()
    {
        var (old, ordered) = (await _console.PreviewAsync(BulkChangeKind.Deactivate, [_sim]), await _console.OrderBulkAsync(BulkChangeKind.Deactivate, [_sim]));
        _console.Time.Advance(TimeSpan.FromHours(25));
        var young = await _console.PreviewAsync(BulkChangeKind.Deactivate, [_sim]);

        await _console.Get<BulkChangeScheduler>().DiscardOldPreviewsAsync(Token);
        await _console.Get<BulkChangeScheduler>().DiscardAsync(ordered.Id, Token);

        Assert.Null(await _console.BulkReader().FindAsync(old.Sid, FleetScope.All, Token));
        Assert.NotNull(await _console.BulkReader().FindAsync(ordered.Sid, FleetScope.All, Token));
        Assert.NotNull(await _console.BulkReader().FindAsync(young.Sid, FleetScope.All, Token));
        await using var db = _console.OpenDb();
        Assert.Equal(2, db.BulkChangeSims.Count());
    }

    private SimSelection Chosen => new SimSelection.Chosen([_sim.Id]);

    private Task<Result<BulkChange>> PreviewAsync(BulkOrder order) => _console.Bulk().PreviewAsync(order, TestConsole.Someone, null, Token);

    private async Task RefusedAsync(BulkOrder order, string says)
    {
        var before = await _console.AllRowsAsync();
        var refusal = (await PreviewAsync(order)).Refusal;
        Assert.Contains(says, refusal!.Message, StringComparison.Ordinal);
        Assert.Equal(before, await _console.AllRowsAsync());
        await using var db = _console.OpenDb();
        Assert.Empty(db.BulkChanges);
    }
}
