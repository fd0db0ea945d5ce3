using Bunit;
using SimConsole.Fleets;
using SimConsole.NetworkAuthorities;
using SimConsole.Sims;
using SimConsole.Tests.SettingsUpdates;
using SimConsole.Usage;

namespace SimConsole.Tests.Sims;

/// <summary>What the list of Sims says of their data, and since when they are offline.</summary>
public sealed class SimsUsageTests : IAsyncLifetime
{
    private PageContext _page = null!;
    private Fleet _fleet = null!;
    private SimRow _long = null!;
    private SimRow _now = null!;
    private SimRow _never = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestConsole Console => _page.Console;

    public async ValueTask InitializeAsync()
    {
        // All before somebody signs in, which does not last for days.
        _page = await PageContext.StartAsync(Role.Administrator, async console =>
        {
            _fleet = await console.AddFleetAsync("meters");
            _long = await console.AddSimAsync(SimStatus.Active, _fleet, "long");
            _now = await console.AddSimAsync(SimStatus.Active, _fleet, "now");
            _never = await console.AddSimAsync(SimStatus.Active, _fleet, "never");
            await UseAsync(console, _long, 400_000);
            console.Time.Advance(TimeSpan.FromDays(8));
            await UseAsync(console, _now, 2_000_000);
            return FleetScope.All;
        });
    }

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public async Task Columns_say_what_a_sim_has_used_and_when_it_was_seen()
    {
        _page.Navigation.NavigateTo("sims?columns=usage,last-seen");
        var list = _page.Render<SimsPage>();
        list.WaitForAssertion(() => Assert.Equal(["Usage", "Last seen"], list.FindAll("th.hide-narrow").Select(th => th.TextContent.Trim())));
        Assert.Equal("2 MB|online", Cells("now"));
        Assert.Equal("none|never", Cells("never"));
        Assert.StartsWith("400 kB|", Cells("long"), StringComparison.Ordinal);

        // Deactivated, it is not online, whenever its session was to end.
        await Console.AskAsync(_now, SimStatus.Inactive);
        await Console.WorkAsync();
        var usage = await Console.Get<SimUsageReader>().OfAsync([_long.Id, _now.Id, _never.Id], true, true, FleetScope.All, Token);
        Assert.Equal([_long.Id, _now.Id], usage.Keys.Order());
        Assert.False(usage[_now.Id].IsOnline);
        Assert.Empty(await Console.Get<SimUsageReader>().OfAsync([_now.Id], true, true, FleetScope.Of([_fleet.Id + 1]), Token));
        Assert.Empty(await Console.Get<SimUsageReader>().OfAsync([_now.Id], false, false, FleetScope.All, Token));

        string Cells(string name) => string.Join('|', list.FindAll("tbody tr").Single(row => row.QuerySelector("a.row-link")!.TextContent == name)
            .QuerySelectorAll("td[data-column]").Select(cell => cell.TextContent.Trim()));
    }

    [Theory]
    [InlineData(1, "long never")]
    [InlineData(7, "long never")]
    [InlineData(30, "never")]
    public async Task A_filter_finds_those_that_have_been_offline_for_so_long(int days, string names)
    {
        _page.Navigation.NavigateTo($"sims?offline={days}&sort=name");
        var list = _page.Render<SimsPage>();
        list.WaitForAssertion(() => Assert.Equal(names, string.Join(' ', list.FindAll("tbody a.row-link").Select(a => a.TextContent))));
        Assert.Contains(SimQuery.OfflineWords(days), list.Find(".filter-chip").TextContent, StringComparison.Ordinal);
        var query = SimsAddress.Parse(_page.Navigation.Uri).Query;
        Assert.Equal(names.Split(' ').Length, await Console.SimReader.CountAsync(query, FleetScope.All, Token));
        Assert.Equal($"all SIMs {SimQuery.OfflineWords(days)}", new SimSelection.Matching(query, []).Says);
        Assert.EndsWith($"offline={days}&sort=name", SimsAddress.Parse(_page.Navigation.Uri).ToString(), StringComparison.Ordinal);

        await list.Find("select[aria-label=Condition]").ChangeAsync(new() { Value = $"{days}" });
        list.WaitForAssertion(() => Assert.Empty(list.FindAll(".filter-chip")));
    }

    [Fact]
    public void An_address_that_names_other_days_has_no_such_filter() => Assert.Null(SimsAddress.Parse("http://localhost/sims?offline=2").Query.OfflineDays);

    [Fact]
    public void Columns_have_widths_of_their_own_so_that_nothing_moves_from_page_to_page()
    {
        _page.Navigation.NavigateTo("sims");
        var list = _page.Render<SimsPage>();
        list.WaitForAssertion(() => Assert.Equal(list.FindAll("thead th").Count, list.FindAll("col[width]").Count));
        Assert.Equal("1010", list.Find(".sim-list").GetAttribute("data-fits"));
        _page.Navigation.NavigateTo("sims?columns=sid,note,imsi,msisdn,created,usage,last-seen");
        list.WaitForAssertion(() => Assert.False(list.Find(".sim-list").HasAttribute("data-fits")));
    }

    private static async Task UseAsync(TestConsole console, SimRow sim, long download)
    {
        var (usage, now) = (console.Get<UsageService>(), console.Time.GetUtcNow());
        var claim = (await usage.ClaimAsync(Token))!;
        console.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await usage.RecordAsync(
            claim, new UsageReport([new ReportedSession(sim.Iccid, console.Networks()[0].Id, now, now.AddMinutes(5), 0, download, "10.0.0.1")], now.AddSeconds(1)), Token));
    }
}
