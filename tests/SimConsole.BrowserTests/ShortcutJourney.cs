using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

/// <summary>Single keys lead through pages and rows, unless something is typed or open.</summary>
public sealed class ShortcutJourney(SampleConsole sample) : IClassFixture<SampleConsole>
{
    [Fact]
    public async Task Two_letters_lead_to_a_page_from_anywhere()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/sims");
        foreach (var (key, heading) in new[] { ("f", "Fleets"), ("l", "Loss reports"), ("n", "Network"), ("o", "Overview"), ("s", "SIMs") })
        {
            await PressAsync(page, "g", key);
            await Expect(page.Locator("h1")).ToHaveTextAsync(heading);
        }
    }

    [Fact]
    public async Task Rows_are_walked_ticked_and_opened_and_the_place_is_always_seen()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/sims?size=25");
        var rows = page.Locator("tbody tr");
        await Expect(rows).ToHaveCountAsync(25);

        await PressAsync(page, "j", "j", "j", "k");
        await Expect(rows.Nth(1).Locator("a.row-link")).ToBeFocusedAsync();
        Assert.Equal(1, await page.Locator("a.row-link:focus-visible").CountAsync());

        await PressAsync(page, "x");
        await Expect(page.GetByText("1 selected")).ToBeVisibleAsync();
        await Expect(rows.Nth(1).Locator("input[type=checkbox]")).ToBeCheckedAsync();

        // The last row is under neither bar.
        await PressAsync(page, [.. Enumerable.Repeat("j", 30)]);
        await Expect(rows.Nth(24).Locator("a.row-link")).ToBeFocusedAsync();
        Assert.True(await page.EvaluateAsync<bool>(
            """
            () => {
              const box = document.activeElement.getBoundingClientRect();
              return document.activeElement.contains(document.elementFromPoint(box.left + 4, box.top + box.height / 2));
            }
            """));

        await PressAsync(page, "Enter");
        await Expect(page.Locator(".timeline li").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task From_the_search_box_it_is_one_key_into_what_was_found_and_one_more_opens_it()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/fleets");
        await SlowLine.OfAsync(page, TimeSpan.FromMilliseconds(400));
        await page.ReloadAsync();
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();

        // What was found is not there yet when the key is pressed: the Fleets are.
        await PressAsync(page, "/");
        await page.Keyboard.TypeAsync("0000012");
        await PressAsync(page, "ArrowDown");
        var first = page.Locator("[data-search='0000012'] tbody tr a.row-link").First;
        await Expect(first).ToBeFocusedAsync();

        await PressAsync(page, "ArrowUp");
        await Expect(page.Locator("#search")).ToBeFocusedAsync();
        await PressAsync(page, "ArrowDown", "Enter");
        await Expect(page.Locator(".timeline li").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Help_lists_the_keys_takes_none_of_them_and_gives_the_focus_back()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/sims?size=25");
        var help = page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard shortcuts" });
        var link = page.Locator("a.row-link").First;
        await PressAsync(page, "j", "?");
        await Expect(help).ToBeVisibleAsync();
        await Expect(help.Locator("dt")).ToContainTextAsync(["/", "?", "Esc"]);
        await Expect(help.GetByText("Loss reports")).ToBeVisibleAsync();
        await Looks.AreAccessibleAsync(page);
        await page.EvaluateAsync("simConsole.setDark(true)");
        await Looks.AreAccessibleAsync(page);

        await PressAsync(page, "g", "f", "Escape");
        await Expect(help).ToBeHiddenAsync();
        await Expect(link).ToBeFocusedAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("SIMs");

        // From the menu, too; and there whoever speaks to the computer takes the keys away.
        await page.GetByRole(AriaRole.Button, new() { Name = "Your account" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Keyboard shortcuts" }).ClickAsync();
        await help.GetByRole(AriaRole.Checkbox).UncheckAsync();
        await help.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Your account" })).ToBeFocusedAsync();
        await PressAsync(page, "?", "j");
        await Expect(help).ToBeHiddenAsync();
        await Expect(link).Not.ToBeFocusedAsync();
    }

    [Fact]
    public async Task Nothing_happens_while_something_is_typed_or_with_another_key_held()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/bulk-changes/new");
        var list = page.GetByLabel("ICCIDs, names, MSISDNs, IMSIs, SIDs");
        await list.FocusAsync();
        await page.Keyboard.TypeAsync("gs?jx/");
        await Expect(list).ToHaveValueAsync("gs?jx/");
        await Expect(list).ToBeFocusedAsync();

        await page.GotoAsync("/sims");
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();
        await PressAsync(page, "Alt+j", "Control+j", "Meta+j", "g", "Control+f");
        Assert.Equal(0, await page.Locator("tbody :focus").CountAsync());
        await Expect(page.Locator("h1")).ToHaveTextAsync("SIMs");
    }

    private static async Task PressAsync(IPage page, params string[] keys)
    {
        foreach (var key in keys)
        {
            await page.Keyboard.PressAsync(key);
        }
    }
}
