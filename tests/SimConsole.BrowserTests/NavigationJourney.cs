using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

/// <summary>The navigation is read by eye in groups, and by ear as lists with names.</summary>
public sealed class NavigationJourney(SampleConsole sample) : IClassFixture<SampleConsole>
{
    [Fact]
    public async Task The_pages_stand_in_three_lists_with_names()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/fleets");
        var navigation = page.GetByRole(AriaRole.Navigation, new() { Name = "Main" });

        await Expect(List("Operate")).ToHaveTextAsync(["Overview", "SIMs", "Fleets", "Changes", "Loss reports"]);
        await Expect(List("Connect")).ToHaveTextAsync(["Network", "Access profiles", "Commands", "Callbacks", "eSIM profiles"]);
        await Expect(List("Manage")).ToHaveTextAsync(["Import", "People", "Audit", "API", "Settings"]);
        await Expect(navigation.Locator("[aria-current=page]")).ToHaveTextAsync("Fleets");

        ILocator List(string name) => navigation.GetByRole(AriaRole.List, new() { Name = name }).GetByRole(AriaRole.Link);
    }

    [Fact]
    public async Task On_a_telephone_they_stand_in_a_drawer_that_closes_behind_whoever_has_chosen()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/sims", width: 390);
        var link = page.GetByRole(AriaRole.Link, new() { Name = "Access profiles", Exact = true });
        await Expect(link).Not.ToBeInViewportAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        await Expect(link).ToBeInViewportAsync();
        await Looks.PictureAsync(page, "navigation-390");
        await Looks.AreAccessibleAsync(page);
        await link.ClickAsync();

        await Expect(page.Locator("h1")).ToHaveTextAsync("Network access profiles");
        await Expect(link).Not.ToBeInViewportAsync();
    }
}
