using AngleSharp.Dom;
using Bunit;
using Microsoft.EntityFrameworkCore;
using SimConsole.Fleets;
using SimConsole.LossReports;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Overview;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Tests.Overview;

public sealed class OverviewPageTests : IAsyncLifetime
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
    public void An_empty_console_says_what_to_do()
    {
        var page = _page.Render<OverviewPage>();
        page.WaitForAssertion(() => Assert.Equal("There are no SIMs yet", page.Find("h1").TextContent));
        Assert.Contains("--sample 1000", page.Markup, StringComparison.Ordinal);
        Assert.Equal("import", page.Find(".empty-state a").GetAttribute("href"));
    }

    [Fact]
    public async Task Every_number_leads_to_the_list_that_it_counts()
    {
        var pumps = await Console.AddFleetAsync("pumps");
        await Console.AddFleetAsync("unused");
        await Console.AddSimAsync(SimStatus.Active, _fleet);
        await Console.AddSimAsync(SimStatus.Inactive, _fleet);
        foreach (var status in new[] { SimStatus.Active, SimStatus.Ready, SimStatus.Inactive })
        {
            await Console.AddSimAsync(status, pumps);
        }

        await Console.AddSimAsync();

        var page = Open();

        Assert.Equal(
            [("6", "sims"), ("1", "sims?status=new"), ("1", "sims?status=ready"), ("2", "sims?status=active"), ("2", "sims?status=inactive"), ("0", "sims?status=scheduled"), ("0", "loss-reports")],
            page.FindAll(".tile a").Select(a => (a.TextContent, a.GetAttribute("href")!)));
        Assert.Equal(["pumps", "meters", "unused", "Without a Fleet"], page.FindAll(".fleet-counts tbody th").Select(th => th.TextContent.Trim()));
        Assert.Equal(
            [["3", "0", "1", "1", "1", "0"], ["2", "0", "0", "1", "1", "0"], ["0", "0", "0", "0", "0", "0"], ["1", "1", "0", "0", "0", "0"]],
            page.FindAll(".fleet-counts tbody tr").Select(Numbers));
        var links = page.FindAll(".fleet-counts tbody tr").Select(row => row.QuerySelectorAll("td a").Select(a => a.GetAttribute("href")!).ToArray()).ToArray();
        Assert.Equal(($"sims?fleet={pumps.Sid}", $"sims?status=active&fleet={pumps.Sid}"), (links[0][0], links[0][3]));
        Assert.Equal(("sims?fleet=", "sims?status=new&fleet="), (links[3][0], links[3][1]));

        foreach (var link in page.FindAll(".totals a, .fleet-counts td a").Where(a => a.GetAttribute("href")!.StartsWith("sims", StringComparison.Ordinal)))
        {
            var query = SimsAddress.Parse($"http://localhost/{link.GetAttribute("href")}").Query;
            Assert.Equal(link.FirstChild!.TextContent, $"{await Console.SimReader.CountAsync(query, FleetScope.All, Token)}");
        }
    }

    [Fact]
    public async Task What_is_changing_shows_while_it_changes_and_is_gone_when_it_ended()
    {
        var sim = await Console.AddSimAsync(SimStatus.Active, _fleet, "the pump");
        var page = Open();
        Assert.Equal(["Nothing is changing."], Lines(page));

        await Console.AskAsync(sim, SimStatus.Inactive);
        await _page.LiveAsync(() => Lines(page).Length == 3);

        Assert.Equal(["1 SIM scheduled", "1 in the queue, 0 begun"], Lines(page)[..2]);
        Assert.Matches("^Oldest: .* s, the pump → inactive$", Lines(page)[2]);
        Assert.Equal($"sims/{sim.Sid}", Panel(page, "changes").QuerySelectorAll("a")[^1].GetAttribute("href"));

        await Console.WorkAsync();
        await _page.LiveAsync(() => Lines(page) is ["Nothing is changing."]);
        Assert.Equal(["1", "0", "0", "0", "1", "0"], Numbers(page.Find(".fleet-counts tbody tr")));
    }

    [Fact]
    public async Task A_failure_shows_its_sim_and_its_reason_for_a_day()
    {
        var sim = await Console.AddSimAsync(SimStatus.Active, _fleet, "the pump");
        var page = Open();
        Assert.Equal("No change has failed.", Panel(page, "failures").QuerySelector("p")!.TextContent);

        Console.Network.Settings = new SimulatedOptions { Delay = TimeSpan.Zero, RefusalRate = 1 };
        await Console.AskAsync(sim, SimStatus.Inactive);
        await Console.WorkAsync();
        await _page.LiveAsync(() => Panel(page, "failures").QuerySelectorAll("li").Length == 1);

        Assert.Equal("1 change", Panel(page, "failures").QuerySelector("p")!.TextContent.Trim());
        Assert.Equal($"sims/{sim.Sid}", Panel(page, "failures").QuerySelector("li a")!.GetAttribute("href"));
        Assert.Contains("refuses this SIM", Panel(page, "failures").TextContent, StringComparison.Ordinal);

        Console.Time.Advance(StatusChangeReader.RecentFailures);
        await Console.AskAsync(await Console.AddSimAsync(SimStatus.Active, _fleet), SimStatus.Inactive);
        await _page.LiveAsync(() => Panel(page, "failures").QuerySelectorAll("li").Length == 0);
    }

    [Fact]
    public async Task Held_sims_lead_to_their_reports_and_a_report_shows_until_its_sims_are_off()
    {
        var sim = await Console.AddSimAsync(SimStatus.Active, _fleet);
        var page = Open();
        Assert.Contains("No SIM is held", Panel(page, "loss-reports").TextContent, StringComparison.Ordinal);

        var report = (await Console.Get<LossReportService>().ReportAsync(new LossOrder([sim.Id], LossKind.Stolen, "K-17"), TestConsole.Someone, Token)).Value!;
        await _page.LiveAsync(() => page.FindAll("[data-panel=not-off-yet] li").Count == 1);
        Assert.Equal("not-off-yet", page.Find(".panels > .panel").GetAttribute("data-panel"));
        Assert.Equal(("K-17", $"loss-reports/{report.Sid}"), Panel(page, "not-off-yet").QuerySelector("li a") is var link ? (link!.TextContent, link.GetAttribute("href")) : default);
        Assert.Contains("1 of 1 not off yet", Panel(page, "not-off-yet").QuerySelector("li")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("1", page.FindAll(".tile a")[^1].TextContent);

        await Console.WorkAsync();
        await _page.LiveAsync(() => Panel(page, "loss-reports").TextContent.Contains("1 SIM held by 1 report, all off the network.", StringComparison.Ordinal));
        Assert.Empty(page.FindAll("[data-panel=not-off-yet]"));
    }

    [Fact]
    public async Task An_outage_shows_though_nothing_else_happens()
    {
        await Console.AddSimAsync();
        var page = Open();
        page.WaitForAssertion(() => Assert.Contains("Simulated network reachable", Words(Panel(page, "network")), StringComparison.Ordinal));
        Assert.Contains("Answers at once.", Panel(page, "network").TextContent, StringComparison.Ordinal);

        Console.Network.Settings = new SimulatedOptions { Outage = true };

        await _page.LiveAsync(() => Words(Panel(page, "network")).Contains("Simulated network not reachable", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_nothing_happens_nothing_is_read_and_the_page_says_as_of_when()
    {
        await Console.AddSimAsync();
        var page = Open();
        var asOf = page.Find(".page-context time").GetAttribute("datetime");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".reach")));
        var renders = page.RenderCount;

        for (var second = 0; second < 120; second++)
        {
            Console.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, Token);
        }

        Assert.Equal((asOf, renders), (page.Find(".page-context time").GetAttribute("datetime"), page.RenderCount));
    }

    [Trait("Only", "Sqlite")]
    [Fact]
    public async Task A_reading_that_fails_says_so_and_the_page_comes_back_by_itself()
    {
        Assert.SkipUnless(Console.Database.Provider == "Sqlite", "A table is taken away in the words of SQLite.");
        await Console.AddSimAsync();
        await using var db = Console.OpenDb();
        await db.Database.ExecuteSqlRawAsync("ALTER TABLE StatusChanges RENAME TO Gone", Token);
        var page = _page.Render<OverviewPage>();
        page.WaitForAssertion(() => Assert.Contains("could not be read", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));

        await db.Database.ExecuteSqlRawAsync("ALTER TABLE Gone RENAME TO StatusChanges", Token);

        await _page.LiveAsync(() => page.FindAll(".fleet-counts tbody tr").Count > 0);
        Assert.Empty(page.FindAll("[role=alert]"));
    }

    private IRenderedComponent<OverviewPage> Open()
    {
        var page = _page.Render<OverviewPage>();
        page.WaitForElement(".fleet-counts tbody tr");
        return page;
    }

    private static IElement Panel(IRenderedComponent<OverviewPage> page, string name) => page.Find($"[data-panel={name}]");

    private static string[] Lines(IRenderedComponent<OverviewPage> page) => [.. Panel(page, "changes").QuerySelectorAll("p").Select(p => p.TextContent.Trim())];

    private static string[] Numbers(IElement row) => [.. row.QuerySelectorAll("td a").Select(a => a.FirstChild!.TextContent)];

    private static string Words(IElement element) => string.Join(' ', element.QuerySelector("p")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
