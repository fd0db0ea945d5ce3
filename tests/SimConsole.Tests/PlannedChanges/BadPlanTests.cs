using SimConsole.BulkChanges;
using SimConsole.PlannedChanges;
using SimConsole.Sims;
using SimConsole.Tests.BulkChanges;

namespace SimConsole.Tests.PlannedChanges;

/// <summary>Each gets a clear sentence, and changes nothing.</summary>
public sealed class BadPlanTests : IAsyncLifetime
{
    private TestConsole _console = null!;
    private SimRow _sim = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static PlannedOrder Good => PlanningConsole.ForFleet("meters");

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync();
        _sim = await _console.AddSimAsync(SimStatus.Active, await _console.AddFleetAsync("meters"));
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Theory]
    [InlineData("Europe/Atlantis")]
    [InlineData("")]
    [InlineData("W. Europe Standard Time")]
    public Task A_zone_that_there_is_not(string zone) => RefusedAsync(Good with { Zone = zone }, $"There is no time zone '{zone}'.");

    [Fact]
    public Task A_time_that_has_passed() => RefusedAsync(Good with { At = new DateTime(2026, 3, 1, 12, 30, 0), Zone = "Europe/Berlin" }, "2026-03-01T12:30 in Europe/Berlin has passed.");

    [Fact]
    public Task A_time_that_is_too_far() => RefusedAsync(Good with { At = new DateTime(9999, 12, 31, 23, 59, 0) }, "more than 10 years ahead");

    [Fact]
    public Task A_last_day_before_the_first() => RefusedAsync(Good with { Repeats = PlannedRepeat.Monthly, Until = new DateOnly(2026, 2, 28) }, "The last day is before the first time.");

    [Fact]
    public Task A_last_day_of_what_is_done_once() => RefusedAsync(Good with { Until = new DateOnly(2027, 2, 28) }, "A change that is made once has no last day.");

    [Fact]
    public Task No_sim_at_all() => RefusedAsync(PlanningConsole.ForSims(BulkChangeKind.Deactivate), "No SIM is chosen.");

    [Fact]
    public Task A_fleet_that_is_not_there() => RefusedAsync(PlanningConsole.ForFleet("nobody"), "There is no Fleet nobody.");

    [Fact]
    public Task A_move_to_nowhere() => RefusedAsync(Good with { Kind = BulkChangeKind.MoveToFleet }, "The Fleet to move to is missing.");

    [Fact]
    public Task A_move_to_a_fleet_that_is_not_there() => RefusedAsync(Good with { Kind = BulkChangeKind.MoveToFleet, Fleet = "nobody" }, "There is no Fleet nobody.");

    [Fact]
    public Task An_undo() => RefusedAsync(Good with { Kind = BulkChangeKind.Undo }, "An undo cannot be planned.");

    [Fact]
    public Task A_name_that_is_too_long() => RefusedAsync(Good with { Name = new string('x', 81) }, "at most 80");

    [Fact]
    public Task A_reason_that_is_too_long() => RefusedAsync(Good with { Reason = new string('x', 401) }, "at most 400");

    [Fact]
    public Task A_key_that_is_too_long() => RefusedAsync(Good with { IdempotencyKey = new string('x', 65) }, "at most 64");

    [Fact]
    public async Task A_filter_asks_a_person_for_the_password_and_a_few_chosen_sims_do_not()
    {
        var unconfirmed = TestConsole.Someone with { ConfirmedAt = null };
        Assert.Equal(ErrorCodes.ConfirmFirst, (await OrderAsync(Good, unconfirmed)).Refusal!.Code);
        BulkConsole.Succeeded(await OrderAsync(PlanningConsole.ForSims(BulkChangeKind.Deactivate, _sim), unconfirmed));
        BulkConsole.Succeeded(await OrderAsync(Good, unconfirmed with { Actor = new Actor("SK1", OrderSource.Api) }));
    }

    [Fact]
    public async Task A_key_names_one_request()
    {
        var order = Good with { IdempotencyKey = "k1", RequestDigest = "a" };
        var plans = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => OrderAsync(order, TestConsole.Someone))));
        Assert.Single(plans.Select(plan => BulkConsole.Succeeded(plan).Sid).Distinct());
        Assert.Contains("another request", (await OrderAsync(order with { RequestDigest = "b" }, TestConsole.Someone)).Refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_or_has_ended_is_not_steered()
    {
        var service = _console.Get<PlannedChangeService>();
        Assert.Equal(20404, (await service.PauseAsync("PC00", TestConsole.Someone, Token)).Refusal!.Code);
        var plan = await _console.PlanAsync(Good);
        Assert.Contains("paused", (await service.ResumeAsync(plan.Sid, TestConsole.Someone, Token)).Refusal!.Message, StringComparison.Ordinal);
        await service.PauseAsync(plan.Sid, TestConsole.Someone, Token);
        Assert.NotNull((await service.PauseAsync(plan.Sid, TestConsole.Someone, Token)).Refusal);
        _console.Time.Advance(TimeSpan.FromHours(2));
        Assert.StartsWith("Its last time passed while it was paused.", (await service.ResumeAsync(plan.Sid, TestConsole.Someone, Token)).Refusal!.Message, StringComparison.Ordinal);
        Assert.Equal(PlannedChangeState.Paused, (await _console.AgainAsync(plan)).Plan.State);
        BulkConsole.Succeeded(await service.CancelAsync(plan.Sid, TestConsole.Someone, Token));
        Assert.NotNull((await service.CancelAsync(plan.Sid, TestConsole.Someone, Token)).Refusal);
    }

    private Task<Result<PlannedChange>> OrderAsync(PlannedOrder order, Caller caller) => _console.Get<PlannedChangeService>().OrderAsync(order, caller, Token);

    private async Task RefusedAsync(PlannedOrder order, string says)
    {
        var before = await _console.AllRowsAsync();
        Assert.Contains(says, (await OrderAsync(order, TestConsole.Someone)).Refusal!.Message, StringComparison.Ordinal);
        Assert.Equal(before, await _console.AllRowsAsync());
    }
}
