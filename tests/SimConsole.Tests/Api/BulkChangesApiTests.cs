using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SimConsole.BulkChanges;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.Tests.Api;

public sealed class BulkChangesApiTests : IAsyncLifetime
{
    private ServedConsole _console = null!;
    private IReadOnlyList<Sim> _sims = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await ServedConsole.StartAsync();
        _sims = await _console.AddSimsAsync(5, SimStatus.Active, await _console.AddFleetAsync("meters"));
        await _console.AddFleetAsync("pumps");
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task A_list_is_ordered_and_every_sim_has_its_result()
    {
        var bulk = await _console.PostAsync(
            "/v1/BulkChanges", HttpStatusCode.Created, ("Status", "inactive"), ("Reason", "out of season"), ("Sims", _sims[0].Iccid), ("Sims", _sims[1].Sid), ("Sims", _sims[1].Sid), ("Sims", "nobody"));

        Assert.Equal((2, 2), (Count(bulk, "selected"), Count(bulk, "eligible")));
        Assert.Equal((1, 1), (bulk.GetProperty("lines").GetProperty("duplicate").GetInt32(), bulk.GetProperty("lines").GetProperty("unreadable").GetInt32() + bulk.GetProperty("lines").GetProperty("unknown").GetInt32()));
        var ended = await EndedAsync(bulk);
        Assert.Equal(("completed", 2, 0), (ended.Text("state"), Count(ended, "completed"), Count(ended, "in_flight")));
        var sims = await PagesAsync($"{bulk.Text("url")}/Sims?PageSize=1", "bulk_change_sims");
        Assert.Equal([_sims[1].Sid, _sims[0].Sid], sims.Select(s => s.Text("sim_sid")));
        Assert.All(sims, sim => Assert.Equal(("active", "inactive", "completed"), (sim.Text("status_seen"), sim.Text("status_to"), sim.Text("result"))));
        Assert.Equal(2, (await PagesAsync($"{bulk.Text("url")}/Lines?PageSize=1", "bulk_change_lines")).Count);
        Assert.Equal("inactive", (await _console.GetAsync($"/v1/Sims/{_sims[0].Sid}")).Text("status"));
        Assert.Equal("active", (await _console.GetAsync($"/v1/Sims/{_sims[2].Sid}")).Text("status"));
    }

    [Fact]
    public async Task A_filter_is_previewed_committed_and_undone()
    {
        var preview = await _console.PostAsync("/v1/BulkChanges", HttpStatusCode.Created, ("Status", "inactive"), ("WhereFleet", "meters"), ("WhereStatus", "active"), ("Preview", "true"));
        Assert.Equal(("preview", 5), (preview.Text("state"), Count(preview, "waiting")));
        Assert.Empty((await _console.GetAsync("/v1/BulkChanges")).GetProperty("bulk_changes").EnumerateArray());

        var ended = await EndedAsync(await _console.PostAsync($"{preview.Text("url")}/Commit", HttpStatusCode.OK));
        Assert.Equal(5, Count(ended, "completed"));
        (await _console.PostAsync($"{preview.Text("url")}/Commit", HttpStatusCode.BadRequest)).IsError(20001, "already");

        var undo = await EndedAsync(await _console.PostAsync($"{preview.Text("url")}/Undo", HttpStatusCode.Created));
        Assert.Equal(("undo", 5, preview.Text("sid")), (undo.Text("kind"), Count(undo, "completed"), undo.Text("undoes")));
        (await _console.PostAsync($"{undo.Text("url")}/Undo", HttpStatusCode.BadRequest)).IsError(20001, "undo itself");
        Assert.Equal([undo.Text("sid"), preview.Text("sid")], (await PagesAsync("/v1/BulkChanges?PageSize=1", "bulk_changes")).Select(b => b.Text("sid")));
    }

    [Theory]
    [InlineData("Sims")]
    [InlineData("WhereIccid")]
    [InlineData("WhereSearch")]
    public async Task A_rounded_number_takes_a_sim_only_where_the_request_says_that_it_is_real(string parameter)
    {
        const string Rounded = "8944 5006 1200 0050 0000";
        await _console.AddSimAsync(Rounded.Replace(" ", "", StringComparison.Ordinal), SimStatus.Active);

        (await _console.PostAsync("/v1/BulkChanges", HttpStatusCode.BadRequest, ("Status", "inactive"), (parameter, Rounded))).IsError(20001, "");
        Assert.Empty((await _console.GetAsync("/v1/BulkChanges")).GetProperty("bulk_changes").EnumerateArray());

        var bulk = await _console.PostAsync("/v1/BulkChanges", HttpStatusCode.Created, ("Status", "inactive"), (parameter, Rounded), ("AcceptRounded", "true"));
        Assert.Equal(1, Count(bulk, "eligible"));
    }

    [Fact]
    public async Task An_iccid_is_read_as_the_console_shows_it()
    {
        var shown = string.Join(' ', _sims[1].Iccid.Chunk(4).Select(group => new string(group)));

        Assert.Equal(_sims[1].Sid, Assert.Single((await _console.GetAsync($"/v1/Sims?Iccid={shown}")).GetProperty("sims").EnumerateArray()).Text("sid"));
        foreach (var parameter in new[] { "Sims", "WhereIccid", "WhereSearch" })
        {
            var bulk = await _console.PostAsync("/v1/BulkChanges", HttpStatusCode.Created, ("Status", "inactive"), (parameter, shown), ("Preview", "true"));
            Assert.Equal(1, Count(bulk, "selected"));
        }
    }

    [Fact]
    public async Task A_move_takes_a_fleet_and_everything_takes_a_word_of_its_own()
    {
        var move = await EndedAsync(await _console.PostAsync("/v1/BulkChanges", HttpStatusCode.Created, ("Fleet", "pumps"), ("Everything", "true")));
        Assert.Equal(("move", 5), (move.Text("kind"), Count(move, "completed")));
        Assert.Equal(5, (await _console.GetAsync("/v1/Sims?Fleet=pumps&Status=active")).GetProperty("sims").GetArrayLength());
    }

    [Fact]
    public async Task What_is_paused_waits_and_what_is_cancelled_is_taken_back()
    {
        var preview = await _console.PostAsync("/v1/BulkChanges", HttpStatusCode.Created, ("Status", "inactive"), ("Everything", "true"), ("Preview", "true"));
        await using (var db = await _console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token))
        {
            await db.BulkChanges.ExecuteUpdateAsync(set => set.SetProperty(b => b.State, BulkChangeState.Paused).SetProperty(b => b.CommittedAt, DateTimeOffset.UtcNow), Token);
        }

        (await _console.PostAsync($"{preview.Text("url")}/Pause", HttpStatusCode.BadRequest)).IsError(20001, "running");
        Assert.Equal("cancelled", (await _console.PostAsync($"{preview.Text("url")}/Cancel", HttpStatusCode.OK)).Text("state"));
        Assert.Equal(5, Count(await _console.GetAsync(preview.Text("url")), "cancelled"));
        Assert.Equal(5, (await PagesAsync($"{preview.Text("url")}/Sims?Result=cancelled", "bulk_change_sims")).Count);
        (await _console.PostAsync($"{preview.Text("url")}/Resume", HttpStatusCode.BadRequest)).IsError(20001, "paused");
    }

    [Fact]
    public async Task A_repeated_request_is_ordered_once()
    {
        Task<HttpResponseMessage> SendAsync(string status, string key = "night-1")
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/v1/BulkChanges") { Content = new FormUrlEncodedContent([KeyValuePair.Create("Status", status), KeyValuePair.Create("Everything", "true")]) };
            request.Headers.Add("Idempotency-Key", key);
            return _console.Program.SendAsync(request, Token);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => SendAsync("inactive"))));
        var good = answers.Where(a => a.StatusCode == HttpStatusCode.Created).ToList();
        Assert.NotEmpty(good);
        var sids = new HashSet<string>();
        foreach (var answer in good)
        {
            sids.Add((await ServedConsole.ReadAsync(answer, HttpStatusCode.Created)).Text("sid"));
        }

        Assert.Single(sids);
        Assert.Equal(sids.Single(), (await ServedConsole.ReadAsync(await SendAsync("inactive"), HttpStatusCode.Created)).Text("sid"));
        (await ServedConsole.ReadAsync(await SendAsync("active"), HttpStatusCode.BadRequest)).IsError(20001, "another request");
        await using var db = await _console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        Assert.Equal(5, await db.StatusChanges.CountAsync(Token));
    }

    [Fact]
    public async Task A_held_sim_is_not_brought_back_by_a_program()
    {
        var report = await _console.PostAsync("/v1/LossReports", HttpStatusCode.Created, ("Kind", "stolen"), ("Sims", _sims[0].Iccid));
        await Wait.UntilAsync(async () => (await _console.GetAsync(report.Text("url"))).GetProperty("off").GetInt32() == 1);

        (await _console.PostAsync("/v1/BulkChanges", HttpStatusCode.BadRequest, ("Status", "active"), ("Sims", _sims[0].Iccid))).IsError(20001, "nothing to order");

        await using var db = await _console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        Assert.False(await db.BulkChanges.AnyAsync(Token));
        Assert.Equal("inactive", (await _console.GetAsync($"/v1/Sims/{_sims[0].Sid}")).Text("status"));
    }

    [Theory]
    [InlineData("", "Say what becomes")]
    [InlineData("Status=inactive&Fleet=pumps&Everything=true", "one of these")]
    [InlineData("Status=inactive", "Say which SIMs")]
    [InlineData("Status=inactive&Everything=true&Sims=x", "one of these")]
    [InlineData("Status=scheduled&Everything=true", "active or inactive")]
    [InlineData("Status=inactive&WhereStatus=odd", "WhereStatus is 'odd'")]
    [InlineData("Status=inactive&WhereFleet=nobody", "No SIM matches this filter")]
    [InlineData("Status=inactive&Sims=", "The list is empty")]
    [InlineData("Status=inactive&Sims=%01%02", "not a text")]
    [InlineData("Status=inactive&Sims=nobody", "No line of this list")]
    [InlineData("Fleet=nobody&Everything=true", "There is no Fleet nobody")]
    [InlineData("Status=active&Everything=true", "nothing to order")]
    public async Task A_bad_order_gets_a_sentence_and_changes_nothing(string form, string says)
    {
        using var body = new StringContent(form, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");
        var answer = await ServedConsole.ReadAsync(await _console.Program.PostAsync("/v1/BulkChanges", body, Token), HttpStatusCode.BadRequest);
        Assert.Contains(says, answer.Text("message"), StringComparison.Ordinal);
        await using var db = await _console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        Assert.False(await db.BulkChanges.AnyAsync(Token));
        Assert.False(await db.StatusChanges.AnyAsync(Token));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found_on_any_path()
    {
        foreach (var act in new[] { "Commit", "Pause", "Resume", "Cancel", "Undo" })
        {
            (await _console.PostAsync($"/v1/BulkChanges/BC0/{act}", HttpStatusCode.NotFound)).IsError(20404, "BC0");
        }

        foreach (var path in new[] { "", "/Sims", "/Lines" })
        {
            (await _console.GetAsync($"/v1/BulkChanges/BC0{path}", HttpStatusCode.NotFound)).IsError(20404, "BC0");
        }

        (await _console.GetAsync("/v1/BulkChanges/BC0/Sims?Result=odd", HttpStatusCode.BadRequest)).IsError(20001, "Result is 'odd'");
    }

    private static int Count(JsonElement bulk, string result) => bulk.GetProperty("counts").GetProperty(result).GetInt32();

    private async Task<JsonElement> EndedAsync(JsonElement bulk)
    {
        await Wait.UntilAsync(async () => (await _console.GetAsync(bulk.Text("url"))).Text("state") == "completed");
        return await _console.GetAsync(bulk.Text("url"));
    }

    private async Task<List<JsonElement>> PagesAsync(string path, string key)
    {
        var rows = new List<JsonElement>();
        for (string? next = path; next is not null;)
        {
            var page = await _console.GetAsync(next);
            rows.AddRange(page.GetProperty(key).EnumerateArray());
            next = page.GetProperty("meta").GetProperty("next_page_url").GetString();
        }

        return rows;
    }
}
