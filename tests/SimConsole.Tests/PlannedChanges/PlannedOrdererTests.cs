using Microsoft.EntityFrameworkCore;
using SimConsole.Accounts;
using SimConsole.Audit;
using SimConsole.Fleets;
using SimConsole.People;
using SimConsole.PlannedChanges;
using SimConsole.Sims;
using SimConsole.Tests.BulkChanges;

namespace SimConsole.Tests.PlannedChanges;

/// <summary>What is planned is done in somebody's name, for as long as he may order it.</summary>
public sealed class PlannedOrdererTests : IAsyncLifetime
{
    private TestConsole _console = null!;
    private Fleet _meters = null!;
    private SimRow _sim = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Caller Mara { get; } = TestConsole.Someone with { Actor = new Actor("mara", OrderSource.Console) };

    private PlannedChangeService Plans => _console.Get<PlannedChangeService>();

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync();
        _meters = await _console.AddFleetAsync("meters");
        _sim = await _console.AddSimAsync(SimStatus.Active, _meters);
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    public static TheoryData<string, string> Losses => new()
    {
        { "suspended", "mara is suspended" },
        { "removed", "mara no longer has access to this console" },
        { "denied", "mara no longer gets a role from the provider" },
        { "viewer", "mara lacks the permission sims.bulk now" },
        { "limited", "mara is limited to other Fleets now" },
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_plan_of_somebody_who_may_not_order_it_any_more_is_paused_and_goes_on_for_whoever_resumes_it(string loss, string why)
    {
        var plan = await _console.PlanAsync(PlanningConsole.ForFleet("meters") with { Repeats = PlannedRepeat.Monthly }, Mara);
        await LoseAsync(loss);

        _console.Time.Advance(TimeSpan.FromHours(2));
        await _console.DoDueAsync();
        Assert.Equal(PlannedChangeState.Paused, (await _console.AgainAsync(plan)).Plan.State);
        Assert.Empty(await _console.OccurrencesAsync(plan));
        Assert.Empty(await _console.BulkChangesAsync());
        await using (var db = _console.OpenDb())
        {
            var entry = await db.AuditEntries.SingleAsync(e => e.Kind == AuditKinds.PlannedChangePaused, Token);
            Assert.Equal(("the console", OrderSource.Itself, plan.Sid), (entry.Actor, entry.Door, entry.Subject));
            Assert.Contains(why, entry.Changes, StringComparison.Ordinal);
        }

        await _console.KnowAsync(TestConsole.Someone);
        var resumed = BulkConsole.Succeeded(await Plans.ResumeAsync(plan.Sid, TestConsole.Someone, Token));
        Assert.Equal(("someone", PlannedChangeState.Planned, true), (resumed.RequestedBy, resumed.State, resumed.Confirmed));
        _console.Time.Advance(TimeSpan.FromDays(31));
        await _console.DoDueAsync();
        await _console.WorkBulkAsync();
        Assert.Equal(SimStatus.Inactive, await _console.StatusAsync(_sim));
        Assert.Equal("someone", Assert.Single(await _console.BulkChangesAsync()).RequestedBy);
    }

    [Fact]
    public async Task What_was_begun_when_its_orderer_was_suspended_is_not_ordered_and_that_is_said()
    {
        var plan = await _console.PlanAsync(PlanningConsole.ForFleet("meters"), Mara);
        await using (var db = _console.OpenDb())
        {
            // A process died between the record and the order.
            db.PlannedOccurrences.Add(new PlannedOccurrence { PlannedChangeId = plan.Id, Local = plan.At, DueAt = _console.Time.GetUtcNow(), BeganAt = _console.Time.GetUtcNow() });
            await db.SaveChangesAsync(Token);
        }

        await LoseAsync("suspended");
        await _console.DoDueAsync();

        var occurrence = Assert.Single(await _console.OccurrencesAsync(plan));
        Assert.Equal((PlannedOccurrenceState.NotOrdered, "Nothing was ordered: mara is suspended."), (occurrence.State, occurrence.Says));
        Assert.Empty(await _console.BulkChangesAsync());
    }

    [Fact]
    public async Task A_plan_of_a_program_is_paused_when_its_key_is_revoked()
    {
        var key = (await _console.Get<ApiKeyService>().CreateAsync(new ApiKeyOrder("season", Permissions.SimsRead | Permissions.SimsBulk, null), TestConsole.Someone, Token)).Value!.Key;
        var program = TestConsole.Someone with { Actor = new Actor(key.Sid, OrderSource.Api), May = key.Permissions };
        var plan = await _console.PlanAsync(PlanningConsole.ForFleet("meters"), program);
        await _console.DoDueAsync();
        Assert.Equal(PlannedChangeState.Planned, (await _console.AgainAsync(plan)).Plan.State);

        Assert.Null((await _console.Get<ApiKeyService>().RevokeAsync(key.Sid, TestConsole.Someone, Token)).Refusal);
        await _console.DoDueAsync();

        Assert.Equal(PlannedChangeState.Paused, (await _console.AgainAsync(plan)).Plan.State);
        Assert.Equal($"{key.Sid} is revoked, or has expired", await _console.Get<PlannedOrdererCheck>().WhyNotAsync(plan, Token));
    }

    [Fact]
    public async Task One_who_takes_over_a_plan_for_any_number_of_sims_shows_first_that_it_is_he()
    {
        var plan = await _console.PlanAsync(PlanningConsole.ForFleet("meters"), Mara);
        BulkConsole.Succeeded(await Plans.PauseAsync(plan.Sid, Mara, Token));
        var unconfirmed = TestConsole.Someone with { ConfirmedAt = null };

        Assert.Equal(ErrorCodes.ConfirmFirst, (await Plans.ResumeAsync(plan.Sid, unconfirmed, Token)).Refusal?.Code);
        Assert.Equal("mara", (await _console.AgainAsync(plan)).Plan.RequestedBy);

        // Whose plan it is has shown it when he made it.
        Assert.True(BulkConsole.Succeeded(await Plans.ResumeAsync(plan.Sid, Mara with { ConfirmedAt = null }, Token)).Confirmed);
    }

    private async Task LoseAsync(string loss)
    {
        await using var db = _console.OpenDb();
        var mara = await db.Users.SingleAsync(p => p.UserName == "mara", Token);
        switch (loss)
        {
            case "suspended":
                mara.SuspendedAt = _console.Time.GetUtcNow();
                break;
            case "removed":
                db.Users.Remove(mara);
                break;
            case "denied":
                mara.DeniedAt = _console.Time.GetUtcNow();
                break;
            case "viewer":
                mara.Role = Role.Viewer;
                break;
            default:
                mara.Scope = FleetScope.Of([_meters.Id + 1]);
                break;
        }

        await db.SaveChangesAsync(Token);
    }
}
