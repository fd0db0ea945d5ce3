using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Reconciliation;
using SimConsole.Sims;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.Reconciliation;

public sealed class DriftsApiTests : IAsyncLifetime
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private ServedConsole _console = null!;
    private IReadOnlyList<Sim> _sims = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        // No comparison of its own ends what the tests have found.
        _console = await ServedConsole.StartAsync(("Network:Reconcile:Every", "00:00:00"));
        _sims = await _console.AddSimsAsync(2, SimStatus.Active, await _console.AddFleetAsync("meters"));
        await using var db = await _console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        db.Drifts.AddRange(
            New(_sims[0], DriftKind.Disabled),
            New(_sims[1], DriftKind.Enabled, endedAt: At.AddHours(1)),
            new Drift { Iccid = "89883070001234567895", Kind = DriftKind.Unknown, Found = "It lets it connect.", FoundAt = At });
        await db.SaveChangesAsync(Token);
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task Each_says_what_was_decided_what_was_found_and_how_far_it_is()
    {
        var drifts = await ListAsync("/v1/Drifts");

        Assert.Equal(["unknown", "enabled", "disabled"], drifts.Select(d => d.Text("kind")));
        Assert.Equal(["waiting", "ended", "waiting"], drifts.Select(d => d.Text("state")));
        Assert.Equal(JsonValueKind.Null, drifts[0].GetProperty("sim_sid").ValueKind);
        Assert.Equal((_sims[1].Sid, "active", "2026-03-01T13:00:00Z"), (drifts[1].Text("sim_sid"), drifts[1].Text("decided"), drifts[1].Text("date_ended")));
    }

    [Theory]
    [InlineData("true", 2)]
    [InlineData("false", 1)]
    public async Task Those_that_wait_for_a_person_can_be_read_alone(string waiting, int count) =>
        Assert.Equal(count, (await ListAsync($"/v1/Drifts?Waiting={waiting}")).Count);

    [Fact]
    public async Task A_list_is_read_page_by_page_there_and_back()
    {
        var first = await _console.GetAsync("/v1/Drifts?PageSize=1&Waiting=true");
        var second = await _console.GetAsync(first.GetProperty("meta").Text("next_page_url"));
        var back = await _console.GetAsync(second.GetProperty("meta").Text("previous_page_url"));
        Assert.Equal(
            ["unknown", "disabled", "unknown"],
            new[] { first, second, back }.Select(page => Assert.Single(page.GetProperty("drifts").EnumerateArray()).Text("kind")));
    }

    [Fact]
    public async Task What_is_no_flag_is_refused() =>
        (await _console.GetAsync("/v1/Drifts?Waiting=perhaps", HttpStatusCode.BadRequest)).IsError(20001, "Waiting");

    private static Drift New(Sim sim, DriftKind kind, DateTimeOffset? endedAt = null) =>
        new() { SimId = sim.Id, Iccid = sim.Iccid, Kind = kind, Decided = SimStatus.Active, Found = "It said so.", FoundAt = At, EndedAt = endedAt };

    private async Task<List<JsonElement>> ListAsync(string address) => [.. (await _console.GetAsync(address)).GetProperty("drifts").EnumerateArray()];
}
