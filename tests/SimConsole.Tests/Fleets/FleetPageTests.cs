using AngleSharp.Dom;
using Bunit;
using SimConsole.Billing;
using SimConsole.Callbacks;
using SimConsole.DataLimits;
using SimConsole.Fleets;
using SimConsole.Reconciliation;
using SimConsole.Sims;
using SimConsole.Tests.SettingsUpdates;
using SimConsole.Work;

namespace SimConsole.Tests.Fleets;

public sealed class FleetPageTests : IAsyncLifetime
{
    private PageContext _page = null!;
    private Fleet _fleet = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestConsole Console => _page.Console;

    public async ValueTask InitializeAsync()
    {
        _page = await PageContext.StartAsync();
        _fleet = await Console.AddFleetAsync("meters");
    }

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public async Task It_counts_its_own_sims_by_status_and_each_count_leads_to_them()
    {
        await Console.AddSimAsync(SimStatus.Active, _fleet);
        await Console.AddSimAsync(SimStatus.Active, _fleet);
        await Console.AddSimAsync(SimStatus.Inactive, _fleet);
        await Console.AddSimAsync(SimStatus.Active, await Console.AddFleetAsync("another"));
        await Console.AddSimAsync();

        var page = Open(_fleet.Sid);

        Assert.Equal(["0", "0", "2", "1", "0"], Counts(page));
        Assert.Contains("3 SIMs", page.Find(".page-context").TextContent, StringComparison.Ordinal);
        Assert.Equal($"sims?status=active&fleet={_fleet.Sid}", page.Find("[aria-label='2 active']").GetAttribute("href"));
        Assert.Equal(
            [("active", "0%", "66.67%"), ("inactive", "66.67%", "33.33%")],
            page.FindAll(".status-bar > rect").Select(part => (part.GetAttribute("data-status"), part.GetAttribute("x"), part.GetAttribute("width"))));
    }

    [Fact]
    public async Task Its_sims_are_compared_with_the_network()
    {
        await Console.AddSimAsync(SimStatus.Active, _fleet);
        await Console.AddSimAsync(SimStatus.Active, await Console.AddFleetAsync("another"));
        var page = Open(_fleet.Sid);
        await page.InvokeAsync(() => page.FindAll("button").Single(b => b.TextContent.Trim() == "Compare with the network").ClickAsync(new()));
        await Console.Get<ReconcileWorker>().CompareOnceAsync(ComparisonScope.Fleet, Token);
        await _page.LiveAsync(() => page.FindAll("[role=status]").Any(s => s.TextContent == "1 SIM compared, by ann; nothing new was found."));
    }

    [Fact]
    public async Task The_counts_follow_what_happens_elsewhere()
    {
        var sim = await Console.AddSimAsync(SimStatus.Active, _fleet);
        var page = Open(_fleet.Sid);
        Assert.Equal(["0", "0", "1", "0", "0"], Counts(page));

        await Console.AskAsync(sim, SimStatus.Inactive);
        await _page.LiveAsync(() => Counts(page).SequenceEqual(["0", "0", "0", "0", "1"]));
        await Console.WorkAsync();
        await _page.LiveAsync(() => Counts(page).SequenceEqual(["0", "0", "0", "1", "0"]));
    }

    [Fact]
    public async Task What_is_edited_is_saved_and_what_somebody_else_changed_meanwhile_stays()
    {
        var page = Open(_fleet.Sid);
        await Console.Fleets.UpdateAsync(_fleet.Sid, new FleetUpdate { DataLimit = 77 }, TestConsole.Someone, Token);

        await Field(page, "Name").ChangeAsync(new() { Value = "water meters" });
        await Field(page, "URL for SMS commands").ChangeAsync(new() { Value = "https://example.com/sms" });
        await page.FindAll("select")[1].ChangeAsync(new() { Value = nameof(CallMethod.Get) });
        await Save(page).ClickAsync(new());

        page.WaitForAssertion(() => Assert.Equal("water meters", page.Find("h1").TextContent));
        Assert.Equal("Saved", page.Find(".saved").TextContent.Trim());
        var saved = (await Console.Fleets.FindAsync(_fleet.Sid, FleetScope.All, Token))!;
        Assert.Equal(
            ("water meters", 77, "https://example.com/sms", CallMethod.Get, null, CallMethod.Post),
            (saved.UniqueName, saved.DataLimit, saved.SmsCommandsUrl, saved.SmsCommandsMethod, saved.IpCommandsUrl, saved.IpCommandsMethod));
    }

    [Fact]
    public async Task What_is_refused_says_why_and_changes_nothing()
    {
        await Console.AddFleetAsync("taken");
        var page = Open(_fleet.Sid);

        await Field(page, "Data limit, MB a SIM and billing period").InputAsync(new() { Value = "5" });
        await Field(page, "Name").ChangeAsync(new() { Value = "taken" });
        await Save(page).ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("Another Fleet is named taken already", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        var same = (await Console.Fleets.FindAsync(_fleet.Sid, FleetScope.All, Token))!;
        Assert.Equal(("meters", Fleet.DefaultDataLimit, _fleet.Version), (same.UniqueName, same.DataLimit, same.Version));
    }

    [Fact]
    public async Task What_somebody_else_has_changed_meanwhile_is_told_and_saved_over_only_the_second_time()
    {
        var page = Open(_fleet.Sid);
        await Console.Fleets.UpdateAsync(_fleet.Sid, new FleetUpdate { DataLimit = 77, SmsCommandsUrl = "https://example.com/sms" }, TestConsole.Someone, Token);
        await Field(page, "Data limit, MB a SIM and billing period").InputAsync(new() { Value = "5" });

        await Save(page).ClickAsync(new());

        page.WaitForAssertion(() => Assert.Equal(
            "someone has changed this Fleet since you opened it: its data limit in MB is now 77. Nothing was saved. Save again to overwrite it.", page.Find("[role=alert]").TextContent));
        Assert.Equal(77, (await Console.Fleets.FindAsync(_fleet.Sid, FleetScope.All, Token))!.DataLimit);
        Assert.Equal(("5", "https://example.com/sms"), (Field(page, "Data limit, MB a SIM and billing period").GetAttribute("value"), Field(page, "URL for SMS commands").GetAttribute("value")));

        await Save(page).ClickAsync(new());

        page.WaitForAssertion(() => Assert.Equal("Saved", page.Find(".saved").TextContent.Trim()));
        var saved = (await Console.Fleets.FindAsync(_fleet.Sid, FleetScope.All, Token))!;
        Assert.Equal((5, "https://example.com/sms"), (saved.DataLimit, saved.SmsCommandsUrl));
    }

    [Fact]
    public async Task A_lower_limit_says_how_many_sims_it_limits_before_it_is_saved()
    {
        foreach (var megabytes in new[] { 10, 20, 30 })
        {
            var sim = await Console.AddSimAsync(SimStatus.Active, _fleet);
            await using var db = Console.OpenDb();
            var period = new BillingPeriod { SimId = sim.Id, Type = BillingPeriodType.Active, StartsAt = Console.Time.GetUtcNow(), EndsAt = Console.Time.GetUtcNow().AddMonths(1), DayOfMonth = 1 };
            db.Add(period);
            await db.SaveChangesAsync(Token);
            db.Add(new BillingPeriodUsage { PeriodId = period.Id, Download = megabytes * 1_000_000L });
            await db.SaveChangesAsync(Token);
        }

        var page = Open(_fleet.Sid);
        Assert.Equal("", Consequence(page));

        await LimitAsync(page, 20);
        page.WaitForAssertion(() => Assert.Equal("Limits 2 of 3 SIMs at once: their data are blocked.", Consequence(page)));

        await LimitAsync(page, 500);
        page.WaitForAssertion(() => Assert.Equal("Limits no SIM at once: none has used that much in its billing period.", Consequence(page)));

        await LimitAsync(page, 20);
        await Save(page).ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("Saved", page.Find(".saved").TextContent.Trim()));
        Assert.Equal("", Consequence(page));
        await Console.Get<DataLimitService>().ReviewAsync(Token);

        await LimitAsync(page, 25);
        page.WaitForAssertion(() => Assert.Equal("Lets the data of 1 of 3 SIMs through again.", Consequence(page)));
    }

    [Fact]
    public async Task Another_profile_says_of_how_many_sims_the_network_is_told()
    {
        await Console.AddSimAsync(SimStatus.Active, _fleet);
        await Console.AddSimAsync(SimStatus.Inactive, _fleet);
        await Console.AddNarrowFleetAsync("abroad", Console.Networks()[0]);
        var page = Open(_fleet.Sid);

        await page.FindAll("form select")[0].ChangeAsync(new() { Value = page.FindAll("form select")[0].QuerySelectorAll("option").Single(option => option.TextContent == "abroad").GetAttribute("value") });

        Assert.Equal("The network is told which networks 1 SIM may use.", Consequence(page));
    }

    [Fact]
    public void A_fleet_that_is_not_there_says_so() => Assert.Equal("There is no such Fleet", Open("nobody").Find("h1").TextContent);

    [Fact]
    public async Task The_list_shows_the_counts_of_each_fleet()
    {
        await Console.AddSimAsync(SimStatus.Active, _fleet);
        await Console.AddSimAsync(SimStatus.New, _fleet);
        await Console.AddFleetAsync("unused");

        var list = _page.Render<FleetsPage>();

        list.WaitForAssertion(() => Assert.Equal(2, list.FindAll("tbody tr").Count));
        Assert.Equal(
            [["meters", "2", "1", "0"], ["unused", "0", "0", "0"]],
            list.FindAll("tbody tr").Select(row => row.QuerySelectorAll("a").Select(a => a.TextContent).Take(4).ToArray()));
        Assert.Equal($"fleets/{_fleet.Sid}", list.Find("a.row-link").GetAttribute("href"));
    }

    private IRenderedComponent<FleetPage> Open(string sid)
    {
        var page = _page.Render<FleetPage>(p => p.Add(c => c.Sid, sid));
        page.WaitForElement(".status-counts, .empty-state");
        page.WaitForState(() => page.FindAll(".empty-state").Count > 0 || Counts(page).Any());
        return page;
    }

    private static IEnumerable<string> Counts(IRenderedComponent<FleetPage> page) => page.FindAll(".status-counts a").Select(a => a.TextContent);

    private static IElement Field(IRenderedComponent<FleetPage> page, string label) =>
        page.Find($"#{page.FindAll("label").Single(l => l.TextContent.Trim() == label).GetAttribute("for")}");

    private static string Consequence(IRenderedComponent<FleetPage> page) => page.Find("form p[role=status]").TextContent;

    private static Task LimitAsync(IRenderedComponent<FleetPage> page, int megabytes) => Field(page, "Data limit, MB a SIM and billing period").InputAsync(new() { Value = $"{megabytes}" });

    private static IElement Save(IRenderedComponent<FleetPage> page) => page.FindAll(".form-actions button").Single(b => b.TextContent.Trim() == "Save");
}
