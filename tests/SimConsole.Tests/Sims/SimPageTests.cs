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

        page.WaitForAssertion(() => Assert.Contains("Another Sim is named taken already", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
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
    public void A_sim_that_is_not_there_says_so()
    {
        Assert.Contains("There is no such Sim", Open("HS00000000000000000000000000000000").Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_which_networks_the_network_was_told_of_and_when_it_could_not_be()
    {
        var sim = await Console.AddSimAsync(SimStatus.Active, _fleet, "pump");
        await Console.AddNarrowFleetAsync("abroad", Console.Networks()[0]);
        Assert.Contains("not told yet", Networks(Open(sim.Sid)), StringComparison.Ordinal);

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
