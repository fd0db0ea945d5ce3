using System.Net;
using System.Text.Json;
using SimConsole.Networks;
using SimConsole.Sims;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.SettingsUpdates;

public sealed class SettingsUpdatesApiTests : IAsyncLifetime
{
    private const string Updates = "/v1/SettingsUpdates";

    private ServedConsole _console = null!;

    public async ValueTask InitializeAsync() => _console = await ServedConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task A_change_of_profile_is_listed_for_each_sim_until_and_after_the_network_was_told()
    {
        var (fleet, network) = (await _console.AddFleetAsync("fleet"), new NetworkCatalogue().All[0].Sid);
        var sims = await _console.AddSimsAsync(3, SimStatus.Active, fleet);
        await _console.PostAsync("/v1/NetworkAccessProfiles", HttpStatusCode.Created, ("UniqueName", "a"), ("Networks", network));
        Assert.Empty(Rows(await _console.GetAsync(Updates)));

        await _console.PostAsync($"/v1/Fleets/{fleet.Sid}", HttpStatusCode.OK, ("NetworkAccessProfile", "a"));
        await Wait.UntilAsync(async () => Rows(await _console.GetAsync($"{Updates}?Status=successful")).Count() == 3);

        var page = await _console.GetAsync($"{Updates}?PageSize=2");
        await Contract.HoldsAsync("settings_updates", page);
        Assert.Equal(sims.Skip(1).Reverse().Select(sim => sim.Sid), Rows(page).Select(row => row.Text("sim_sid")));
        var next = await _console.GetAsync(new Uri(page.GetProperty("meta").Text("next_page_url")).PathAndQuery);
        var last = Assert.Single(Rows(next));
        Assert.Equal((sims[0].Sid, sims[0].Iccid, "successful"), (last.Text("sim_sid"), last.Text("iccid"), last.Text("status")));
        Assert.EndsWith("Z", last.Text("date_completed"), StringComparison.Ordinal);

        var package = Assert.Single(last.GetProperty("packages").EnumerateArray());
        Assert.Equal(("network-access", "1.0.0"), (package.Text("name"), package.Text("version")));
        Assert.Equal(network, Assert.Single((await _console.GetAsync(new Uri(package.Text("more_info")).PathAndQuery)).GetProperty("networks").EnumerateArray()).Text("sid"));
    }

    [Fact]
    public async Task The_list_filters_by_sim_and_by_status()
    {
        var fleet = await _console.AddFleetAsync("fleet");
        var sims = await _console.AddSimsAsync(2, SimStatus.New, fleet);
        await _console.PostAsync($"/v1/Sims/{sims[0].Sid}", HttpStatusCode.Accepted, ("UniqueName", "pump"), ("Status", "active"));
        await Wait.UntilAsync(async () => Rows(await _console.GetAsync($"{Updates}?Sim=pump&Status=successful")).Count() == 1);

        Assert.Single(Rows(await _console.GetAsync($"{Updates}?Sim={sims[0].Sid}")));
        Assert.Empty(Rows(await _console.GetAsync($"{Updates}?Sim={sims[1].Sid}")));
        Assert.Empty(Rows(await _console.GetAsync($"{Updates}?Sim=nobody")));
        Assert.Empty(Rows(await _console.GetAsync($"{Updates}?Status=in-progress")));
        (await _console.GetAsync($"{Updates}?Status=done", HttpStatusCode.BadRequest)).IsError(20001, "in-progress");
    }

    private static JsonElement.ArrayEnumerator Rows(JsonElement page) => page.GetProperty("settings_updates").EnumerateArray();
}
