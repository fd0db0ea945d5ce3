using System.Net;
using System.Text.RegularExpressions;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Tests.Api;

public sealed partial class SimsApiTests : IAsyncLifetime
{
    private ServedConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _console = await ServedConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task A_sim_is_what_the_contract_says()
    {
        var fleet = await _console.AddFleetAsync("meters");
        var sim = (await _console.AddSimsAsync(1, SimStatus.Active, fleet))[0];

        var answer = await _console.GetAsync($"/v1/Sims/{sim.Sid}");

        await Contract.HoldsAsync("sim", answer);
        Assert.Equal(ServedConsole.AccountSid, answer.Text("account_sid"));
        Assert.Equal(sim.Iccid, answer.Text("iccid"));
        Assert.Equal("active", answer.Text("status"));
        Assert.Equal(fleet.Sid, answer.Text("fleet_sid"));
        Assert.Equal($"{_console.Address}v1/Sims/{sim.Sid}", answer.Text("url"));
        Assert.Matches(WholeSeconds(), answer.Text("date_created"));
        Assert.Matches(WholeSeconds(), answer.Text("date_updated"));
    }

    [Fact]
    public async Task A_list_is_what_the_contract_says_also_when_empty()
    {
        await Contract.HoldsAsync("sims", await _console.GetAsync("/v1/Sims"));
        await _console.AddSimsAsync(3);

        var answer = await _console.GetAsync("/v1/Sims?PageSize=2");

        await Contract.HoldsAsync("sims", answer);
        Assert.Equal(2, answer.GetProperty("sims").GetArrayLength());
        Assert.Equal(7, answer.GetProperty("meta").EnumerateObject().Count());
    }

    [Fact]
    public async Task Activating_answers_scheduled_and_the_network_confirms_it()
    {
        var sim = (await _console.AddSimsAsync(1, SimStatus.New, await _console.AddFleetAsync("meters")))[0];

        var scheduled = await _console.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.Accepted, ("Status", "active"));

        await Contract.HoldsAsync("sim", scheduled);
        Assert.Equal("scheduled", scheduled.Text("status"));
        await Wait.UntilAsync(async () => (await _console.GetAsync($"/v1/Sims/{sim.Sid}")).Text("status") == "active");
    }

    [Fact]
    public async Task Renaming_answers_200_and_the_name_stands_for_the_sid()
    {
        var sim = (await _console.AddSimsAsync(1))[0];

        var renamed = await _console.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.OK, ("UniqueName", "pump 7"));

        Assert.Equal("pump 7", renamed.Text("unique_name"));
        Assert.Equal(sim.Sid, (await _console.GetAsync("/v1/Sims/pump%207")).Text("sid"));
        Assert.Null((await _console.PostAsync("/v1/Sims/pump%207", HttpStatusCode.OK, ("UniqueName", ""))).GetProperty("unique_name").GetString());
    }

    [Fact]
    public async Task Moving_a_sim_answers_200_when_it_is_off_and_202_when_it_is_on()
    {
        var (from, to) = (await _console.AddFleetAsync("from"), await _console.AddFleetAsync("to"));
        var off = (await _console.AddSimsAsync(1, SimStatus.Inactive, from))[0];
        var on = (await _console.AddSimsAsync(1, SimStatus.Active, from))[0];

        Assert.Equal(to.Sid, (await _console.PostAsync($"/v1/Sims/{off.Sid}", HttpStatusCode.OK, ("Fleet", "to"))).Text("fleet_sid"));
        Assert.Equal("scheduled", (await _console.PostAsync($"/v1/Sims/{on.Sid}", HttpStatusCode.Accepted, ("Fleet", to.Sid))).Text("status"));

        await Wait.UntilAsync(async () => (await _console.GetAsync($"/v1/Sims/{on.Sid}")) is var sim && sim.Text("status") == "active" && sim.Text("fleet_sid") == to.Sid);
    }

    [Fact]
    public async Task Asking_for_nothing_or_for_the_status_it_has_answers_200()
    {
        var sim = (await _console.AddSimsAsync(1, SimStatus.Active, await _console.AddFleetAsync("meters")))[0];

        Assert.Equal("active", (await _console.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.OK)).Text("status"));
        Assert.Equal("active", (await _console.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.OK, ("Status", "active"))).Text("status"));
    }

    [Fact]
    public async Task Registering_a_card_makes_a_new_sim_once()
    {
        const string Digits = "8988307000123456789";
        var iccid = Digits + Iccid.CheckDigit(Digits);

        var made = await _console.PostAsync("/v1/Sims", HttpStatusCode.Created, ("Iccid", iccid), ("RegistrationCode", iccid[^10..]));

        await Contract.HoldsAsync("sim", made);
        Assert.Equal("new", made.Text("status"));
        (await _console.PostAsync("/v1/Sims", HttpStatusCode.Conflict, ("Iccid", iccid), ("RegistrationCode", iccid[^10..]))).IsError(83003, made.Text("sid"));
    }

    [Fact]
    public async Task Parameters_may_stand_in_the_query_string()
    {
        var sim = (await _console.AddSimsAsync(1))[0];

        Assert.Equal("pump", (await _console.PostAsync($"/v1/Sims/{sim.Sid}?UniqueName=pump", HttpStatusCode.OK)).Text("unique_name"));
    }

    [Fact]
    public async Task The_timeline_names_the_credential_that_asked()
    {
        var sim = (await _console.AddSimsAsync(1, SimStatus.New, await _console.AddFleetAsync("meters")))[0];
        await _console.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.Accepted, ("Status", "ready"));

        var timeline = await _console.Get<TimelineReader>().ReadAsync(sim.Id, 10, Token);

        var change = timeline.Select(entry => entry.Change).OfType<StatusChange>().Single();
        Assert.Equal((ServedConsole.AccountSid, OrderSource.Api), (change.RequestedBy, change.Source));
    }

    [Theory]
    [InlineData("Status=inactive", 2)]
    [InlineData("Fleet=meters", 3)]
    [InlineData("Fleet=meters&Status=active", 1)]
    [InlineData("Fleet=nowhere", 0)]
    [InlineData("Fleet=HF00000000000000000000000000000000", 0)]
    [InlineData("Iccid=1", 0)]
    [InlineData("", 4)]
    public async Task Filters_narrow_the_list(string filter, int expected)
    {
        var fleet = await _console.AddFleetAsync("meters");
        await _console.AddSimsAsync(2, SimStatus.Inactive, fleet);
        await _console.AddSimsAsync(1, SimStatus.Active, fleet);
        await _console.AddSimsAsync(1);

        Assert.Equal(expected, (await _console.GetAsync($"/v1/Sims?{filter}")).GetProperty("sims").GetArrayLength());
    }

    [Fact]
    public async Task The_iccid_finds_exactly_one_sim()
    {
        var sims = await _console.AddSimsAsync(3);

        var found = Assert.Single((await _console.GetAsync($"/v1/Sims?Iccid={sims[1].Iccid}")).GetProperty("sims").EnumerateArray());
        Assert.Equal(sims[1].Sid, found.Text("sid"));
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
    private static partial Regex WholeSeconds();
}
