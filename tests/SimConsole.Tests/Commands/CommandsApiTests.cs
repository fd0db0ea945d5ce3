using System.Net;
using SimConsole.Commands;
using SimConsole.Fleets;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Sims;
using SimConsole.Tests.Api;
using SimConsole.Tests.Callbacks;

namespace SimConsole.Tests.Commands;

public sealed class CommandsApiTests : IAsyncLifetime
{
    private ServedConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _console = await ServedConsole.StartAsync(("Callbacks:AllowedPrivateNetworks:0", "127.0.0.0/8"));

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task An_sms_command_is_sent_followed_and_told()
    {
        await using var receiver = await Receiver.StartAsync();
        var sim = await AddAsync(SimStatus.Active, "pump");
        var sent = await _console.PostAsync("/v1/SmsCommands", HttpStatusCode.Created, ("Sim", "pump"), ("Payload", "wake up"), ("CallbackUrl", receiver.Url), ("CallbackMethod", "GET"));
        await Contract.HoldsAsync("sms_command", sent);
        Assert.Equal((sim.Sid, "wake up", "queued", "to_sim"), (sent.Text("sim_sid"), sent.Text("payload"), sent.Text("status"), sent.Text("direction")));
        Assert.Matches("^HC[0-9a-f]{32}$", sent.Text("sid"));

        await Wait.UntilAsync(async () => (await _console.GetAsync(sent.Text("url"))).Text("status") == "delivered");
        await Wait.UntilAsync(() => receiver.Got.Count == 2);
        Assert.Equal(["sent", "delivered"], receiver.Got.Select(r => r.Status));
        Assert.All(receiver.Got, r => Assert.Equal("GET", r.Method));
        var callback = Assert.Single((await _console.GetAsync($"/v1/Callbacks?Sim={sim.Sid}")).GetProperty("callbacks").EnumerateArray());
        Assert.Equal(("sms-command", sent.Text("sid")), (callback.Text("subject"), callback.Text("subject_sid")));
    }

    [Fact]
    public async Task An_ip_command_has_what_the_contract_says_and_no_other_address_than_its_own()
    {
        var sim = await AddAsync(SimStatus.Ready);
        var sent = await _console.PostAsync("/v1/IpCommands", HttpStatusCode.Created, ("Sim", sim.Sid), ("Payload", "AAEC"), ("PayloadType", "binary"), ("DevicePort", "65535"));
        await Contract.HoldsAsync("ip_command", sent);
        Assert.Equal((sim.Iccid, "binary", 65_535, System.Text.Json.JsonValueKind.Null), (sent.Text("sim_iccid"), sent.Text("payload_type"), sent.GetProperty("device_port").GetInt32(), sent.GetProperty("device_ip").ValueKind));
        Assert.Matches("^HG[0-9a-f]{32}$", sent.Text("sid"));
        await _console.GetAsync($"/v1/SmsCommands/{sent.Text("sid")}", HttpStatusCode.NotFound);
        (await _console.GetAsync("/v1/IpCommands/HG00000000000000000000000000000000", HttpStatusCode.NotFound)).IsError(20404, "HG0");
    }

    [Fact]
    public async Task Commands_are_filtered_by_sim_status_and_direction_and_paged_newest_first()
    {
        var (one, other) = (await AddAsync(SimStatus.Active, "one"), await AddAsync(SimStatus.Active));
        foreach (var text in new[] { "1", "2", "3" })
        {
            await _console.PostAsync("/v1/SmsCommands", HttpStatusCode.Created, ("Sim", one.Sid), ("Payload", text));
        }

        await Wait.UntilAsync(async () => await PayloadsAsync("sms", "Status=delivered") == "3 2 1");
        Assert.Null((await _console.Get<SimulatedDevice>().SendAsync(other.Iccid, new DeviceMessage(CommandKind.Sms, "from"), Token)).Refusal);
        await _console.PostAsync("/v1/IpCommands", HttpStatusCode.Created, ("Sim", other.Sid), ("Payload", "ip"), ("DevicePort", "1"));

        Assert.Equal("3 2 1", await PayloadsAsync("sms", "Sim=one"));
        Assert.Equal("from", await PayloadsAsync("sms", $"Sim={other.Sid}"));
        Assert.Equal("from", await PayloadsAsync("sms", "Direction=from_sim"));
        Assert.Equal("from", await PayloadsAsync("sms", "Status=received&Direction=from_sim"));
        Assert.Equal("", await PayloadsAsync("sms", "Sim=nobody"));
        Assert.Equal("ip", await PayloadsAsync("ip", $"SimIccid={other.Iccid}&Sim={other.Sid}&Direction=to_sim"));
        Assert.Equal("", await PayloadsAsync("ip", $"SimIccid={one.Iccid}"));

        await Contract.HoldsAsync("ip_commands", await _console.GetAsync("/v1/IpCommands"));
        var page = await _console.GetAsync("/v1/SmsCommands?PageSize=2&Sim=one");
        await Contract.HoldsAsync("sms_commands", page);
        Assert.Equal(["3", "2"], page.GetProperty("sms_commands").EnumerateArray().Select(c => c.Text("payload")));
        page = await _console.GetAsync(page.GetProperty("meta").Text("next_page_url"));
        Assert.Equal(["1"], page.GetProperty("sms_commands").EnumerateArray().Select(c => c.Text("payload")));
    }

    [Theory]
    [InlineData("Sms", "Payload=x", "Sim is missing")]
    [InlineData("Sms", "Sim=nobody&Payload=x", "There is no SIM nobody")]
    [InlineData("Sms", "Sim=active", "Payload is missing")]
    [InlineData("Sms", "Sim=active&Payload=%07", "control character")]
    [InlineData("Sms", "Sim=new&Payload=x", "The SIM is new")]
    [InlineData("Sms", "Sim=inactive&Payload=x", "not connected")]
    [InlineData("Sms", "Sim=loose&Payload=x", "The SIM is new")]
    [InlineData("Ip", "Sim=loose&Payload=x&DevicePort=1", "The SIM is new")]
    [InlineData("Sms", "Sim=silent&Payload=x", "has SMS commands off")]
    [InlineData("Sms", "Sim=active&Payload=x&CallbackUrl=ftp://a/", "CallbackUrl is not a web address")]
    [InlineData("Sms", "Sim=active&Payload=x&CallbackMethod=PUT", "GET or POST")]
    [InlineData("Sms", "Sim=active&Payload=x&Payload=y", "2 times")]
    [InlineData("Ip", "Sim=active&Payload=x", "DevicePort is missing")]
    [InlineData("Ip", "Sim=active&Payload=x&DevicePort=0", "DevicePort is 0")]
    [InlineData("Ip", "Sim=active&Payload=x&DevicePort=65536", "1 to 65535")]
    [InlineData("Ip", "Sim=active&Payload=x&DevicePort=x", "whole number")]
    [InlineData("Ip", "Sim=active&Payload=x&DevicePort=1&PayloadType=json", "text or binary")]
    [InlineData("Ip", "Sim=active&Payload=x&DevicePort=1&PayloadType=binary", "not Base64")]
    [InlineData("Ip", "Sim=inactive&Payload=x&DevicePort=1", "not connected")]
    [InlineData("Ip", "Sim=offline&Payload=x&DevicePort=1", "has data off")]
    public async Task A_command_that_cannot_be_sent_is_refused_with_a_sentence_and_not_kept(string kind, string form, string says)
    {
        foreach (var (status, name) in new[] { (SimStatus.Active, "active"), (SimStatus.New, "new"), (SimStatus.Inactive, "inactive") })
        {
            await AddAsync(status, name);
        }

        await _console.PostAsync($"/v1/Sims/{(await _console.AddSimsAsync(1))[0].Sid}", HttpStatusCode.OK, ("UniqueName", "loose"));
        await AddAsync(SimStatus.Active, "silent", new FleetUpdate { SmsCommandsEnabled = false });
        await AddAsync(SimStatus.Active, "offline", new FleetUpdate { DataEnabled = false });
        using var body = new StringContent(form, new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-www-form-urlencoded"));
        (await ServedConsole.ReadAsync(await _console.Program.PostAsync($"/v1/{kind}Commands", body, Token), HttpStatusCode.BadRequest)).IsError(20001, says);
        Assert.Empty(await _console.Get<CommandReader>().ListBeforeAsync(new CommandFilter(), null, 10, FleetScope.All, Token));
    }

    [Theory]
    [InlineData("Sms", "Status=lost", "delivered")]
    [InlineData("Ip", "Status=delivered", "queued, sent, received, failed")]
    [InlineData("Sms", "Direction=up", "to_sim or from_sim")]
    [InlineData("Ip", "PageToken=x", "PageToken")]
    public async Task A_filter_that_nothing_can_have_is_refused(string kind, string query, string says) =>
        (await _console.GetAsync($"/v1/{kind}Commands?{query}", HttpStatusCode.BadRequest)).IsError(20001, says);

    private async Task<string> PayloadsAsync(string kind, string query) => string.Join(' ', (await _console.GetAsync($"/v1/{(kind == "sms" ? "Sms" : "Ip")}Commands?{query}"))
        .GetProperty($"{kind}_commands").EnumerateArray().Select(c => c.Text("payload")));

    private async Task<Sim> AddAsync(SimStatus status, string? name = null, FleetUpdate? fleet = null)
    {
        var made = (await _console.Get<FleetService>().CreateAsync(fleet ?? new FleetUpdate(), TestConsole.Someone, Token)).Value!;
        var sim = (await _console.AddSimsAsync(1, status, made))[0];
        await _console.LetAttachAsync(sim, status.MayConnect());
        if (name is not null)
        {
            await _console.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.OK, ("UniqueName", name));
        }

        return sim;
    }
}
