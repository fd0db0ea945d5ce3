using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

/// <summary>From any page to any other, and to any Sim, by what it is called.</summary>
public sealed class PaletteJourney(SampleConsole sample) : IClassFixture<SampleConsole>
{
    [Fact]
    public async Task Arrows_choose_a_line_enter_opens_it_and_the_next_page_is_read_from_its_heading_on()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/sims");
        var (palette, field) = await OpenAsync(page);
        await Expect(palette.GetByRole(AriaRole.Group, new() { Name = "Actions" }).GetByRole(AriaRole.Option)).ToContainTextAsync(["Change a list of SIMs", "Report a loss"]);
        await Looks.AreAccessibleAsync(page);

        await field.FillAsync("fleet");
        await Expect(palette.GetByRole(AriaRole.Option)).ToHaveTextAsync(["Fleets"]);
        await field.FillAsync("");
        await Expect(Chosen(palette)).ToContainTextAsync("Change a list of SIMs");
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(Chosen(palette)).ToContainTextAsync("Settings");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(Chosen(palette)).ToContainTextAsync("Report a loss");
        await Expect(field).ToHaveAttributeAsync("aria-activedescendant", (await Chosen(palette).GetAttributeAsync("id"))!);
        await page.Keyboard.PressAsync("Enter");

        await Expect(palette).ToBeHiddenAsync();
        await Expect(page.Locator("h1", new() { HasText = "Report a loss" })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Escape_gives_the_focus_back_and_the_next_time_it_begins_anew()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/sims");
        var row = page.Locator("a.row-link").First;
        await row.FocusAsync();
        var (palette, field) = await OpenAsync(page);
        await field.FillAsync("nothing is called this");
        await Expect(palette.GetByRole(AriaRole.Status)).ToHaveTextAsync("Nothing is called “nothing is called this”.");
        await Looks.AreAccessibleAsync(page);
        await page.Keyboard.PressAsync("Escape");
        await Expect(palette).ToBeHiddenAsync();
        await Expect(row).ToBeFocusedAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Go to" }).ClickAsync();
        await Expect(field).ToHaveValueAsync("");
        await Expect(palette.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task On_a_slow_line_enter_opens_what_was_typed_and_not_what_stood_there_before()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/sims?q=meter-b&size=25");
        var row = page.Locator("a.row-link:not([data-unnamed])").First;
        var (name, address) = ((await row.TextContentAsync())!.Trim(), (await row.GetAttributeAsync("href"))!);
        await SlowLine.OfAsync(page, TimeSpan.FromMilliseconds(400));
        await page.GotoAsync("/fleets");
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();

        await OpenAsync(page);
        await page.Keyboard.TypeAsync(name.Trim());
        await page.Keyboard.PressAsync("Enter");

        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/{address}$"));
        await Expect(page.Locator("h1")).ToContainTextAsync(name.Trim());
    }

    private static async Task<(ILocator Palette, ILocator Field)> OpenAsync(IPage page)
    {
        await page.Keyboard.PressAsync("Control+k");
        var palette = page.GetByRole(AriaRole.Dialog, new() { Name = "Go to" });
        var field = palette.GetByRole(AriaRole.Combobox);
        await Expect(field).ToBeFocusedAsync();
        return (palette, field);
    }

    private static ILocator Chosen(ILocator palette) => palette.Locator("[aria-selected=true]");
}
