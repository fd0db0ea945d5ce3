using System.Net;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

public sealed class MainJobJourney(SampleConsole sample) : IClassFixture<SampleConsole>
{
    [Fact]
    public async Task A_status_change_lands_in_a_second_browser_without_reload()
    {
        var first = await sample.Browser.SignInAsync(sample.Console, "/sims?status=active");
        var second = await sample.Browser.SignInAsync(sample.Console, "/sims?status=active");
        var row = first.Locator("tbody tr").First;
        var name = (await row.Locator("a.row-link").TextContentAsync())!.Trim();
        var there = second.Locator("tbody tr").Filter(new() { HasText = name });
        await Expect(there.Locator(".status-chip")).ToHaveAttributeAsync("data-status", "active");

        await row.GetByRole(AriaRole.Button, new() { Name = "Deactivate" }).ClickAsync();

        await Expect(there.Locator(".status-chip")).ToHaveAttributeAsync("data-status", "scheduled");
        await Expect(there.Locator(".status-chip")).ToHaveAttributeAsync("data-status", "inactive");
        await Expect(row.Locator(".status-chip")).ToHaveAttributeAsync("data-status", "inactive");

        await there.Locator("a.row-link").ClickAsync();
        await Expect(second.Locator(".timeline li").First).ToContainTextAsync("active → inactive");
        await row.GetByRole(AriaRole.Button, new() { Name = "Activate" }).ClickAsync();
        await Expect(second.GetByText("On its way to active")).ToBeVisibleAsync();
        await Expect(second.Locator(".page-header .status-chip")).ToHaveAttributeAsync("data-status", "active");
        await second.GoBackAsync();
        await Expect(there.Locator(".status-chip")).ToHaveAttributeAsync("data-status", "active");
    }

    [Fact]
    public async Task A_program_moves_the_row_on_an_open_page()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/sims?status=inactive");
        var chip = page.Locator("tbody tr").First.Locator(".status-chip");
        var sid = (await page.Locator("tbody tr").First.Locator("a.row-link").GetAttributeAsync("href"))!.Split('/')[^1];
        using var program = sample.Console.Program();
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("Status", "active")]);

        using var answer = await program.PostAsync($"/v1/Sims/{sid}", form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await Expect(chip).ToHaveAttributeAsync("data-status", "scheduled");
        await Expect(chip).ToHaveAttributeAsync("data-status", "active");
    }

    [Fact]
    public async Task A_reload_keeps_the_search_and_the_filter()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/sims?status=inactive");
        var iccid = (await page.Locator("tbody tr").First.Locator("td.hide-narrow .grouped").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await page.Locator("h1").PressAsync("/");
        await page.Keyboard.TypeAsync(iccid[^9..]);
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);

        await page.ReloadAsync();

        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator("#search")).ToHaveValueAsync(iccid[^9..]);
        await Expect(page.Locator(".filter-pill[aria-current=true]")).ToContainTextAsync("inactive");
    }

    [Fact]
    public async Task What_is_typed_stays_however_slowly_it_is_typed_and_the_box_follows_the_address()
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/sims");
        var search = page.Locator("#search");
        await search.FocusAsync();
        foreach (var delay in new[] { 10, 200, 240, 260, 280, 320 })
        {
            // Around the pause after which the list follows, and the answer comes back in between.
            await search.FillAsync("");
            await search.PressSequentiallyAsync("0000012", new() { Delay = delay });
            await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("q=0000012(&|$)"));
            await Expect(search).ToHaveValueAsync("0000012");
        }

        await page.GetByRole(AriaRole.Link, new() { Name = "SIMs", Exact = true }).ClickAsync();
        await Expect(search).ToHaveValueAsync("");
        await page.GoBackAsync();
        await Expect(search).ToHaveValueAsync("0000012");
    }

    [Fact]
    public async Task An_empty_console_says_what_to_do_and_a_delivery_becomes_sims()
    {
        await using var console = await RunningConsole.StartAsync();
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console);
        await Expect(page.GetByText("There are no SIMs yet")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Import a file" }).ClickAsync();
        await Browser.ChooseAsync(page, Path.Combine(AppContext.BaseDirectory, "data", "sims-1000.csv"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 1" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "See the SIMs" }).ClickAsync();
        await Expect(page.Locator(".page-context")).ToHaveTextAsync("1,000 SIMs");
    }
}
