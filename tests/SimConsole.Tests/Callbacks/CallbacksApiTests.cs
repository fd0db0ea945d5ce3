using System.Net;
using Microsoft.AspNetCore.Http;
using SimConsole.Sims;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.Callbacks;

public sealed class CallbacksApiTests
{
    [Fact]
    public async Task Callbacks_are_listed_fetched_followed_and_resent()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = context => context.Response.WriteAsync("thanks", context.RequestAborted);
        await using var console = await ServedConsole.StartAsync(("Callbacks:AllowedPrivateNetworks:0", "127.0.0.0/8"));
        var sims = await console.AddSimsAsync(2, SimStatus.Active, await console.AddFleetAsync("fleet"));
        foreach (var sim in sims)
        {
            await console.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.Accepted, ("Status", "inactive"), ("CallbackUrl", receiver.Url), ("CallbackMethod", "GET"));
        }

        await Wait.UntilAsync(async () => (await console.GetAsync("/v1/Callbacks?State=delivered")).GetProperty("callbacks").EnumerateArray().Count(c => c.GetProperty("attempts").GetInt32() == 2) == 2);
        var list = await console.GetAsync("/v1/Callbacks?PageSize=1");
        Assert.Equal(["callbacks", "meta"], list.EnumerateObject().Select(p => p.Name));
        var first = list.GetProperty("callbacks")[0];
        Assert.Equal((sims[1].Sid, "GET", receiver.Url), (first.Text("sim_sid"), first.Text("callback_method"), first.Text("callback_url")));
        Assert.Equal(["scheduled", "end"], first.GetProperty("messages").EnumerateArray().Select(m => m.Text("message")));
        Assert.Equal(["scheduled", "inactive"], first.GetProperty("messages").EnumerateArray().Select(m => m.Text("status")));
        var next = await console.GetAsync(list.GetProperty("meta").Text("next_page_url"));
        Assert.Equal(sims[0].Sid, next.GetProperty("callbacks")[0].Text("sim_sid"));
        Assert.Equal(sims[1].Sid, (await console.GetAsync(next.GetProperty("meta").Text("previous_page_url"))).GetProperty("callbacks")[0].Text("sim_sid"));
        Assert.Equal(sims[0].Sid, Assert.Single((await console.GetAsync($"/v1/Callbacks?Sim={sims[0].Sid}")).GetProperty("callbacks").EnumerateArray()).Text("sim_sid"));
        Assert.Empty((await console.GetAsync("/v1/Callbacks?CallbackUrl=elsewhere")).GetProperty("callbacks").EnumerateArray());

        var one = await console.GetAsync(first.Text("url"));
        Assert.Equal(ServedConsole.AccountSid, one.Text("account_sid"));
        var deliveries = (await console.GetAsync(one.GetProperty("links").Text("deliveries"))).GetProperty("deliveries").EnumerateArray().ToList();
        Assert.Equal(["end", "scheduled"], deliveries.Select(d => d.Text("message")));
        Assert.All(deliveries, d => Assert.Equal((200, "thanks"), (d.GetProperty("status_code").GetInt32(), d.Text("answer"))));
        Assert.All(deliveries, d => Assert.Contains(receiver.Got, r => r.Headers["X-Twilio-Signature"] == d.Text("signature") && r.Url == d.Text("sent_url")));

        var before = receiver.Got.Count;
        Assert.Equal(one.Text("sid"), (await console.PostAsync(one.GetProperty("links").Text("resend"), HttpStatusCode.Accepted, ("Message", "end"))).Text("sid"));
        await Wait.UntilAsync(() => receiver.Got.Count == before + 1);
        Assert.Equal("inactive", receiver.Got.Last().Status);
    }

    [Fact]
    public async Task What_cannot_be_done_is_said()
    {
        await using var console = await ServedConsole.StartAsync();
        const string sid = "CB00000000000000000000000000000000";
        (await console.GetAsync($"/v1/Callbacks/{sid}", HttpStatusCode.NotFound)).IsError(20404, sid);
        (await console.GetAsync($"/v1/Callbacks/{sid}/Deliveries", HttpStatusCode.NotFound)).IsError(20404, sid);
        (await console.PostAsync($"/v1/Callbacks/{sid}/Resend", HttpStatusCode.NotFound)).IsError(20404, sid);
        (await console.PostAsync($"/v1/Callbacks/{sid}/Resend", HttpStatusCode.BadRequest, ("Message", "both"))).IsError(20001, "scheduled or end");
        (await console.GetAsync("/v1/Callbacks?State=lost", HttpStatusCode.BadRequest)).IsError(20001, "given-up");
        using var anonymous = await console.Anonymous.GetAsync("/v1/Callbacks", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
    }
}
