using AngleSharp.Dom;
using Bunit;
using Microsoft.EntityFrameworkCore;
using SimConsole.Fleets;
using SimConsole.Reconciliation;
using SimConsole.Sims;
using SimConsole.Tests.SettingsUpdates;

namespace SimConsole.Tests.Sims;

public sealed class SimPageTests : IAsyncLifetime
{
    private PageContext _page = null!;
    private Fleet _fleet = null!;

    private TestConsole Console => _page.Console;

    public async ValueTask InitializeAsync()
    {
        _page = await PageContext.StartAsync();
        _fleet = await Console.AddFleetAsync("meters");
    }

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public async Task It_shows_the_identifiers_each_with_a_button_that_copies_it()
    {
        var sim = await Console.AddSimAsync(SimStatus.Active, _fleet, "pump");
        var page = Open(sim.Sid);

        Assert.Equal("pump", page.Find("h1").TextContent);
        Assert.Equal([sim.Iccid, sim.Imsi, sim.Sid], page.FindAll("[data-copy]").Select(b => b.GetAttribute("data-copy")));
    }

    [Fact]
    public async Task The_change_in_flight_has_a_clock_until_the_network_confirms_it()
    {
        var sim = await Console.AddSimAsync(SimStatus.Active, _fleet, "pump");
        var page = Open(sim.Sid);

        await page.Find(".page-actions button").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("On its way to inactive", page.Find(".in-flight").TextContent, StringComparison.Ordinal));
        Assert.Matches(@"scheduled\s+0 s ago, to inactive\s+in meters", page.Find(".page-context").TextContent);
        Assert.Contains("by ann", page.Find(".in-flight").TextContent, StringComparison.Ordinal);
        Assert.Contains("after 10 min", page.Find(".in-flight").TextContent, StringComparison.Ordinal);
        Assert.Contains("in flight", page.Find(".action-refusal").TextContent, StringComparison.Ordinal);

        await Console.WorkAsync();
        await _page.LiveAsync(() => page.FindAll(".in-flight").Count == 0);
        Assert.Equal("inactive", page.Find(".page-header .status-chip").GetAttribute("data-status"));
        Assert.Contains("active → inactive", page.Find(".timeline li").TextContent, StringComparison.Ordinal);
        Assert.Contains("attach attempts are refused", page.Find(".timeline li").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_with_a_sentence_and_changes_nothing()
    {
        await Console.AddSimAsync(SimStatus.New, null, "taken");
        var sim = await Console.AddSimAsync(SimStatus.New, null, "pump");
        var page = Open(sim.Sid);

        await page.Find(".form-narrow input").InputAsync(new() { Value = "taken" });
        await Save(page).ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("Another SIM is named taken already", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("pump", (await Console.RowAsync(sim)).UniqueName);
    }

    [Fact]
    public async Task Renaming_and_moving_show_on_the_timeline()
    {
        var sim = await Console.AddSimAsync(SimStatus.New, null, "pump");
        var page = Open(sim.Sid);

        await page.Find(".form-narrow input").InputAsync(new() { Value = "pump 7" });
        await page.Find(".form-narrow select").ChangeAsync(new() { Value = _fleet.Sid });
        await Save(page).ClickAsync(new());

        page.WaitForAssertion(() => Assert.Equal("pump 7", page.Find("h1").TextContent));
        page.WaitForAssertion(() => Assert.Contains("Moved from no Fleet to meters", page.Find(".timeline").TextContent, StringComparison.Ordinal));
        Assert.Contains("Renamed from pump to pump 7", page.Find(".timeline").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_else_has_changed_meanwhile_is_told_and_saved_over_only_the_second_time()
    {
        var sim = await Console.AddSimAsync(SimStatus.New, null, "pump");
        var page = Open(sim.Sid);
        await page.Find(".form-narrow input").InputAsync(new() { Value = "mine" });
        await Console.Sims.UpdateAsync(sim.Sid, new SimUpdate { UniqueName = "theirs", Fleet = _fleet.Sid }, TestConsole.Someone, TestContext.Current.CancellationToken);

        await page.InvokeAsync(() => Save(page).Click());

        page.WaitForAssertion(() => Assert.Equal("someone has changed this SIM since you opened it: its name is now theirs. Nothing was saved. Save again to overwrite it.", page.Find("[role=alert]").TextContent));
        Assert.Equal("theirs", (await Console.RowAsync(sim)).UniqueName);
        Assert.Equal("mine", page.Find(".form-narrow input").GetAttribute("value"));

        await page.InvokeAsync(() => Save(page).Click());

        page.WaitForAssertion(() => Assert.Equal("Saved", page.Find(".saved").TextContent.Trim()));
        Assert.Equal(("mine", _fleet.Sid), ((await Console.RowAsync(sim)).UniqueName, (await Console.RowAsync(sim)).FleetSid));
        Assert.Empty(page.FindAll("[role=alert]"));
    }

    [Fact]
    public async Task What_changes_meanwhile_and_was_not_edited_here_is_neither_refused_nor_taken_back()
    {
        var sim = await Console.AddSimAsync(SimStatus.New, _fleet, "pump");
        var other = await Console.AddFleetAsync("valves");
        var page = Open(sim.Sid);
        await page.Find(".form-narrow input").InputAsync(new() { Value = "mine" });
        await Console.Sims.UpdateAsync(sim.Sid, new SimUpdate { Fleet = other.Sid }, TestConsole.Someone, TestContext.Current.CancellationToken);
        await Console.AskAsync(sim, SimStatus.Active);
        await Console.WorkAsync();

        await page.InvokeAsync(() => Save(page).Click());

        page.WaitForAssertion(() => Assert.Equal("mine", page.Find("h1").TextContent));
        var row = await Console.RowAsync(sim);
        Assert.Equal(("mine", other.Sid, SimStatus.Active), (row.UniqueName, row.FleetSid, row.Status));
        Assert.Equal(other.Sid, page.Find(".form-narrow select").GetAttribute("value"));
    }

    [Fact]
    public async Task Its_first_line_says_where_it_is_and_when_it_was_online()
    {
        var sim = await Console.AddSimAsync(SimStatus.Active, _fleet, "pump");
        Assert.Equal($"fleets/{_fleet.Sid}", Open(sim.Sid).Find(".page-context a").GetAttribute("href"));
        Assert.Empty(Open(sim.Sid).FindAll(".online"));
        await using (var db = Console.OpenDb())
        {
            db.DataSessions.Add(new() { SimId = sim.Id, StartedAt = Console.Time.GetUtcNow().AddHours(-3), EndsAt = Console.Time.GetUtcNow().AddHours(-2), Address = "10.0.0.1", NetworkId = Console.Networks()[0].Id });
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        Assert.StartsWith($"last online 2 h ago on {Console.Networks()[0].FriendlyName}, ", Open(sim.Sid).WaitForElement(".online").TextContent, StringComparison.Ordinal);

        await using (var db = Console.OpenDb())
        {
            db.DataSessions.Add(new() { SimId = sim.Id, StartedAt = Console.Time.GetUtcNow().AddMinutes(-20), EndsAt = Console.Time.GetUtcNow().AddHours(1), Address = "10.0.0.1" });
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal("online for 20 min 0 s", Open(sim.Sid).WaitForElement(".online").TextContent);
    }

    [Fact]
    public void A_sim_that_is_not_there_says_so()
    {
        Assert.Contains("There is no such SIM", Open("HS00000000000000000000000000000000").Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_which_networks_the_network_was_told_of_and_when_it_could_not_be()
    {
        var sim = await Console.AddSimAsync(SimStatus.Active, _fleet, "pump");
        await Console.AddNarrowFleetAsync("abroad", Console.Networks()[0]);
        Assert.Contains("keeps what it came with", Networks(Open(sim.Sid)), StringComparison.Ordinal);
        Assert.Contains("not told yet", Networks(Open((await Console.AddSimAsync(SimStatus.Inactive, _fleet)).Sid)), StringComparison.Ordinal);

        Console.Network.Settings = Console.Network.Settings with { Outage = true };
        await Console.GiveAsync(_fleet, "abroad");
        await Console.TellAsync();
        var page = Open(sim.Sid);
        Assert.Contains("being told", Networks(page), StringComparison.Ordinal);
        Assert.Contains("The simulated network is down.", Networks(page), StringComparison.Ordinal);
        Console.Network.Settings = Console.Network.Settings with { Outage = false };
        Console.Time.Advance(TimeSpan.FromSeconds(1));
        await Console.TellAsync();
        Console.Time.Advance(TimeSpan.FromSeconds(1));

        page.WaitForAssertion(() => Assert.Contains("1 network may serve it", Networks(page), StringComparison.Ordinal));
        Assert.Contains("told ", Networks(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_asks_the_network_and_says_what_it_does_otherwise_until_that_is_mended()
    {
        var sim = await Console.AddSimAsync(SimStatus.Inactive, _fleet, "pump");
        await using (var db = Console.OpenDb())
        {
            await db.SimulatedSubscribers.ExecuteUpdateAsync(set => set.SetProperty(s => s.MayAttach, true), TestContext.Current.CancellationToken);
        }

        var page = Open(sim.Sid);
        await page.InvokeAsync(() => page.Find("[data-panel=on-network] button").ClickAsync(new()));
        Assert.Equal("The network is being asked…", OnNetwork(page).QuerySelector("[role=status]")!.TextContent);
        Console.Time.Advance(TimeSpan.FromSeconds(1));
        await Console.Get<ReconcileWorker>().CompareOnceAsync(ComparisonScope.Sim, TestContext.Current.CancellationToken);

        await _page.LiveAsync(() => OnNetwork(page).QuerySelector("[role=status]")!.TextContent is "Asked by ann: the network does not do what was decided.");
        Assert.StartsWith("inactive, but the network still accepts it, seen ", OnNetwork(page).QuerySelector("[role=alert]")!.TextContent.Trim(), StringComparison.Ordinal);
        Assert.Single(page.FindAll(".page-header .status-drift"));

        await Console.WorkAsync();
        await _page.LiveAsync(() => page.FindAll(".status-drift").Count == 0 && OnNetwork(page).TextContent.Contains("the network does what was decided", StringComparison.Ordinal));
        Assert.Empty(OnNetwork(page).QuerySelectorAll("[role=alert]"));
    }

    private static IElement OnNetwork(IRenderedComponent<SimPage> page) => page.Find("[data-panel=on-network]");

    private static string Networks(IRenderedComponent<SimPage> page) => page.WaitForElement("[aria-label=Networks]").TextContent;

    private IRenderedComponent<SimPage> Open(string sid)
    {
        var page = _page.Render<SimPage>(p => p.Add(c => c.Sid, sid));
        page.WaitForElement("h1, .empty-state");
        return page;
    }

    private static IElement Save(IRenderedComponent<SimPage> page) => page.FindAll(".form-actions button").Single(b => b.TextContent.Trim() == "Save");
}
