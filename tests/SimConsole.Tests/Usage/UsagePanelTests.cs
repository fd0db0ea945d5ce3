using Bunit;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.NetworkAuthorities;
using SimConsole.Sims;
using SimConsole.Tests.SettingsUpdates;
using SimConsole.Usage;

namespace SimConsole.Tests.Usage;

public sealed class UsagePanelTests : IAsyncLifetime
{
    private PageContext _pages = null!;
    private Fleet _fleet = null!;
    private SimRow _sim = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _pages = await PageContext.StartAsync();
        _fleet = (await _pages.Console.Fleets.CreateAsync(new FleetUpdate { UniqueName = "meters", DataLimit = 2 }, TestConsole.Someone, Token)).Value!;
        _sim = await _pages.Console.AddSimAsync(SimStatus.Active, _fleet, "pump");
    }

    public ValueTask DisposeAsync() => _pages.DisposeAsync();

    [Fact]
    public void A_sim_without_data_says_so_and_draws_no_chart()
    {
        var panel = Panel(simId: _sim.Id);
        Assert.Contains("None in the last 30 days.", panel.Markup, StringComparison.Ordinal);
        Assert.Empty(panel.FindAll("svg"));
    }

    [Fact]
    public async Task What_a_sim_used_is_in_its_chart_and_in_the_table_and_against_its_limit()
    {
        await UseAsync(_sim, 300_000, 1_200_000);
        var panel = Panel(simId: _sim.Id);

        var text = Words(panel);
        Assert.Contains("1.5 MB of 2 MB in this billing period", text, StringComparison.Ordinal);
        Assert.Contains("1.5 MB in the last 30 days, 1.5 MB of it today (UTC).", text, StringComparison.Ordinal);
        Assert.Equal(("1500000", "2000000"), (panel.Find("progress").GetAttribute("value"), panel.Find("progress").GetAttribute("max")));
        Assert.NotEmpty(panel.FindAll("svg"));
        Assert.Equal(30, panel.FindAll("table tbody tr").Count);
    }

    [Fact]
    public async Task A_sim_past_its_limit_is_blocked_and_says_what_lifts_that()
    {
        await UseAsync(_sim, 0, 2_500_000);
        var panel = Panel(simId: _sim.Id);
        Assert.Contains("The limit of 2 MB is used up", panel.Find(".refusal").TextContent, StringComparison.Ordinal);
        Assert.True(panel.Find("progress").HasAttribute("data-full"));
    }

    [Fact]
    public async Task A_fleet_adds_its_sims_up_and_another_one_does_not_see_them()
    {
        await UseAsync(_sim, 0, 600_000);
        await UseAsync(await _pages.Console.AddSimAsync(SimStatus.Active, _fleet), 0, 600_000);
        var other = await _pages.Console.AddFleetAsync("other");
        Assert.Contains("1.2 MB in the last 30 days", Words(Panel(fleetId: _fleet.Id)), StringComparison.Ordinal);
        Assert.Contains("None in the last 30 days.", Words(Panel(fleetId: other.Id)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_says_how_far_back_and_in_what_steps_and_is_followed()
    {
        await UseAsync(_sim, 300_000, 1_200_000);
        _pages.Navigation.NavigateTo("?usage=24h&tab=data");
        var panel = Panel(simId: _sim.Id);
        Assert.Contains("1.5 MB in the last 24 hours, 1.5 MB of it in this hour (UTC).", Words(panel), StringComparison.Ordinal);
        Assert.Equal((24, "Hour (UTC)"), (panel.FindAll("table tbody tr").Count, panel.Find("thead th").TextContent));
        Assert.Equal("24 hours", panel.Find("a[aria-current=true]").TextContent);

        var week = panel.FindAll("a.filter-pill").Single(a => a.TextContent == "7 days").GetAttribute("href")!;
        Assert.Contains("tab=data", week, StringComparison.Ordinal);
        _pages.Navigation.NavigateTo(week);
        panel.WaitForAssertion(() => Assert.Contains("in the last 7 days", Words(panel), StringComparison.Ordinal));
        Assert.Equal(["7 days", "by hour"], panel.FindAll("a[aria-current=true]").Select(a => a.TextContent));

        _pages.Navigation.NavigateTo("?usage=12m");
        panel.WaitForAssertion(() => Assert.Equal(12, panel.FindAll("table tbody tr").Count));
        Assert.StartsWith("usage.csv?usage=12m", panel.Find("a[download]").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_two_series_differ_in_pattern_and_a_sentence_stands_for_the_picture()
    {
        await UseAsync(_sim, 300_000, 1_200_000);
        var panel = Panel(simId: _sim.Id);
        var chart = panel.Find(".usage-chart");
        Assert.Equal("img", chart.GetAttribute("role"));
        Assert.StartsWith("Data downloaded and uploaded in the last 30 days, by day in UTC: 1.2 MB down and 300 kB up", chart.GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Equal(("url(#usage-hatch)", "usage-down"), (chart.QuerySelector(".usage-plot > g > rect[fill]")!.GetAttribute("fill"), chart.QuerySelector(".usage-plot > g > rect.usage-down")!.ClassName));
        Assert.Equal(["0", "0.5 MB", "1 MB", "1.5 MB"], chart.QuerySelectorAll(".usage-scale text").Select(text => text.TextContent));
        Assert.EndsWith("so far: 1.2 MB downloaded, 300 kB uploaded", chart.QuerySelectorAll("title")[^1].TextContent, StringComparison.Ordinal);
        Assert.Empty(panel.FindAll("[style]"));
    }

    private IRenderedComponent<UsagePanel> Panel(long? simId = null, long? fleetId = null)
    {
        var panel = _pages.Render<UsagePanel>(p => p.Add(x => x.SimId, simId).Add(x => x.FleetId, fleetId));
        panel.WaitForElement(".panel-text");
        return panel;
    }

    private static string Words(IRenderedComponent<UsagePanel> panel) => string.Join(' ', panel.Find("section").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private async Task UseAsync(SimRow sim, long upload, long download)
    {
        var (usage, now) = (_pages.Console.Get<UsageService>(), _pages.Console.Time.GetUtcNow());
        var claim = (await usage.ClaimAsync(Token))!;
        _pages.Console.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await usage.RecordAsync(
            claim, new UsageReport([new ReportedSession(sim.Iccid, _pages.Console.Networks()[0].Id, now, now.AddMinutes(5), upload, download, "10.0.0.1")], now.AddSeconds(1)), Token));
    }
}
