using System.Net;
using System.Text.Json;
using SimConsole.Networks;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.Networks;

public sealed class NetworksApiTests : IAsyncLifetime
{
    private ServedConsole _console = null!;

    public async ValueTask InitializeAsync() => _console = await ServedConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task A_network_is_found_by_its_codes_and_fetched_by_its_sid()
    {
        var listed = await _console.GetAsync("/v1/Networks?Mcc=262&Mnc=01");

        var network = listed.GetProperty("networks").EnumerateArray().Single(network => network.Text("friendly_name") == "T-Mobile(Telekom)");
        Assert.Equal("DE", network.Text("iso_country"));
        Assert.Contains(network.GetProperty("identifiers").EnumerateArray(), plmn => plmn.Text("mcc") == "262" && plmn.Text("mnc") == "01");
        Assert.Equal(["sid", "friendly_name", "iso_country", "identifiers", "url"], network.EnumerateObject().Select(property => property.Name));
        Assert.Equal(network.GetRawText(), (await _console.GetAsync($"/v1/Networks/{network.Text("sid")}")).GetRawText());
    }

    [Fact]
    public async Task The_codes_are_of_one_identifier_and_not_of_two()
    {
        // Telekom has 262-01 and 262-06; nobody has 262-999.
        Assert.Empty((await _console.GetAsync("/v1/Networks?Mcc=262&Mnc=999")).GetProperty("networks").EnumerateArray());
        Assert.Empty((await _console.GetAsync("/v1/Networks?Mcc=262&Mnc=1")).GetProperty("networks").EnumerateArray());
    }

    [Theory]
    [InlineData("XX")]
    [InlineData("Germany")]
    [InlineData("%00")]
    public async Task A_country_that_is_none_has_no_networks(string country) =>
        Assert.Empty((await _console.GetAsync($"/v1/Networks?IsoCountry={country}")).GetProperty("networks").EnumerateArray());

    [Fact]
    public async Task Pages_show_every_network_once()
    {
        var seen = new List<string>();
        for (string? next = "/v1/Networks?PageSize=100"; next is not null;)
        {
            var page = await _console.GetAsync(next);
            seen.AddRange(page.GetProperty("networks").EnumerateArray().Select(network => network.Text("sid")!));
            next = page.GetProperty("meta").GetProperty("next_page_url") is { ValueKind: JsonValueKind.String } url ? new Uri(url.GetString()!).PathAndQuery : null;
        }

        Assert.Equal(new NetworkCatalogue().All.Select(network => network.Sid).Reverse(), seen);
    }

    [Fact]
    public Task A_network_that_is_not_there_is_said_to_be_missing() => _console.GetAsync("/v1/Networks/HW00000000000000000000000000000000", HttpStatusCode.NotFound);
}
