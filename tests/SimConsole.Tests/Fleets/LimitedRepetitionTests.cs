using SimConsole.BulkChanges;
using SimConsole.LossReports;
using SimConsole.PlannedChanges;
using SimConsole.Sims;
using SimConsole.Tests.PlannedChanges;

namespace SimConsole.Tests.Fleets;

/// <summary>Whoever is limited to Fleets repeats a request as anybody does: the limit is another object with each request, and says the same.</summary>
public sealed class LimitedRepetitionTests : IAsyncLifetime
{
    private TestConsole _console = null!;
    private long _meters;
    private long _trucks;
    private SimRow _sim = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync();
        var meters = await _console.AddFleetAsync("meters");
        (_meters, _trucks) = (meters.Id, (await _console.AddFleetAsync("trucks")).Id);
        _sim = await _console.AddSimAsync(SimStatus.Active, meters);
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public void Limits_to_the_same_fleets_are_the_same()
    {
        var (one, other) = (FleetScope.Of([_meters, _trucks]), FleetScope.Of([_trucks, _meters]));
        Assert.True(one == other);
        Assert.False(one != other);
        Assert.False(one == FleetScope.Of([_meters]));
        Assert.False(one == FleetScope.All);
        Assert.True(one != null);
    }

    [Theory]
    [InlineData("bulk change")]
    [InlineData("planned change")]
    [InlineData("loss report")]
    public async Task A_repeated_request_gets_what_it_got_the_first_time_and_another_limit_gets_nothing_of_it(string what)
    {
        var first = await OrderAsync(what, FleetScope.Of([_meters]));
        Assert.NotNull(first.Value);
        Assert.Equal(first.Value, (await OrderAsync(what, FleetScope.Of([_meters]))).Value);
        Assert.Equal(first.Value, (await OrderAsync(what, FleetScope.All)).Value);
        Assert.NotNull((await OrderAsync(what, FleetScope.Of([_trucks]))).Refusal);
    }

    private async Task<Result<string>> OrderAsync(string what, FleetScope scope)
    {
        var caller = TestConsole.Someone with { Scope = scope };
        return what switch
        {
            "bulk change" => Sid(await _console.Get<BulkChangeService>().PreviewAsync(
                new BulkOrder(BulkChangeKind.Deactivate, new SimSelection.Chosen([_sim.Id]), IdempotencyKey: "key", RequestDigest: "digest"), caller, null, Token), b => b.Sid),
            "planned change" => Sid(await _console.Get<PlannedChangeService>().OrderAsync(
                PlanningConsole.ForSims(BulkChangeKind.Deactivate, _sim) with { IdempotencyKey = "key", RequestDigest = "digest" }, caller, Token), p => p.Sid),
            _ => Sid(await _console.Get<LossReportService>().ReportAsync(new LossOrder([_sim.Id], LossKind.Stolen, IdempotencyKey: "key"), caller, Token), r => r.Sid),
        };
    }

    private static Result<string> Sid<T>(Result<T> result, Func<T, string> sid) where T : class => result.Value is { } value ? sid(value) : result.Refusal!;
}
