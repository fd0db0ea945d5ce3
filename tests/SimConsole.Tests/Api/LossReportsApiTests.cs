using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Tests.Api;

public sealed class LossReportsApiTests : IAsyncLifetime
{
    private ServedConsole _console = null!;
    private IReadOnlyList<Sim> _sims = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await ServedConsole.StartAsync();
        _sims = await _console.AddSimsAsync(3, SimStatus.Active, await _console.AddFleetAsync("pallets"));
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task Stolen_sims_go_off_and_stay_off_until_they_are_released()
    {
        var report = await _console.PostAsync(
            "/v1/LossReports", HttpStatusCode.Created, ("Kind", "stolen"), ("Reference", "K-17"), ("Sims", _sims[0].Iccid), ("Sims", _sims[1].Sid), ("Sims", "8.98831E+18"));

        Assert.Equal((2, 2), (report.GetProperty("sims").GetInt32(), report.GetProperty("held").GetInt32()));
        Assert.Equal(1, report.GetProperty("preview").GetProperty("ruined").GetInt32());
        var url = report.Text("url");
        await Wait.UntilAsync(async () => (await _console.GetAsync(url)).GetProperty("off").GetInt32() == 2);

        (await _console.PostAsync($"/v1/Sims/{_sims[0].Sid}", HttpStatusCode.Forbidden, ("Status", "active"))).IsError(20004, report.Text("sid"));
        var sims = (await _console.GetAsync($"{url}/Sims?PageSize=1")).GetProperty("loss_report_sims").EnumerateArray().ToList();
        Assert.Contains("refused", Assert.Single(sims).Text("confirmation"), StringComparison.Ordinal);

        var part = await _console.PostAsync($"{url}/Release", HttpStatusCode.OK, ("Reason", "found"), ("Sims", _sims[0].Iccid));
        Assert.Equal(1, part.GetProperty("held").GetInt32());
        await _console.PostAsync($"/v1/Sims/{_sims[0].Sid}", HttpStatusCode.Accepted, ("Status", "active"));
        Assert.Equal(0, (await _console.PostAsync($"{url}/Release", HttpStatusCode.OK, ("Reason", "all found"))).GetProperty("held").GetInt32());
    }

    [Theory]
    [InlineData("", 842)]
    [InlineData("?Paper=letter", 792)]
    public async Task The_evidence_sheet_is_a_pdf_on_either_paper(string query, int height)
    {
        var report = await _console.PostAsync("/v1/LossReports", HttpStatusCode.Created, ("Kind", "stolen"), ("Reference", "K-17"), ("Sims", _sims[0].Iccid));
        Assert.Equal($"{report.Text("url")}/Evidence", report.GetProperty("links").Text("evidence"));

        using var answer = await _console.Program.GetAsync($"{report.GetProperty("links").Text("evidence")}{query}", Token);
        Assert.Equal((HttpStatusCode.OK, "application/pdf", $"{report.Text("sid")}.pdf"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, answer.Content.Headers.ContentDisposition?.FileName));
        using var pdf = UglyToad.PdfPig.PdfDocument.Open(await answer.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal(height, pdf.GetPage(1).Height, tolerance: 1);
        Assert.Contains(_sims[0].Iccid, pdf.GetPage(1).Text, StringComparison.Ordinal);

        (await _console.GetAsync("/v1/LossReports/LR0/Evidence", HttpStatusCode.NotFound)).IsError(20404);
        (await _console.GetAsync($"{report.Text("url")}/Evidence?Paper=a5", HttpStatusCode.BadRequest)).IsError(20001, "Paper is 'a5'; it takes a4 or letter.");
    }

    [Fact]
    public async Task A_rounded_number_takes_a_sim_only_where_the_request_says_that_it_is_real()
    {
        const string Rounded = "89445006120000500000";
        await _console.AddSimAsync(Rounded, SimStatus.Active);

        var kept = await _console.PostAsync("/v1/LossReports", HttpStatusCode.OK, ("Kind", "lost"), ("Preview", "true"), ("Sims", Rounded));
        Assert.Equal((0, 1, 1), (kept.GetProperty("found").GetInt32(), kept.GetProperty("ruined").GetInt32(), kept.GetProperty("rounded").GetInt32()));
        Assert.Contains("rounded", kept.GetProperty("unusable")[0].Text("message"), StringComparison.Ordinal);

        var report = await _console.PostAsync("/v1/LossReports", HttpStatusCode.Created, ("Kind", "lost"), ("AcceptRounded", "true"), ("Sims", Rounded));
        Assert.Equal(1, report.GetProperty("held").GetInt32());
        (await _console.PostAsync($"{report.Text("url")}/Release", HttpStatusCode.BadRequest, ("Reason", "found"), ("Sims", Rounded))).IsError(20001, "Nothing was released");
        await _console.PostAsync($"{report.Text("url")}/Release", HttpStatusCode.OK, ("Reason", "found"), ("Sims", Rounded), ("AcceptRounded", "true"));
    }

    [Fact]
    public async Task A_preview_orders_nothing()
    {
        var preview = await _console.PostAsync("/v1/LossReports", HttpStatusCode.OK, ("Kind", "lost"), ("Preview", "true"), ("Sims", _sims[0].Iccid), ("Sims", _sims[0].Sid), ("Sims", "nobody"));

        Assert.Equal((1, 1, 1), (preview.GetProperty("found").GetInt32(), preview.GetProperty("duplicates").GetInt32(), preview.GetProperty("unknown").GetInt32()));
        Assert.Empty((await _console.GetAsync("/v1/LossReports")).GetProperty("loss_reports").EnumerateArray());
        Assert.Equal("active", (await _console.GetAsync($"/v1/Sims/{_sims[0].Sid}")).Text("status"));
    }

    [Fact]
    public async Task A_repeated_request_makes_one_report_and_a_key_of_another_one_is_refused()
    {
        async Task<HttpResponseMessage> SendAsync(Sim sim)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/LossReports") { Content = new FormUrlEncodedContent([KeyValuePair.Create("Kind", "lost"), KeyValuePair.Create("Sims", sim.Sid)]) };
            request.Headers.Add("Idempotency-Key", "night-1");
            return await _console.Program.SendAsync(request, Token);
        }

        var first = await ServedConsole.ReadAsync(await SendAsync(_sims[0]), HttpStatusCode.Created);
        var again = await ServedConsole.ReadAsync(await SendAsync(_sims[0]), HttpStatusCode.Created);
        Assert.Equal(first.Text("sid"), again.Text("sid"));
        (await ServedConsole.ReadAsync(await SendAsync(_sims[1]), HttpStatusCode.BadRequest)).IsError(20001, "Idempotency-Key");
        Assert.Single((await _console.GetAsync("/v1/LossReports")).GetProperty("loss_reports").EnumerateArray());
    }

    [Theory]
    [InlineData("", "Kind")]
    [InlineData("Kind=gone&Sims=x", "Kind")]
    [InlineData("Kind=lost", "Sims")]
    [InlineData("Kind=lost&Sims=", "Sims")]
    [InlineData("Kind=lost&Sims=nobody", "No SIM is named")]
    [InlineData("Kind=lost&Sims=nobody&Preview=maybe", "Preview")]
    public async Task A_report_of_nothing_is_refused(string form, string says)
    {
        using var body = new StringContent(form, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");
        (await ServedConsole.ReadAsync(await _console.Program.PostAsync("/v1/LossReports", body, Token), HttpStatusCode.BadRequest)).IsError(20001, says);
        Assert.Empty((await _console.GetAsync("/v1/LossReports")).GetProperty("loss_reports").EnumerateArray());
    }

    [Fact]
    public async Task A_release_that_is_not_exact_releases_nothing()
    {
        var url = (await _console.PostAsync("/v1/LossReports", HttpStatusCode.Created, ("Kind", "lost"), ("Sims", _sims[0].Sid))).Text("url");

        (await _console.PostAsync($"{url}/Release", HttpStatusCode.BadRequest)).IsError(20001, "reason");
        (await _console.PostAsync($"{url}/Release", HttpStatusCode.BadRequest, ("Reason", "x"), ("Sims", "nobody"))).IsError(20001, "nobody");
        (await _console.PostAsync($"{url}/Release", HttpStatusCode.BadRequest, ("Reason", "x"), ("Sims", _sims[1].Sid))).IsError(20001, "held by this report");
        (await _console.PostAsync("/v1/LossReports/LR0/Release", HttpStatusCode.NotFound, ("Reason", "x"))).IsError(20404);
        (await _console.GetAsync("/v1/LossReports/LR0/Sims", HttpStatusCode.NotFound)).IsError(20404);
        Assert.Equal(1, (await _console.GetAsync(url)).GetProperty("held").GetInt32());
    }

    [Fact]
    public async Task What_was_left_on_is_ordered_off_again_and_what_is_being_ordered_off_is_not()
    {
        await using var console = await ServedConsole.StartAsync(("StatusChanges:Work", "false"));
        var sim = (await console.AddSimsAsync(1, SimStatus.Active, await console.AddFleetAsync("pallets")))[0];
        var report = await console.PostAsync("/v1/LossReports", HttpStatusCode.Created, ("Kind", "stolen"), ("Sims", sim.Sid));
        var again = report.GetProperty("links").Text("order_again");
        (await console.PostAsync(again, HttpStatusCode.BadRequest)).IsError(20001, "nothing to order again");

        // As an earlier version ended such an order.
        await using (var db = await console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token))
        {
            await db.StatusChanges.ExecuteUpdateAsync(set => set.SetProperty(c => c.State, StatusChangeState.Failed).SetProperty(c => c.EndedAt, DateTimeOffset.UtcNow), Token);
            await db.Sims.ExecuteUpdateAsync(set => set.SetProperty(s => s.Status, SimStatus.Active), Token);
        }

        Assert.Equal(1, (await console.GetAsync(report.Text("url"))).GetProperty("still_on").GetInt32());
        var ordered = await console.PostAsync(again, HttpStatusCode.Accepted);
        Assert.Equal((0, 1), (ordered.GetProperty("still_on").GetInt32(), ordered.GetProperty("in_flight").GetInt32()));
        Assert.Equal("scheduled", (await console.GetAsync($"/v1/Sims/{sim.Sid}")).Text("status"));
        (await console.PostAsync("/v1/LossReports/LR0/OrderAgain", HttpStatusCode.NotFound)).IsError(20404);
    }

    [Fact]
    public async Task It_tells_which_sims_are_not_off_yet_and_why()
    {
        await using var console = await ServedConsole.StartAsync(("Network:Simulated:Outage", "true"));
        var sims = await console.AddSimsAsync(2, SimStatus.Active, await console.AddFleetAsync("pallets"));
        var report = await console.PostAsync("/v1/LossReports", HttpStatusCode.Created, ("Kind", "stolen"), ("Sims", $"{sims[0].Sid} {sims[1].Sid}"));
        Assert.Equal(2, report.GetProperty("not_off_yet").GetInt32());

        JsonElement sim = default;
        await Wait.UntilAsync(async () => (sim = (await console.GetAsync(report.GetProperty("links").Text("sims"))).GetProperty("loss_report_sims")[0]).Text("failure") is not null
            && sim.Text("date_next_attempt") is not null);
        Assert.Equal((true, "The simulated network is down."), (sim.GetProperty("not_off_yet").GetBoolean(), sim.Text("failure")));
        Assert.InRange(sim.GetProperty("attempts").GetInt32(), 1, 100);

        var network = console.Get<SimConsole.NetworkAuthorities.Simulated.SimulatedNetwork>();
        network.Settings = network.Settings with { Outage = false };
        await Wait.UntilAsync(async () => (await console.GetAsync(report.Text("url"))).GetProperty("not_off_yet").GetInt32() == 0);
        sim = (await console.GetAsync(report.GetProperty("links").Text("sims"))).GetProperty("loss_report_sims")[0];
        Assert.Equal((false, null, null), (sim.GetProperty("not_off_yet").GetBoolean(), sim.Text("failure"), sim.Text("date_next_attempt")));
    }

    [Fact]
    public async Task A_thousand_sims_are_reported_with_one_request()
    {
        var many = await _console.AddSimsAsync(1_000, SimStatus.Active, await _console.AddFleetAsync("many"));
        var report = await _console.PostAsync("/v1/LossReports", HttpStatusCode.Created, [("Kind", "stolen"), .. many.Select(s => ("Sims", s.Iccid))]);
        Assert.Equal(1_000, report.GetProperty("held").GetInt32());
        await Wait.UntilAsync(async () => (await _console.GetAsync(report.Text("url"))).GetProperty("off").GetInt32() == 1_000);
    }
}
