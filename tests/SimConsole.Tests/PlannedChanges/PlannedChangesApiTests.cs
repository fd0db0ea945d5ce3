using System.Globalization;
using System.Net;
using SimConsole.PlannedChanges;
using SimConsole.Sims;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.PlannedChanges;

public sealed class PlannedChangesApiTests : IAsyncLifetime
{
    private static readonly string NextYear = TimeProvider.System.GetUtcNow().AddYears(1).ToString("yyyy'-12-24T08:00'", CultureInfo.InvariantCulture);

    private ServedConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await ServedConsole.StartAsync(ServedConsole.WithoutWorkers);
        await _console.AddSimsAsync(2, SimStatus.Active, await _console.AddFleetAsync("meters"));
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task A_program_plans_pauses_resumes_and_cancels_a_change()
    {
        var plan = await PlanAsync(HttpStatusCode.Created, ("Status", "inactive"), ("WhereFleet", "meters"), ("Repeats", "yearly"), ("Name", "Winter"), ("Reason", "Out of season"));
        Assert.Equal(
            ("Winter", "planned", "deactivate", "all SIMs of the Fleet meters", NextYear, "Europe/Berlin", "yearly", $"{NextYear[..10]}T07:00:00Z"),
            (plan.Text("name"), plan.Text("state"), plan.Text("kind"), plan.Text("selection"), plan.Text("at"), plan.Text("zone"), plan.Text("repeats"), plan.Text("date_next")));
        var path = $"/v1/PlannedChanges/{plan.Text("sid")}";
        Assert.EndsWith($"{path}/Occurrences", plan.GetProperty("links").Text("occurrences"), StringComparison.Ordinal);

        Assert.Equal("paused", (await _console.PostAsync($"{path}/Pause", HttpStatusCode.OK)).Text("state"));
        Assert.Equal("planned", (await _console.PostAsync($"{path}/Resume", HttpStatusCode.OK)).Text("state"));
        Assert.Equal("cancelled", (await _console.PostAsync($"{path}/Cancel", HttpStatusCode.OK)).Text("state"));
        (await _console.PostAsync($"{path}/Cancel", HttpStatusCode.BadRequest)).IsError(20001, "has not ended");
        Assert.Equal("cancelled", (await _console.GetAsync(path)).Text("state"));
        Assert.Equal(plan.Text("sid"), (await _console.GetAsync("/v1/PlannedChanges")).GetProperty("planned_changes")[0].Text("sid"));
    }

    [Fact]
    public async Task The_same_request_with_the_same_key_is_one_plan()
    {
        async Task<HttpResponseMessage> SendAsync(string name)
        {
            using var body = new FormUrlEncodedContent(new Dictionary<string, string> { ["Status"] = "inactive", ["WhereFleet"] = "meters", ["At"] = NextYear, ["Zone"] = "UTC", ["Name"] = name });
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/PlannedChanges") { Content = body, Headers = { { "Idempotency-Key", "winter" } } };
            return await _console.Program.SendAsync(request, Token);
        }

        var first = await ServedConsole.ReadAsync(await SendAsync("a"), HttpStatusCode.Created);
        Assert.Equal(first.Text("sid"), (await ServedConsole.ReadAsync(await SendAsync("a"), HttpStatusCode.Created)).Text("sid"));
        (await ServedConsole.ReadAsync(await SendAsync("b"), HttpStatusCode.BadRequest)).IsError(20001, "another request");
    }

    [Fact]
    public async Task What_became_of_its_times_is_listed()
    {
        var plan = await PlanAsync(HttpStatusCode.Created, ("Status", "inactive"), ("WhereFleet", "meters"));
        var path = $"/v1/PlannedChanges/{plan.Text("sid")}/Occurrences";
        Assert.Equal(0, (await _console.GetAsync(path)).GetProperty("planned_occurrences").GetArrayLength());
        await using (var db = await _console.Get<Microsoft.EntityFrameworkCore.IDbContextFactory<SimConsole.Data.SimConsoleDb>>().CreateDbContextAsync(Token))
        {
            var now = TimeProvider.System.Now();
            db.PlannedOccurrences.Add(new PlannedOccurrence
            {
                PlannedChangeId = 1,
                Local = NextYear,
                DueAt = now.AddMinutes(-125),
                BeganAt = now,
                EndedAt = now,
                State = PlannedOccurrenceState.NotOrdered,
                Says = "No SIM matched.",
            });
            await db.SaveChangesAsync(Token);
        }

        var occurrence = (await _console.GetAsync(path)).GetProperty("planned_occurrences")[0];
        Assert.Equal((NextYear, "not-ordered", 7_500, "No SIM matched."), (occurrence.Text("at"), occurrence.Text("state"), occurrence.GetProperty("seconds_late").GetInt32(), occurrence.Text("message")));
    }

    [Theory]
    [InlineData("At", "2026-13-24T08:00", "At is '2026-13-24T08:00'; it takes a local date and time such as 2026-12-24T08:00.")]
    [InlineData("At", "2020-12-24T08:00", "has passed")]
    [InlineData("At", null, "At is missing")]
    [InlineData("Zone", "Europe/Atlantis", "There is no time zone 'Europe/Atlantis'")]
    [InlineData("Zone", null, "Zone is missing")]
    [InlineData("Until", "2020-01-01", "The last day is before the first time.")]
    [InlineData("Until", "tomorrow", "Until is 'tomorrow'; it takes a day such as 2027-03-31.")]
    [InlineData("Repeats", "weekly", "Repeats is 'weekly'; it takes one of once, monthly, yearly.")]
    [InlineData("WhereFleet", null, "Say which SIMs")]
    [InlineData("Status", null, "Say what becomes of the SIMs")]
    [InlineData("Sims", "89883070000000000000", "Say which SIMs")]
    public async Task A_bad_request_gets_a_sentence_and_plans_nothing(string name, string? value, string says)
    {
        var form = new Dictionary<string, string> { ["Status"] = "inactive", ["WhereFleet"] = "meters", ["At"] = NextYear, ["Zone"] = "Europe/Berlin", ["Repeats"] = "monthly" };
        form.Remove(name);
        if (value is not null)
        {
            form[name] = value;
        }

        var refused = await _console.PostAsync("/v1/PlannedChanges", HttpStatusCode.BadRequest, [.. form.Select(field => (field.Key, field.Value))]);
        Assert.Contains(says, refused.Text("message"), StringComparison.Ordinal);
        Assert.Equal(0, (await _console.GetAsync("/v1/PlannedChanges")).GetProperty("planned_changes").GetArrayLength());
    }

    [Fact]
    public async Task A_list_with_a_line_that_names_no_sim_is_no_plan()
    {
        var refused = await PlanAsync(HttpStatusCode.BadRequest, ("Status", "inactive"), ("Sims", "nobody"));
        Assert.Contains("It is in line 1. Nothing was planned.", refused.Text("message"), StringComparison.Ordinal);
    }

    private Task<System.Text.Json.JsonElement> PlanAsync(HttpStatusCode expected, params (string, string)[] form) =>
        _console.PostAsync("/v1/PlannedChanges", expected, [.. form, ("At", NextYear), ("Zone", "Europe/Berlin")]);
}
