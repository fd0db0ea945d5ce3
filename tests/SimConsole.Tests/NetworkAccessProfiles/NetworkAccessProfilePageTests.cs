using AngleSharp.Dom;
using Bunit;
using SimConsole.Fleets;
using SimConsole.NetworkAccessProfiles;
using SimConsole.Networks;
using SimConsole.Sims;
using SimConsole.Tests.SettingsUpdates;

namespace SimConsole.Tests.NetworkAccessProfiles;

public sealed class NetworkAccessProfilePageTests : IAsyncLifetime
{
    private PageContext _page = null!;
    private IReadOnlyList<Network> _known = null!;
    private Fleet _fleet = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestConsole Console => _page.Console;

    public async ValueTask InitializeAsync()
    {
        _page = await PageContext.StartAsync();
        _known = Console.Networks();
        _fleet = await Console.AddNarrowFleetAsync("meters", _known[0], _known[1]);
    }

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public async Task It_shows_its_networks_by_country_the_fleets_that_use_it_and_who_changed_it()
    {
        await Console.AddSimAsync(SimStatus.Active, _fleet);

        var page = Open("meters");

        Assert.Equal("meters", page.Find("h1").TextContent);
        Assert.Equal(
            Console.Get<NetworkCatalogue>().Search("").Where(_known.Take(2).Contains).Select(network => network.FriendlyName),
            page.FindAll("tbody .cell-name").Select(cell => cell.TextContent));
        Assert.Contains("1 SIM", page.Find(".plain-list").TextContent, StringComparison.Ordinal);
        Assert.Equal($"fleets/{_fleet.Sid}", page.Find(".plain-list a").GetAttribute("href"));
        Assert.All(page.FindAll("button"), button => Assert.True(button.TextContent.Trim().Length > 0 || button.HasAttribute("aria-label") || button.HasAttribute("title"), button.OuterHtml));
        Assert.Contains(page.FindAll(".timeline-detail"), detail => detail.TextContent == "by someone");
    }

    [Fact]
    public async Task A_network_is_removed_only_after_the_page_has_said_whom_that_concerns()
    {
        await Console.AddSimAsync(SimStatus.Active, _fleet);
        var page = Open("meters");

        await page.Find($"[aria-label='Remove {_known[0].FriendlyName}']").ClickAsync(new());
        Assert.Contains("1 SIM of meters will be refused", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal(2, (await Networks()).Count);
        await Button(page, $"Remove {_known[0].FriendlyName}").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Equal([_known[1].FriendlyName], page.FindAll("tbody .cell-name").Select(cell => cell.TextContent)));
        Assert.Equal([_known[1]], (await Networks()).Select(allowed => allowed.Network));

        await page.Find($"[aria-label='Remove {_known[1].FriendlyName}']").ClickAsync(new());
        await Button(page, $"Remove {_known[1].FriendlyName}").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("is the last network", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_that_somebody_else_has_given_meanwhile_is_told_and_saved_over_only_the_second_time()
    {
        var page = Open("meters");
        var sid = page.Find("[data-copy]").GetAttribute("data-copy")!;
        Assert.NotNull((await Console.Get<NetworkAccessProfileService>().RenameAsync(sid, "theirs", TestConsole.Someone, Token)).Value);
        await page.Find("form input").ChangeAsync(new() { Value = "mine" });

        await Button(page, "Save").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Equal("someone has changed this profile since you opened it: its name is now theirs. Nothing was saved. Save again to overwrite it.", page.Find("[role=alert]").TextContent));
        Assert.Equal("mine", page.Find("form input").GetAttribute("value"));

        await Button(page, "Save").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Equal("mine", page.Find("h1").TextContent));
        Assert.Equal("Saved", page.Find(".saved").TextContent.Trim());
    }

    [Fact]
    public void The_profile_that_allows_every_network_is_looked_through_and_not_changed()
    {
        var page = Open("default");

        Assert.Equal(50, page.FindAll("tbody tr").Count);
        Assert.Empty(page.FindAll("[aria-label^=Remove]"));
        page.Find("input[type=search]").Input("germany 262-01");
        Assert.All(page.FindAll("tbody tr"), row => Assert.StartsWith("Germany", row.TextContent.Trim(), StringComparison.Ordinal));
        page.Find("input[type=search]").Input("nothing has this");
        Assert.Single(page.FindAll(".empty-state"));
    }

    [Fact]
    public void A_profile_that_is_not_there_says_so() =>
        Assert.Equal("There is no such profile", _page.Render<NetworkAccessProfilePage>(p => p.Add(c => c.Sid, "nobody")).WaitForElement("h1").TextContent);

    [Fact]
    public async Task The_list_counts_networks_names_fleets_and_makes_another()
    {
        var list = _page.Render<NetworkAccessProfilesPage>();
        list.WaitForAssertion(() => Assert.Equal(2, list.FindAll("tbody tr").Count));
        Assert.Equal(["default", "every network", "none"], Cells(list.FindAll("tbody tr")[0]));
        Assert.Equal(["meters", "2", "meters"], Cells(list.FindAll("tbody tr")[1]));

        await list.Find("input").InputAsync(new() { Value = "abroad" });
        await Button(list, "Create the profile").ClickAsync(new());

        var made = (await Console.Profiles().FindAsync("abroad", Token))!;
        Assert.EndsWith($"network-access-profiles/{made.Sid}", _page.Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fleet_is_given_another_profile_on_its_page()
    {
        var page = _page.Render<FleetPage>(p => p.Add(c => c.Sid, _fleet.Sid));
        page.WaitForState(() => page.FindAll("select").Count > 0);

        await page.FindAll("select")[0].ChangeAsync(new() { Value = "HA00000000000000000000000000000001" });
        await Button(page, "Save").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains(page.FindAll(".timeline-what"), what => what.TextContent == "Networks from meters to default"));
        Assert.True((await Console.Fleets.FindAsync(_fleet.Sid, FleetScope.All, Token))!.NetworkAccessProfile!.AllowsEveryNetwork);
    }

    private async Task<IReadOnlyList<AllowedNetwork>> Networks() =>
        await Console.Profiles().NetworksBeforeAsync((await Console.Profiles().FindAsync("meters", Token))!, null, 100, Token);

    private IRenderedComponent<NetworkAccessProfilePage> Open(string name)
    {
        var page = _page.Render<NetworkAccessProfilePage>(p => p.Add(c => c.Sid, name));
        page.WaitForElement("tbody tr");
        return page;
    }

    private static IEnumerable<string> Cells(IElement row) => row.QuerySelectorAll("td").Take(3).Select(cell => cell.TextContent.Trim());

    private static IElement Button<T>(IRenderedComponent<T> page, string text) where T : Microsoft.AspNetCore.Components.IComponent =>
        page.FindAll("button").Single(button => button.TextContent.Trim() == text);
}
