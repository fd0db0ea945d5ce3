using System.Net;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Usage;

namespace SimConsole.Tests.Api;

/// <summary>What the list of Sims filters by, programs filter by.</summary>
public sealed class SimFilterApiTests : IAsyncLifetime
{
    private ServedConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>One that is held, one whose latest change failed, one that was online two days ago, and one of which nothing is known.</summary>
    public async ValueTask InitializeAsync()
    {
        _console = await ServedConsole.StartAsync(ServedConsole.WithoutWorkers);
        var sims = await _console.AddSimsAsync(4, SimStatus.Active, await _console.AddFleetAsync("meters"));
        foreach (var (sim, name) in sims.Zip(["held", "failed", "online", "quiet"]))
        {
            await _console.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.OK, ("UniqueName", name));
        }

        await _console.PostAsync("/v1/LossReports", HttpStatusCode.Created, ("Kind", "stolen"), ("Sims", "held"));
        await using var db = await _console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        var now = TimeProvider.System.GetUtcNow();
        db.AddRange(
            new StatusChange { SimId = sims[1].Id, FromStatus = SimStatus.Active, ToStatus = SimStatus.Inactive, RequestedBy = "ada", State = StatusChangeState.Failed, QueuedAt = now, DueAt = now, EndedAt = now, Failure = "Refused." },
            new DataSession { SimId = sims[2].Id, NetworkId = 1, StartedAt = now.AddDays(-3), EndsAt = now.AddDays(-2), Address = "10.0.0.1" });
        await db.SaveChangesAsync(Token);
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Theory]
    [InlineData("WhereHeld=true", "held")]
    [InlineData("WhereHeld=false", "quiet online failed")]
    [InlineData("WhereFailed=true", "failed")]
    [InlineData("WhereFailed=FALSE", "quiet online held")]
    [InlineData("WhereOfflineDays=1", "quiet online failed held")]
    [InlineData("WhereOfflineDays=3", "quiet failed held")]
    [InlineData("WhereOfflineDays=365&WhereHeld=false&WhereFailed=false&Fleet=meters", "quiet")]
    public async Task Conditions_narrow_the_list_on_every_page_of_it(string filter, string names)
    {
        var found = new List<string>();
        for (string? next = $"/v1/Sims?{filter}&PageSize=1"; next is not null;)
        {
            var page = await _console.GetAsync(next);
            found.AddRange(page.GetProperty("sims").EnumerateArray().Select(sim => sim.Text("unique_name")));
            next = page.GetProperty("meta").GetProperty("next_page_url").GetString() is { } url ? new Uri(url).PathAndQuery : null;
        }

        Assert.Equal(names.Split(' '), found);
    }

    [Theory]
    [InlineData("WhereHeld=maybe", "WhereHeld is 'maybe'; it takes true or false.")]
    [InlineData("WhereFailed=", "WhereFailed is ''; it takes true or false.")]
    [InlineData("WhereOfflineDays=0", "WhereOfflineDays is '0'; it takes a whole number of days from 1 to 365.")]
    [InlineData("WhereOfflineDays=366", "WhereOfflineDays is '366'; it takes a whole number of days from 1 to 365.")]
    [InlineData("WhereOfflineDays=7d", "WhereOfflineDays is '7d'; it takes a whole number of days from 1 to 365.")]
    [InlineData("WhereOfflineDays=1&WhereOfflineDays=7", "WhereOfflineDays is given 2 times; it takes one value.")]
    public async Task What_a_condition_does_not_take_is_refused_with_what_it_takes(string filter, string says)
    {
        (await _console.GetAsync($"/v1/Sims?{filter}", HttpStatusCode.BadRequest)).IsError(20001, says);
        (await _console.PostAsync($"/v1/BulkChanges?{filter}", HttpStatusCode.BadRequest, ("Status", "inactive"))).IsError(20001, says);
    }

    [Theory]
    [InlineData("WhereHeld", "false", 3, "all SIMs that no loss report holds")]
    [InlineData("WhereFailed", "true", 1, "all SIMs whose latest change failed")]
    [InlineData("WhereFailed", "false", 3, "all SIMs whose latest change did not fail")]
    [InlineData("WhereOfflineDays", "1", 4, "all SIMs offline for 1 day or longer")]
    public async Task Many_are_changed_by_condition(string name, string value, int selected, string says)
    {
        var preview = await _console.PostAsync("/v1/BulkChanges", HttpStatusCode.Created, ("Status", "inactive"), (name, value), ("Preview", "true"));
        Assert.Equal((selected, says), (preview.GetProperty("counts").GetProperty("selected").GetInt32(), preview.Text("selection")));
    }

    [Theory]
    [InlineData("WhereHeld", "true")]
    [InlineData("WhereFailed", "false")]
    [InlineData("WhereOfflineDays", "7")]
    public async Task A_plan_takes_no_condition_and_says_what_it_takes(string name, string value)
    {
        (string, string)[] order = [("Status", "inactive"), ("At", $"{TimeProvider.System.GetUtcNow().Year + 1}-12-24T08:00"), ("Zone", "UTC"), (name, value)];
        (await _console.PostAsync("/v1/PlannedChanges", HttpStatusCode.BadRequest, order)).IsError(20001, "a filter (WhereStatus, WhereFleet, WhereIccid, WhereSearch, WhereTag), or Everything=true");
        (await _console.PostAsync("/v1/PlannedChanges", HttpStatusCode.BadRequest, [.. order, ("WhereFleet", "meters")])).IsError(20001, "A planned change takes one status, one Fleet, tags and a search.");
    }
}
