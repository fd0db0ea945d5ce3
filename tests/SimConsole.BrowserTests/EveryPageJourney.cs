using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

public sealed class EveryPageJourney(SampleConsole sample) : IClassFixture<SampleConsole>
{
    /// <summary>Each page, and what is on it once it is whole.</summary>
    internal static readonly (string Name, string Path, string Whole)[] Pages =
    [
        ("overview", "/", ".fleet-counts tbody tr"),
        ("sims", "/sims", "tbody tr"),
        ("sims-scheduled", "/sims?status=scheduled", "tbody tr"),
        ("sims-none", "/sims?q=nothing-has-this", ".empty-state"),
        ("sim-missing", "/sims/nobody", ".empty-state"),
        ("fleets", "/fleets", "tbody tr"),
        ("fleet-missing", "/fleets/nobody", ".empty-state"),
        ("network-access-profiles", "/network-access-profiles", "tbody tr"),
        ("network-access-profile-default", "/network-access-profiles/default", "tbody tr"),
        ("network-access-profile-missing", "/network-access-profiles/nobody", ".empty-state"),
        ("loss-reports", "/loss-reports", ".empty-state"),
        ("bulk-changes", "/bulk-changes", ".empty-state"),
        ("bulk-new", "/bulk-changes/new", "textarea"),
        ("bulk-missing", "/bulk-changes/nobody", ".empty-state"),
        ("failed-changes", "/failed-changes", ".page-header"),
        ("loss-new", "/loss-reports/new", "textarea"),
        ("commands", "/commands", ".empty-state"),
        ("commands-none", "/commands?status=failed&sim=nobody", ".empty-state"),
        ("callbacks", "/callbacks", ".empty-state"),
        ("callback-missing", "/callbacks/nobody", ".empty-state"),
        ("callback-bench", "/callbacks/bench", "select"),
        ("esim-profiles", "/esim-profiles", ".empty-state"),
        ("api-reference", "/api-reference", ".swagger-ui .opblock"),
        ("import", "/import", "input[type=file]"),
        ("network", "/network", "[data-panel=drift] .empty-state"),
        ("settings", "/settings", ".form-narrow"),
        ("not-found", "/there/is/no/such/page", ".empty-state"),
    ];

    [Theory]
    [InlineData(false, 1440)]
    [InlineData(true, 1440)]
    [InlineData(false, 390)]
    [InlineData(true, 390)]
    public async Task Every_page_fits_the_screen_and_has_no_serious_fault_of_accessibility(bool dark, int width)
    {
        var page = await sample.Browser.OpenAsync(sample.Console, "/sims", width, dark);
        await Browser.FillInAsync(page, "a wrong password");
        await LookAsync("sign-in", "[role=alert]");
        await Browser.FillInAsync(page, RunningConsole.Password);
        await Expect(page.Locator(".page-header")).ToBeVisibleAsync();
        foreach (var (name, path, whole) in Pages)
        {
            await page.GotoAsync(path);
            await LookAsync(name, whole);
        }

        await page.GotoAsync("/sims?status=scheduled");
        await page.Locator("a.row-link").First.ClickAsync();
        await LookAsync("sim-scheduled", ".timeline li");
        await page.GotoAsync("/sims?status=inactive");
        await page.Locator("a.row-link").First.ClickAsync();
        await LookAsync("sim", ".timeline li");
        await page.GotoAsync("/fleets");
        await page.Locator("a.row-link").First.ClickAsync();
        await LookAsync("fleet", ".status-bar rect");
        await page.GotoAsync("/network-access-profiles");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync($"abroad {width} {dark}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the profile" }).ClickAsync();
        await page.GetByLabel("Country, name or MCC-MNC").FillAsync("germany 262-01");
        await page.Locator(".mud-list-item").Filter(new() { HasText = "262-01" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add it" }).ClickAsync();
        await LookAsync("network-access-profile", "[aria-label^=Remove]");
        await page.Locator("[aria-label^=Remove]").First.ClickAsync();
        await LookAsync("network-access-profile-remove", "[role=alert]");
        await page.GotoAsync("/import");
        await Browser.ChooseAsync(page, Path.Combine(AppContext.BaseDirectory, "data", "stolen-pallet.csv"));
        await LookAsync("import-preview", ".import-summary");

        async Task LookAsync(string name, string whole)
        {
            await Expect(page.Locator("h1").First).ToBeAttachedAsync();
            await Expect(page.Locator(whole).First).ToBeAttachedAsync();
            await Looks.PictureAsync(page, $"{name}-{width}-{(dark ? "dark" : "light")}");
            await Looks.FitTheScreenAsync(page);
            await Looks.AreAccessibleAsync(page);
        }
    }
}
