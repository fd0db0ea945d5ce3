using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

/// <summary>The keyboard sees where it is, and stays where a person has put it.</summary>
public sealed class KeyboardJourney(SampleConsole sample) : IClassFixture<SampleConsole>
{
    [Fact]
    public async Task A_mouse_leaves_no_ring()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/sims?status=active");
        foreach (var pressed in new[] { ".filter-pill", ".sort-link", "tbody .cell-tick input", "a.row-link" })
        {
            await page.Locator(pressed).First.ClickAsync();
            Assert.Equal(0, await page.Locator(":focus-visible:not(h1)").CountAsync());
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(300)]
    [InlineData(450)]
    public async Task What_is_typed_into_the_search_box_stays_there_while_the_page_follows_on_a_slow_line(int pause)
    {
        const string Typed = "0000012";
        var page = await sample.Browser.SignInAsync(sample.Console, "/fleets");
        await SlowLine.OfAsync(page, TimeSpan.FromMilliseconds(400));
        await page.ReloadAsync();
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync(Typed, new() { Delay = pause });

        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/sims\\?q={Typed}$"));
        await Expect(page.Locator("#search")).ToHaveValueAsync(Typed);
        await Expect(page.Locator("#search")).ToBeFocusedAsync();

        await page.GoBackAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Fleets");
        await Expect(page.Locator("#search")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task A_new_page_is_read_from_its_heading_on()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/sims");

        await page.GetByRole(AriaRole.Link, new() { Name = "Fleets", Exact = true }).PressAsync("Enter");

        await Expect(page.Locator("h1", new() { HasText = "Fleets" })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_pressed_button_keeps_the_focus_in_its_row_and_the_next_key_goes_on_from_there()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/sims?status=active&size=25");
        var (row, next) = (page.Locator("tbody tr").Nth(3), page.Locator("tbody tr").Nth(4));
        var sid = (await row.Locator("a.row-link").GetAttributeAsync("href"))!;

        await row.GetByRole(AriaRole.Button).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(row.Locator(".status-chip")).ToHaveAttributeAsync("data-status", "inactive");

        await Expect(row.Locator("a.row-link")).ToHaveAttributeAsync("href", sid);
        await Expect(row.GetByRole(AriaRole.Button)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(next.Locator("input[type=checkbox]")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_menu_gives_the_focus_back()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/sims");
        var menu = page.GetByRole(AriaRole.Button, new() { Name = "Your account" });
        await menu.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Signed in as")).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("Escape");

        await Expect(page.GetByText("Signed in as")).ToBeHiddenAsync();
        await Expect(menu).ToBeFocusedAsync();
    }
}
