using System.Net;

namespace SimConsole.Tests.Api;

public sealed class FleetsApiTests : IAsyncLifetime
{
    private ServedConsole _console = null!;

    public async ValueTask InitializeAsync() => _console = await ServedConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task A_fleet_made_with_nothing_has_the_defaults_and_the_shape_of_the_contract()
    {
        var made = await _console.PostAsync("/v1/Fleets", HttpStatusCode.Created);

        await Contract.HoldsAsync("fleet", made);
        Assert.True(made.GetProperty("data_enabled").GetBoolean());
        Assert.True(made.GetProperty("sms_commands_enabled").GetBoolean());
        Assert.Equal(1000, made.GetProperty("data_limit").GetInt32());
        Assert.Equal(("payg", "POST", "POST"), (made.Text("data_metering"), made.Text("sms_commands_method"), made.Text("ip_commands_method")));
        Assert.StartsWith("HA", made.Text("network_access_profile_sid"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_asked_for_comes_back_by_sid_and_by_name()
    {
        var made = await _console.PostAsync(
            "/v1/Fleets",
            HttpStatusCode.Created,
            ("UniqueName", "Meters North"),
            ("DataEnabled", "false"),
            ("SmsCommandsEnabled", "false"),
            ("DataLimit", "2000000"),
            ("SmsCommandsUrl", "https://example.com/sms"),
            ("SmsCommandsMethod", "GET"),
            ("IpCommandsUrl", "https://example.com/ip?a=b&c=d"),
            ("NetworkAccessProfile", "default"));

        await Contract.HoldsAsync("fleet", made);
        Assert.False(made.GetProperty("data_enabled").GetBoolean());
        Assert.False(made.GetProperty("sms_commands_enabled").GetBoolean());
        Assert.Equal("GET", made.Text("sms_commands_method"));
        Assert.Equal("https://example.com/ip?a=b&c=d", made.Text("ip_commands_url"));
        Assert.Equal(made.GetRawText(), (await _console.GetAsync($"/v1/Fleets/{made.Text("sid")}")).GetRawText());
        Assert.Equal(made.GetRawText(), (await _console.GetAsync("/v1/Fleets/Meters%20North")).GetRawText());
    }

    [Fact]
    public async Task An_update_changes_what_it_names_and_nothing_else()
    {
        var made = await _console.PostAsync("/v1/Fleets", HttpStatusCode.Created, ("UniqueName", "a"), ("SmsCommandsUrl", "https://example.com/"));

        var updated = await _console.PostAsync("/v1/Fleets/a", HttpStatusCode.OK, ("DataLimit", "7"));

        Assert.Equal(7, updated.GetProperty("data_limit").GetInt32());
        Assert.Equal(("a", "https://example.com/"), (updated.Text("unique_name"), updated.Text("sms_commands_url")));
        Assert.Equal(made.Text("sid"), updated.Text("sid"));
    }

    [Fact]
    public async Task What_is_fixed_at_creation_cannot_be_changed()
    {
        await _console.PostAsync("/v1/Fleets", HttpStatusCode.Created, ("UniqueName", "a"));

        (await _console.PostAsync("/v1/Fleets/a", HttpStatusCode.BadRequest, ("DataEnabled", "false"))).IsError(20001, "DataEnabled");
        Assert.True((await _console.GetAsync("/v1/Fleets/a")).GetProperty("data_enabled").GetBoolean());
    }

    [Fact]
    public async Task The_list_filters_by_profile()
    {
        var made = await _console.PostAsync("/v1/Fleets", HttpStatusCode.Created, ("UniqueName", "a"));

        var byName = await _console.GetAsync("/v1/Fleets?NetworkAccessProfile=default");
        await Contract.HoldsAsync("fleets", byName);
        Assert.Single(byName.GetProperty("fleets").EnumerateArray());
        Assert.Single((await _console.GetAsync($"/v1/Fleets?NetworkAccessProfile={made.Text("network_access_profile_sid")}")).GetProperty("fleets").EnumerateArray());
        Assert.Empty((await _console.GetAsync("/v1/Fleets?NetworkAccessProfile=other")).GetProperty("fleets").EnumerateArray());
    }
}
