using System.Net;
using System.Text.Json;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.ESimProfiles;

public sealed class ESimProfilesApiTests : IAsyncLifetime
{
    private const string Profiles = "/v1/ESimProfiles";

    private ServedConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _console = await ServedConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task A_profile_is_ordered_reserved_downloaded_and_installed()
    {
        var ordered = await _console.PostAsync(Profiles, HttpStatusCode.Created, ("Eid", TestEid.One), ("GenerateMatchingId", "true"));
        await Contract.HoldsAsync("esim_profile", ordered);
        Assert.Equal((TestEid.One, JsonValueKind.Null), (ordered.Text("eid"), ordered.GetProperty("error_code").ValueKind));

        var available = await UntilAsync(ordered, "available");
        await Contract.HoldsAsync("esim_profile", available);
        Assert.Equal(($"https://{SimulatedSmdp.Address}", $"LPA:1${SimulatedSmdp.Address}${available.Text("matching_id")}"), (available.Text("smdp_plus_address"), available.Text("activation_code")));
        var sim = await _console.GetAsync($"/v1/Sims/{available.Text("sim_sid")}");
        Assert.Equal(("new", available.Text("iccid")), (sim.Text("status"), sim.Text("iccid")));

        var device = _console.Get<SimulatedSmdp>();
        await device.DownloadAsync(TestEid.One, available.Text("matching_id"), Token);
        Assert.Equal("downloaded", (await _console.GetAsync($"{Profiles}/{ordered.Text("sid")}")).Text("status"));
        await device.InstallAsync(available.Text("iccid"), Token);
        Assert.Equal("installed", (await _console.GetAsync($"{Profiles}/{ordered.Text("sid")}")).Text("status"));
    }

    [Fact]
    public async Task One_that_failed_says_why()
    {
        var available = await UntilAsync(await _console.PostAsync(Profiles, HttpStatusCode.Created, ("GenerateMatchingId", "true")), "available");
        await _console.Get<SimulatedSmdp>().FailAsync(available.Text("iccid"), "The eUICC is full.", Token);

        var failed = await _console.GetAsync($"{Profiles}/{available.Text("sid")}");

        await Contract.HoldsAsync("esim_profile", failed);
        Assert.Equal(("failed", "83098", "The eUICC is full."), (failed.Text("status"), failed.Text("error_code"), failed.Text("error_message")));
    }

    [Fact]
    public async Task Lists_are_filtered_by_eid_sim_and_status()
    {
        var other = TestEid.Of("890490320050088826000334890002");
        var first = await UntilAsync(await _console.PostAsync(Profiles, HttpStatusCode.Created, ("Eid", TestEid.One)), "available");
        var second = await UntilAsync(await _console.PostAsync(Profiles, HttpStatusCode.Created, ("Eid", other)), "available");
        await _console.Get<SimulatedSmdp>().DownloadAsync(other, null, Token);

        var all = await _console.GetAsync(Profiles);
        await Contract.HoldsAsync("esim_profiles", all);
        Assert.Equal([second.Text("sid"), first.Text("sid")], Sids(all));
        Assert.Equal([first.Text("sid")], Sids(await _console.GetAsync($"{Profiles}?Eid={TestEid.One}")));
        Assert.Equal([second.Text("sid")], Sids(await _console.GetAsync($"{Profiles}?SimSid={second.Text("sim_sid")}")));
        Assert.Equal([second.Text("sid")], Sids(await _console.GetAsync($"{Profiles}?Status=downloaded")));
        Assert.Empty(Sids(await _console.GetAsync($"{Profiles}?Status=failed")));
        Assert.Empty(Sids(await _console.GetAsync($"{Profiles}?SimSid=HS00000000000000000000000000000000")));
        var page = await _console.GetAsync($"{Profiles}?PageSize=1");
        Assert.Equal([first.Text("sid")], Sids(await _console.GetAsync(new Uri(page.GetProperty("meta").Text("next_page_url")).PathAndQuery)));
    }

    [Theory]
    [InlineData("Say who may download", null, null)]
    [InlineData("Say who may download", "", "false")]
    [InlineData("only digits", "8904903200500888260003348913546x", null)]
    [InlineData("this has 31", "8904903200500888260003348913546", null)]
    [InlineData("check digits", "89049032005008882600033489135469", null)]
    [InlineData("check digits", "89049032005008882600033489135469", "true")]
    [InlineData("GenerateMatchingId is 'yes'", null, "yes")]
    public async Task An_order_without_a_device_or_with_a_wrong_one_is_refused(string says, string? eid, string? generate)
    {
        (string, string)[] form = [.. new[] { ("Eid", eid), ("GenerateMatchingId", generate) }.Where(f => f.Item2 is not null).Select(f => (f.Item1, f.Item2!))];
        (await _console.PostAsync(Profiles, HttpStatusCode.BadRequest, form)).IsError(20001, says);
        Assert.Empty(Sids(await _console.GetAsync(Profiles)));
    }

    [Fact]
    public async Task What_is_not_there_or_no_word_is_said_in_a_sentence()
    {
        (await _console.GetAsync($"{Profiles}/HP00000000000000000000000000000000", HttpStatusCode.NotFound)).IsError(20404, "HP0");
        (await _console.GetAsync($"{Profiles}?Status=ready", HttpStatusCode.BadRequest)).IsError(20001, "Status is 'ready'");
        (await _console.PostAsync(Profiles, HttpStatusCode.BadRequest, ("GenerateMatchingId", "true"), ("CallbackUrl", "nowhere"))).IsError(20001, "CallbackUrl");
        (await _console.PostAsync(Profiles, HttpStatusCode.BadRequest, ("GenerateMatchingId", "true"), ("CallbackMethod", "PUT"))).IsError(20001, "CallbackMethod");
    }

    private static IEnumerable<string> Sids(JsonElement page) => page.GetProperty("esim_profiles").EnumerateArray().Select(p => p.Text("sid"));

    private async Task<JsonElement> UntilAsync(JsonElement profile, string status)
    {
        await Wait.UntilAsync(async () => (await _console.GetAsync($"{Profiles}/{profile.Text("sid")}")).Text("status") == status);
        return await _console.GetAsync($"{Profiles}/{profile.Text("sid")}");
    }
}
