using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

/// <summary>While the line is away, nothing that is pressed vanishes unseen, and nothing that was typed is lost.</summary>
public sealed class OutageJourney
{
    private const string List = "ICCIDs, names, MSISDNs, IMSIs, SIDs";

    [Fact]
    public async Task A_list_that_was_half_typed_is_there_after_the_console_was_killed_and_started_again()
    {
        await using var console = await RunningConsole.StartAsync("--sample", "100");
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, "/sims?status=active&size=25");
        var iccids = await IccidsAsync(page, 3);
        await page.GotoAsync("/loss-reports/new");
        var list = page.GetByLabel(List);
        await list.FillAsync($"{iccids[0]}\n{iccids[1]}");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "2 SIMs will be refused by the network" })).ToBeVisibleAsync();

        await console.KillAsync();
        var banner = page.Locator(".connection-lost");
        await Expect(banner).ToContainTextAsync(new Regex(@"Connection lost at \d\d:\d\d:\d\d\."));
        await list.FocusAsync();
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync($"\n{iccids[2]}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take 2 SIMs off the network" }).ClickAsync();
        await Expect(banner).ToContainTextAsync("Not done: nothing can be ordered until the connection is back.");
        await page.GetByRole(AriaRole.Link, new() { Name = "Fleets", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/loss-reports/new$"));
        await Looks.PictureAsync(page, "outage-1440");
        await Looks.AreAccessibleAsync(page);

        await console.StartAgainAsync();
        await Expect(banner).ToBeHiddenAsync();
        await Expect(page.GetByText(new Regex(@"Restored what you typed at \d\d:\d\d"))).ToBeVisibleAsync();
        await Expect(list).ToHaveValueAsync(string.Join('\n', iccids));
        await Looks.PictureAsync(page, "outage-restored-1440");
        await Looks.AreAccessibleAsync(page);

        // What was pressed meanwhile was not done; what is pressed now is, and uses the draft up.
        using (var program = console.Program())
        {
            Assert.Contains("\"loss_reports\":[]", await program.GetStringAsync("/v1/LossReports", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Take 3 SIMs off the network" }).ClickAsync();
        await Expect(page.GetByText("All 3 are off and held.")).ToBeVisibleAsync();
        await page.GotoAsync("/loss-reports/new");
        await AssertEmptyAsync(page, list);
    }

    [Fact]
    public async Task By_keys_alone_on_a_slow_line_a_loss_is_reported_across_the_end_of_the_console()
    {
        await using var console = await RunningConsole.StartAsync("--sample", "100");
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, "/sims?status=active&size=25");
        var iccids = await IccidsAsync(page, 3);
        await SlowLine.OfAsync(page, TimeSpan.FromMilliseconds(400));
        await page.ReloadAsync();
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();

        // Half typed by keys, on a line that takes its time.
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("report a loss");
        await Expect(page.Locator(".palette [role=option]").First).ToContainTextAsync("Report a loss");
        await page.Keyboard.PressAsync("Enter");
        var list = page.GetByLabel(List);
        await Keys.TabToAsync(page, list);
        var half = $"{iccids[0]}\n{iccids[1]}\n{iccids[2][..9]}";
        await page.Keyboard.TypeAsync(half);

        await console.KillAsync();
        var banner = page.Locator(".connection-lost");
        await Expect(banner).ToContainTextAsync(new Regex(@"Connection lost at \d\d:\d\d:\d\d\."));
        await console.StartAgainAsync();
        await Expect(banner).ToBeHiddenAsync();
        await Expect(page.GetByText(new Regex(@"Restored what you typed at \d\d:\d\d"))).ToBeVisibleAsync();
        await Expect(list).ToHaveValueAsync(half);

        await Keys.TabToAsync(page, list);
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync(iccids[2][9..]);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "3 SIMs will be refused by the network" })).ToBeVisibleAsync();
        await Expect(list).ToHaveValueAsync(string.Join('\n', iccids));
        await Keys.TabToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Take 3 SIMs off the network" }));
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByText("All 3 are off and held.")).ToBeVisibleAsync();
        foreach (var iccid in iccids)
        {
            await Expect(page.Locator(".evidence-table tbody tr").Filter(new() { HasText = iccid }).Locator(".status-chip[data-status=inactive][data-held]")).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task What_was_typed_while_the_line_was_away_is_told_when_it_is_back()
    {
        await using var console = await RunningConsole.StartAsync("--sample", "100");
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, "/sims?status=active&size=25");
        var iccids = await IccidsAsync(page, 1);

        // The same circuit comes back: nothing is loaded again.
        var (away, line) = (false, (IWebSocketRoute?)null);
        await page.RouteWebSocketAsync("**/_blazor?**", route =>
        {
            if (away)
            {
                _ = route.CloseAsync();
                return;
            }

            line = route;
            route.ConnectToServer();
        });
        await page.GotoAsync("/loss-reports/new");
        await Expect(page.GetByLabel(List)).ToBeVisibleAsync();
        await page.EvaluateAsync("() => { window.sameDocument = true; }");
        away = true;
        await line!.CloseAsync();
        await Expect(page.Locator(".connection-lost")).ToBeVisibleAsync();
        await page.GetByLabel(List).FillAsync(iccids[0]);
        away = false;

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "1 SIM will be refused by the network" })).ToBeVisibleAsync();
        await Expect(page.Locator(".connection-lost")).ToBeHiddenAsync();
        Assert.True(await page.EvaluateAsync<bool>("() => window.sameDocument"));
    }

    [Fact]
    public async Task A_draft_of_thousands_of_lines_is_kept_is_discarded_and_goes_with_whoever_signs_out()
    {
        await using var console = await RunningConsole.StartAsync();
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, "/bulk-changes/new");
        var list = page.GetByLabel(List);
        var text = string.Join('\n', Enumerable.Range(0, 20_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"8988307090{i:D10}")));

        await Browser.PasteAsync(list, text);
        await page.ReloadAsync();
        var restored = page.GetByText("Restored what you typed");
        await Expect(restored).ToBeVisibleAsync();
        await Expect(list).ToHaveValueAsync(text);

        await page.GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        await Expect(list).ToHaveValueAsync("");
        await page.ReloadAsync();
        await AssertEmptyAsync(page, list);

        await list.FillAsync("of one person alone");
        await page.GetByRole(AriaRole.Button, new() { Name = "Your account" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Browser.FillInAsync(page, RunningConsole.Password);
        await Expect(page.Locator(".page-header")).ToBeVisibleAsync();
        await page.GotoAsync("/bulk-changes/new");
        await AssertEmptyAsync(page, list);
    }

    [Fact]
    public async Task What_is_typed_before_a_slow_line_has_asked_for_a_draft_is_kept_and_what_was_kept_is_not_lost_by_it()
    {
        await using var console = await RunningConsole.StartAsync();
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, "/sims");
        await SlowLine.OfAsync(page, TimeSpan.FromSeconds(2));
        await page.GotoAsync("/bulk-changes/new");
        var list = page.GetByLabel(List);
        await list.FillAsync("typed in the first second");
        await page.ReloadAsync();

        // Typed before what was kept is there: that is worth more than a letter.
        await list.PressAsync("x");
        await Expect(page.GetByText("Restored what you typed")).ToBeVisibleAsync();
        await Expect(list).ToHaveValueAsync("typed in the first second");
    }

    /// <summary>The page has asked for a draft, and there was none.</summary>
    private static async Task AssertEmptyAsync(IPage page, ILocator list)
    {
        await Expect(list).ToBeVisibleAsync();

        // What is sent after that question is answered after it.
        await page.GetByRole(AriaRole.Button, new() { Name = "theme" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "theme" }).ClickAsync();
        await Expect(list).ToHaveValueAsync("");
        await Expect(page.GetByText("Restored what you typed")).ToBeHiddenAsync();
    }

    private static async Task<IReadOnlyList<string>> IccidsAsync(IPage page, int count)
    {
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();
        var iccids = await page.Locator("tbody td:nth-child(4) .grouped").AllInnerTextsAsync();
        return [.. iccids.Take(count).Select(text => string.Concat(text.Where(char.IsAsciiDigit)))];
    }
}
