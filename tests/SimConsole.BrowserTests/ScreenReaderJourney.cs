using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

/// <summary>Live regions speak of results, and not of each row: who hears the console is told once what a press has come to.</summary>
public sealed partial class ScreenReaderJourney
{
    private const string Active = "/sims?status=active&fleet=meters-berlin";

    [Fact]
    public async Task The_end_of_a_bulk_change_is_heard_once_and_nothing_on_the_way()
    {
        // Some fail, so that the bell has something to tell as well.
        await using var console = await RunningConsole.StartAsync("--sample", "2000", "--Network:Simulated:SessionEvery=00:00:00", "--Network:Simulated:RefusalRate=0.02", "--Network:Simulated:Seed=7");
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, Active);
        await LiveRegions.ListenAsync(page);
        await page.ReloadAsync();
        await page.GetByLabel("Select all on this page").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = SelectAll() }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Deactivate…" }).ClickAsync();
        var confirm = page.GetByLabel(TypeToConfirm());
        var count = string.Concat((await confirm.EvaluateAsync<string>("field => field.labels[0].textContent")).Where(char.IsAsciiDigit));
        Assert.InRange(int.Parse(count, System.Globalization.CultureInfo.InvariantCulture), 200, 1000);
        await confirm.FillAsync(count);

        // The same person has the list open in another tab.
        var list = await page.Context.NewPageAsync();
        await LiveRegions.ListenAsync(list);
        await list.GotoAsync(Active);
        await Expect(list.Locator("tbody tr")).ToHaveCountAsync(50);
        var order = page.GetByRole(AriaRole.Button, new() { Name = $"Deactivate {count} SIMs" });
        await Expect(order).ToBeEnabledAsync();
        await LiveRegions.ForgetAsync(page);
        await LiveRegions.ForgetAsync(list);

        await order.ClickAsync();
        await Expect(page.Locator(".page-context")).ToHaveTextAsync(Ended());
        var end = await page.Locator(".page-context").InnerTextAsync();
        foreach (var tab in new[] { page, list })
        {
            // The bell has told of it, too: nothing more is to come.
            await Expect(tab.Locator("#notices .notice-says").First).ToContainTextAsync($"Deactivate {count} SIMs: {end}");
        }

        await Expect(list.Locator("tbody .status-chip[data-status=scheduled]")).ToHaveCountAsync(0);
        Assert.Equal([end], await LiveRegions.HeardAsync(page));
        Assert.DoesNotContain(await LiveRegions.HeardAsync(list), said => said.Any(char.IsAsciiDigit));
    }

    [Fact]
    public async Task A_switch_of_one_sim_is_one_sentence()
    {
        await using var console = await RunningConsole.StartAsync("--sample", "100", "--Network:Simulated:SessionEvery=00:00:00");
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, "/sims?size=25&status=active");
        var link = page.Locator("tbody a.row-link").First;
        var (name, sim) = ((await link.TextContentAsync())!.Trim(), await link.GetAttributeAsync("href"));
        await LiveRegions.ListenAsync(page);
        foreach (var (address, act, becomes) in new[] { ($"/sims?q={name}", "Deactivate", "inactive"), ($"/{sim}", "Activate", "active") })
        {
            await page.GotoAsync(address);
            var place = page.Locator(becomes == "inactive" ? $"tbody tr:has(a[href='{sim}'])" : ".page-header:not(.first-paint)");
            var button = place.GetByRole(AriaRole.Button, new() { Name = act });
            await Expect(button).ToBeVisibleAsync();
            await LiveRegions.ForgetAsync(page);

            await button.ClickAsync();
            await Expect(place.Locator(".status-chip")).ToHaveAttributeAsync("data-status", becomes);

            // Until the notice is gone: nothing more is to come.
            await Expect(page.Locator(".mud-snackbar")).ToHaveCountAsync(1);
            await Expect(page.Locator(".mud-snackbar")).ToHaveCountAsync(0);
            Assert.StartsWith($"{act[..^1]}ing {name}", Assert.Single(await LiveRegions.HeardAsync(page)), StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("^Select all [0-9]+ that match$")]
    private static partial Regex SelectAll();

    [GeneratedRegex("^Type [0-9]+ to confirm")]
    private static partial Regex TypeToConfirm();

    [GeneratedRegex("^[0-9]+ changed, [0-9]+ failed\\.$")]
    private static partial Regex Ended();
}
