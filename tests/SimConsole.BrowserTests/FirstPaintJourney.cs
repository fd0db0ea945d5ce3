using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

/// <summary>The frame, the title and a skeleton are there with the first answer, and stay where they are once the page is live.</summary>
public sealed class FirstPaintJourney(SampleConsole sample) : IClassFixture<SampleConsole>
{
    private const string Boxes =
        """
        () => ['h1', '.nav-menu', '.top-bar', '#search', '.report-loss', 'main'].map(name => {
          const box = document.querySelector(name).getBoundingClientRect();
          return `${name} at ${box.x}, ${box.y}`;
        })
        """;

    [Theory]
    [InlineData(1440, false)]
    [InlineData(390, true)]
    public async Task A_page_is_painted_before_its_circuit_is_asked_for_and_nothing_moves_when_it_comes(int width, bool dark)
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/fleets", width, dark);
        var letGo = new TaskCompletionSource();
        await HoldAsync(page, letGo.Task);
        await page.AddInitScriptAsync(
            """
            window.shifted = 0;
            new PerformanceObserver(list => list.getEntries().forEach(entry => window.shifted += entry.value)).observe({ type: 'layout-shift', buffered: true });
            """);
        await page.GotoAsync("/fleets");

        await Expect(page.Locator("h1")).ToHaveTextAsync("Fleets");
        await Expect(page).ToHaveTitleAsync("Fleets · SimConsole");
        await Expect(page.Locator(".first-row").First).ToBeVisibleAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", dark ? "dark" : "light");
        await page.EvaluateAsync("() => document.fonts.ready");
        var before = await page.EvaluateAsync<string[]>(Boxes);
        var painted = await page.EvaluateAsync<double>("() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1");
        Assert.True(painted > 0, "Nothing was painted before the circuit.");
        await Looks.FitTheScreenAsync(page);
        await Looks.AreAccessibleAsync(page);
        await Looks.PictureAsync(page, $"first-paint-{width}-{(dark ? "dark" : "light")}");

        letGo.SetResult();
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();
        Assert.Equal(before, await page.EvaluateAsync<string[]>(Boxes));
        var shifted = await page.EvaluateAsync<double>("() => window.shifted");
        Assert.True(shifted < 0.01, string.Create(CultureInfo.InvariantCulture, $"The page moved by {shifted}."));
    }

    [Fact]
    public async Task What_is_pressed_before_the_circuit_is_there_is_pressed_and_links_lead_on()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/fleets", width: 390);
        var letGo = new TaskCompletionSource();
        await HoldAsync(page, letGo.Task);
        await page.GotoAsync("/fleets");
        await page.GetByRole(AriaRole.Link, new() { Name = "Report a loss" }).ClickAsync();
        await Expect(page.Locator(".first-paint h1")).ToHaveTextAsync("Report a loss");

        await page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        letGo.SetResult();

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Access profiles", Exact = true })).ToBeInViewportAsync();
        await Expect(page.Locator(".page-header:not(.first-paint) h1")).ToHaveTextAsync("Report a loss");
    }

    [Fact]
    public async Task What_is_typed_before_the_circuit_is_there_is_looked_for()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/fleets");
        var letGo = new TaskCompletionSource();
        await HoldAsync(page, letGo.Task);
        await page.GotoAsync("/fleets");
        await Expect(page.Locator(".first-paint h1")).ToHaveTextAsync("Fleets");

        await page.Locator("#search").FillAsync("0000012");
        letGo.SetResult();

        await Expect(page).ToHaveURLAsync(new Regex("/sims\\?q=0000012$"));
        await Expect(page.Locator("#search")).ToHaveValueAsync("0000012");
        await Expect(page.Locator("#search")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_menu_that_is_opened_before_the_circuit_is_there_stays_open_and_its_button_closes_it()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/fleets");
        var letGo = new TaskCompletionSource();
        await HoldAsync(page, letGo.Task);
        await page.GotoAsync("/fleets");
        var account = page.GetByRole(AriaRole.Button, new() { Name = "Your account" });
        var signOut = page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true });
        await account.ClickAsync();
        await Expect(signOut).ToBeVisibleAsync();
        letGo.SetResult();

        await Expect(page.Locator(".page-header:not(.first-paint) h1")).ToHaveTextAsync("Fleets");
        await Expect(signOut).ToBeVisibleAsync();
        await Expect(account).ToBeFocusedAsync();
        await account.ClickAsync();
        await Expect(signOut).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_palette_that_is_opened_and_written_into_before_the_circuit_is_there_answers()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/fleets");
        var letGo = new TaskCompletionSource();
        await HoldAsync(page, letGo.Task);
        await page.GotoAsync("/fleets");
        await Expect(page.Locator(".first-paint h1")).ToHaveTextAsync("Fleets");

        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("Audit");
        letGo.SetResult();

        await Expect(page.Locator(".page-header:not(.first-paint) h1")).ToHaveTextAsync("Fleets");
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Page, action, SIM" })).ToHaveValueAsync("Audit");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/audit$"));
    }

    /// <summary>Lets the pages ask for no circuit before something has happened.</summary>
    private static async Task HoldAsync(IPage page, Task happened) => await page.RouteAsync("**/_blazor/negotiate**", async route =>
    {
        await happened;
        await route.ContinueAsync();
    });
}
