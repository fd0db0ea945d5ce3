using System.Net;
using System.Text.Json;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Sims;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.Reconciliation;

public sealed class ComparisonsApiTests : IAsyncLifetime
{
    private ServedConsole _console = null!;
    private IReadOnlyList<Sim> _sims = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => new(StartAsync());

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task One_sim_a_fleet_or_all_are_compared_and_each_comparison_says_how_it_ended()
    {
        // The second is refused and may connect; the last, of another Fleet, is let in and may not.
        await _console.LetAttachAsync(_sims[0], true);
        await _console.LetAttachAsync(_sims[1], false);
        var other = (await _console.AddSimsAsync(1, SimStatus.Inactive, await _console.AddFleetAsync("pumps")))[0];
        await _console.LetAttachAsync(other, true);

        var one = await CompareAsync(("Sim", _sims[1].Sid));
        Assert.Equal(("sim", _sims[1].Sid, null, 1, 1), (one.Text("scope"), one.Text("sim_sid"), one.Text("fleet_sid"), Number(one, "compared"), Number(one, "found")));
        var fleet = await CompareAsync(("Fleet", "meters"));
        Assert.Equal(("fleet", null, 2, 0), (fleet.Text("scope"), fleet.Text("sim_sid"), Number(fleet, "compared"), Number(fleet, "found")));
        var all = await CompareAsync();
        Assert.Equal(("all", 3, 1), (all.Text("scope"), Number(all, "compared"), Number(all, "found")));

        Assert.StartsWith("NC", all.Text("sid"), StringComparison.Ordinal);
        Assert.Equal((ServedConsole.AccountSid, JsonValueKind.Null), (all.Text("account_sid"), all.GetProperty("failure").ValueKind));
        Assert.Equal(["enabled", "disabled"], (await _console.GetAsync("/v1/Drifts")).GetProperty("drifts").EnumerateArray().Select(d => d.Text("kind")));
        var first = await _console.GetAsync("/v1/Comparisons?PageSize=2");
        var second = await _console.GetAsync(first.GetProperty("meta").Text("next_page_url"));
        Assert.Equal(["all", "fleet", "sim"], new[] { first, second }.SelectMany(page => page.GetProperty("comparisons").EnumerateArray()).Select(c => c.Text("scope")));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("meta").GetProperty("next_page_url").ValueKind);
        Assert.Equal("all", (await _console.GetAsync(second.GetProperty("meta").Text("previous_page_url"))).GetProperty("comparisons")[0].Text("scope"));
    }

    [Fact]
    public async Task A_comparison_that_is_open_answers_those_who_ask_for_the_same()
    {
        await RestartAsync(("StatusChanges:Work", "false"));
        var asked = await _console.PostAsync("/v1/Comparisons", HttpStatusCode.Created, ("Sim", _sims[0].Sid));
        Assert.Equal(("queued", 0, JsonValueKind.Null), (asked.Text("state"), Number(asked, "compared"), asked.GetProperty("date_ended").ValueKind));

        var again = await _console.PostAsync("/v1/Comparisons", HttpStatusCode.OK, ("Sim", _sims[0].Sid));
        Assert.Equal(asked.Text("sid"), again.Text("sid"));
        foreach (var other in new (string, string)[][] { [("Sim", _sims[1].Sid)], [("Fleet", "meters")], [] })
        {
            Assert.NotEqual(asked.Text("sid"), (await _console.PostAsync("/v1/Comparisons", HttpStatusCode.Created, other)).Text("sid"));
        }
    }

    [Fact]
    public async Task What_is_wrong_is_refused_with_a_sentence_and_nothing_is_compared()
    {
        await RestartAsync(("StatusChanges:Work", "false"));
        var sid = _sims[0].Sid;
        foreach (var (form, code, says) in new ((string, string)[], int, string)[]
        {
            ([("Fleet", "nowhere")], 83006, "There is no Fleet 'nowhere'"),
            ([("Sim", "nowhere")], 20001, "There is no SIM 'nowhere'"),
            ([("Sim", "")], 20001, "There is no SIM ''"),
            ([("Fleet", "")], 83006, "There is no Fleet ''"),
            ([("Fleet", "meters"), ("Sim", sid)], 20001, "both given"),
            ([("Sim", sid), ("Sim", sid)], 20001, "2 times"),
            ([("Sims", sid)], 20001, "no parameter 'Sims'"),
            ([("Sim", sid), ("Preview", "true")], 20001, "no parameter 'Preview'"),
        })
        {
            (await _console.PostAsync("/v1/Comparisons", HttpStatusCode.BadRequest, form)).IsError(code, says);
        }

        (await _console.PostAsync("/v1/Comparisons?Sjm=pump", HttpStatusCode.BadRequest)).IsError(20001, "'Sjm'");
        (await _console.GetAsync("/v1/Comparisons/NC0", HttpStatusCode.NotFound)).IsError(20404, "NC0");
        using var put = new HttpRequestMessage(HttpMethod.Put, "/v1/Comparisons");
        (await ServedConsole.ReadAsync(await _console.Program.SendAsync(put, Token), HttpStatusCode.NotFound)).IsError(20404);
        Assert.Empty((await _console.GetAsync("/v1/Comparisons")).GetProperty("comparisons").EnumerateArray());
    }

    [Fact]
    public async Task A_network_that_is_away_fails_the_comparison_with_its_reason()
    {
        _console.Get<SimulatedNetwork>().Settings = new SimulatedOptions { Delay = TimeSpan.Zero, Outage = true };
        var failed = await CompareAsync(("Sim", _sims[0].Sid));
        Assert.Equal(("failed", "The simulated network is down."), (failed.Text("state"), failed.Text("failure")));
    }

    private static int Number(JsonElement comparison, string property) => comparison.GetProperty(property).GetInt32();

    /// <summary>Asks for a comparison, and returns it when it has ended.</summary>
    private async Task<JsonElement> CompareAsync(params (string, string)[] form)
    {
        var asked = await _console.PostAsync("/v1/Comparisons", HttpStatusCode.Created, form);
        await Wait.UntilAsync(async () => (await _console.GetAsync(asked.Text("url"))).Text("state") is "completed" or "failed");
        return await _console.GetAsync(asked.Text("url"));
    }

    private async Task StartAsync(params (string Key, string Value)[] settings)
    {
        _console = await ServedConsole.StartAsync([("Network:Reconcile:Every", "00:00:00"), .. settings]);
        _sims = await _console.AddSimsAsync(2, SimStatus.Active, await _console.AddFleetAsync("meters"));
    }

    private async Task RestartAsync(params (string Key, string Value)[] settings)
    {
        await _console.DisposeAsync();
        await StartAsync(settings);
    }
}
