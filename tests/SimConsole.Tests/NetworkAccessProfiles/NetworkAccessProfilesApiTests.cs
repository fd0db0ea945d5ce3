using System.Net;
using System.Text.Json;
using SimConsole.Networks;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.NetworkAccessProfiles;

public sealed class NetworkAccessProfilesApiTests : IAsyncLifetime
{
    private const string Profiles = "/v1/NetworkAccessProfiles";
    private const string NoNetwork = "HW00000000000000000000000000000000";

    private static readonly IReadOnlyList<Network> Known = new NetworkCatalogue().All;

    private ServedConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _console = await ServedConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task A_profile_is_made_with_its_networks_and_found_by_sid_and_by_name()
    {
        var made = await MakeAsync("Meters North", Known[0], Known[1], Known[0]);

        await Contract.HoldsAsync("network_access_profile", made);
        Assert.Equal("Meters North", made.Text("unique_name"));
        Assert.Equal($"{made.Text("url")}/Networks", made.GetProperty("links").Text("networks"));
        Assert.Equal(made.GetRawText(), (await _console.GetAsync($"{Profiles}/{made.Text("sid")}")).GetRawText());
        Assert.Equal(made.GetRawText(), (await _console.GetAsync($"{Profiles}/Meters%20North")).GetRawText());

        var networks = await _console.GetAsync(new Uri(made.GetProperty("links").Text("networks")).PathAndQuery);
        await Contract.HoldsAsync("network_access_profile_network", networks.GetProperty("networks")[0]);
        Assert.Equal([Known[1].Sid, Known[0].Sid], Sids(networks, "networks"));
    }

    [Fact]
    public async Task A_profile_may_begin_without_a_name_and_without_networks()
    {
        var made = await MakeAsync(null);

        await Contract.HoldsAsync("network_access_profile", made);
        Assert.Equal(JsonValueKind.Null, made.GetProperty("unique_name").ValueKind);
        Assert.Empty(Sids(await _console.GetAsync($"{Profiles}/{made.Text("sid")}/Networks"), "networks"));
    }

    [Fact]
    public async Task A_network_is_added_fetched_and_removed_with_exactly_204()
    {
        await MakeAsync("a");

        var added = await _console.PostAsync($"{Profiles}/a/Networks", HttpStatusCode.Created, ("Network", Known[5].Sid));
        await Contract.HoldsAsync("network_access_profile_network", added);
        Assert.Equal((Known[5].Sid, Known[5].FriendlyName, Known[5].IsoCountry), (added.Text("sid"), added.Text("friendly_name"), added.Text("iso_country")));
        Assert.Equal(added.GetRawText(), (await _console.GetAsync(new Uri(added.Text("url")).PathAndQuery)).GetRawText());

        using var removed = await _console.Program.DeleteAsync($"{Profiles}/a/Networks/{Known[5].Sid}", Token);
        Assert.Equal((HttpStatusCode.NoContent, 0), (removed.StatusCode, (await removed.Content.ReadAsByteArrayAsync(Token)).Length));
        (await _console.GetAsync($"{Profiles}/a/Networks/{Known[5].Sid}", HttpStatusCode.NotFound)).IsError(20404, "a");
        await DeleteIsRefusedAsync($"{Profiles}/a/Networks/{Known[5].Sid}", HttpStatusCode.NotFound, 20404);
    }

    [Fact]
    public async Task Names_are_unique_and_may_change()
    {
        await MakeAsync("a");
        var other = await MakeAsync("b");

        (await _console.PostAsync(Profiles, HttpStatusCode.Conflict, ("UniqueName", "a"))).IsError(83011, "a");
        (await _console.PostAsync($"{Profiles}/b", HttpStatusCode.Conflict, ("UniqueName", "a"))).IsError(83011, "a");
        (await _console.PostAsync($"{Profiles}/b", HttpStatusCode.BadRequest, ("UniqueName", "b/c"))).IsError(20001, "unique name");
        Assert.Equal("c", (await _console.PostAsync($"{Profiles}/b", HttpStatusCode.OK, ("UniqueName", "c"))).Text("unique_name"));
        var nameless = await _console.PostAsync($"{Profiles}/{other.Text("sid")}", HttpStatusCode.OK, ("UniqueName", ""));
        Assert.Equal(JsonValueKind.Null, nameless.GetProperty("unique_name").ValueKind);
    }

    [Fact]
    public async Task What_is_not_there_or_there_already_is_said_in_a_sentence()
    {
        await MakeAsync("a", Known[0]);

        (await _console.PostAsync($"{Profiles}/a/Networks", HttpStatusCode.BadRequest, ("Network", Known[0].Sid))).IsError(20001, "already");
        (await _console.PostAsync($"{Profiles}/a/Networks", HttpStatusCode.BadRequest, ("Network", NoNetwork))).IsError(20001, NoNetwork);
        (await _console.PostAsync($"{Profiles}/a/Networks", HttpStatusCode.BadRequest)).IsError(20001, "Network is missing");
        (await _console.PostAsync(Profiles, HttpStatusCode.BadRequest, ("UniqueName", "b"), ("Networks", Known[0].Sid), ("Networks", "x"))).IsError(20001, "Networks is 'x'");
        (await _console.GetAsync($"{Profiles}/b", HttpStatusCode.NotFound)).IsError(20404, "b");
        (await _console.GetAsync($"{Profiles}/b/Networks", HttpStatusCode.NotFound)).IsError(20404, "b");
        (await _console.GetAsync($"{Profiles}/b/Networks/{Known[0].Sid}", HttpStatusCode.NotFound)).IsError(20404, "b");
        (await _console.PostAsync($"{Profiles}/b", HttpStatusCode.NotFound, ("UniqueName", "c"))).IsError(20404, "b");
        (await _console.PostAsync($"{Profiles}/b/Networks", HttpStatusCode.NotFound, ("Network", Known[0].Sid))).IsError(20404, "b");
        await DeleteIsRefusedAsync($"{Profiles}/b/Networks/{Known[0].Sid}", HttpStatusCode.NotFound, 20404);
    }

    [Fact]
    public async Task The_default_profile_allows_the_whole_catalogue_and_cannot_be_narrowed()
    {
        var listed = await FollowAsync($"{Profiles}/default/Networks?PageSize=100", "networks");
        Assert.Equal(Known.Select(network => network.Sid).Reverse(), listed);
        Assert.Equal(Known[3].Sid, (await _console.GetAsync($"{Profiles}/default/Networks/{Known[3].Sid}")).Text("sid"));

        (await _console.PostAsync($"{Profiles}/default/Networks", HttpStatusCode.BadRequest, ("Network", Known[0].Sid))).IsError(20001, "already");
        await DeleteIsRefusedAsync($"{Profiles}/default/Networks/{Known[0].Sid}", HttpStatusCode.BadRequest, 20001);
        (await _console.PostAsync($"{Profiles}/default", HttpStatusCode.BadRequest, ("UniqueName", "other"))).IsError(20001, "keeps its name");
        await _console.PostAsync($"{Profiles}/default", HttpStatusCode.OK, ("UniqueName", "default"));
    }

    [Fact]
    public async Task Pages_show_every_profile_and_every_network_once_newest_first()
    {
        foreach (var name in new[] { "a", "b", "c", "d" })
        {
            await MakeAsync(name, [.. Known.Take(7)]);
        }

        await Contract.HoldsAsync("network_access_profiles", await _console.GetAsync(Profiles));
        Assert.Equal(["d", "c", "b", "a", "default"], await FollowAsync($"{Profiles}?PageSize=2", "network_access_profiles", "unique_name"));
        Assert.Equal(Known.Take(7).Reverse().Select(network => network.Sid), await FollowAsync($"{Profiles}/a/Networks?PageSize=3", "networks"));
    }

    private Task<JsonElement> MakeAsync(string? name, params Network[] networks) => _console.PostAsync(
        Profiles,
        HttpStatusCode.Created,
        [.. name is null ? Array.Empty<(string, string)>() : [("UniqueName", name)], .. networks.Select(network => ("Networks", network.Sid))]);

    private async Task DeleteIsRefusedAsync(string path, HttpStatusCode status, int code) =>
        (await ServedConsole.ReadAsync(await _console.Program.DeleteAsync(path, Token), status)).IsError(code);

    private static IEnumerable<string> Sids(JsonElement page, string key) => page.GetProperty(key).EnumerateArray().Select(row => row.Text("sid"));

    private async Task<List<string>> FollowAsync(string path, string key, string property = "sid")
    {
        var seen = new List<string>();
        for (string? next = path; next is not null;)
        {
            var page = await _console.GetAsync(next);
            seen.AddRange(page.GetProperty(key).EnumerateArray().Select(row => row.Text(property)));
            next = page.GetProperty("meta").GetProperty("next_page_url") is { ValueKind: JsonValueKind.String } url ? new Uri(url.GetString()!).PathAndQuery : null;
        }

        return seen;
    }
}
