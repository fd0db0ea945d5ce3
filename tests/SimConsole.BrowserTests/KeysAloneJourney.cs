using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

/// <summary>The main job, from the sign-in to the printed sheet, without a mouse.</summary>
public sealed partial class KeysAloneJourney(SampleConsole sample) : IClassFixture<SampleConsole>
{
    [Fact]
    public async Task Sign_in_find_switch_undo_report_a_loss_and_print()
    {
        var page = await sample.Browser.OpenAsync(sample.Console, "/sims?status=active&size=25");
        await page.AddInitScriptAsync("window.printed = 0; window.print = () => window.printed++;");
        await page.ReloadAsync();

        await Keys.TabToAsync(page, page.GetByLabel("Name"));
        await page.Keyboard.TypeAsync(RunningConsole.UserName);
        await Keys.TabToAsync(page, page.GetByLabel("Password"));
        await page.Keyboard.TypeAsync(RunningConsole.Password);
        await page.Keyboard.PressAsync("Enter");
        var rows = page.Locator("tbody tr");
        await Expect(rows).ToHaveCountAsync(25);

        // Find: what is typed, and down into what it found.
        var wanted = (await rows.Nth(7).Locator("a.row-link").TextContentAsync())!.Trim();
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync(wanted);
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(rows.First.Locator("a.row-link")).ToBeFocusedAsync();
        await Expect(rows.First).ToContainTextAsync(wanted);

        // Switch, and undo.
        await Keys.TabToAsync(page, rows.First.GetByRole(AriaRole.Button, new() { Name = "Deactivate" }));
        await page.Keyboard.PressAsync("Enter");
        var notice = page.Locator(".mud-snackbar");
        await Expect(notice).ToContainTextAsync("Deactivating");
        await page.Keyboard.PressAsync("Control+z");
        await Expect(notice).ToContainTextAsync(UndoJourney.Undone());
        await Expect(rows.First.Locator(".status-chip")).ToHaveAttributeAsync("data-status", SettledStatus());

        // Report it stolen.
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("report a loss");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".page-header:not(.first-paint) h1")).ToHaveTextAsync("Report a loss");
        await Keys.TabToAsync(page, page.Locator("main textarea").First);
        await page.Keyboard.TypeAsync(wanted);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "1 SIM will be refused by the network" })).ToBeVisibleAsync();
        await Keys.TabToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Take 1 SIM off the network" }));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(ReportAddress());
        await Expect(page.Locator(".evidence-table tbody .status-chip[data-status=inactive][data-held]")).ToHaveCountAsync(1);

        // And print the evidence.
        await Keys.TabToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Print the evidence sheet" }));
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal(1, await page.EvaluateAsync<int>("() => window.printed"));
    }

    [GeneratedRegex("^(active|inactive)$")]
    private static partial Regex SettledStatus();

    [GeneratedRegex("/loss-reports/LR[0-9a-f]{32}$")]
    private static partial Regex ReportAddress();
}
