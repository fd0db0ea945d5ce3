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
        ("planned", "/planned-changes", ".empty-state"),
        ("planned-new", "/planned-changes/new", "input[type=date]"),
        ("planned-missing", "/planned-changes/nobody", ".empty-state"),
        ("bulk-missing", "/bulk-changes/nobody", ".empty-state"),
        ("status-changes", "/status-changes", "tbody tr"),
        ("status-changes-failed", "/status-changes?show=failed", ".page-header"),
        ("loss-new", "/loss-reports/new", "textarea"),
        ("commands", "/commands", ".empty-state"),
        ("commands-none", "/commands?status=failed&sim=nobody", ".empty-state"),
        ("callbacks", "/callbacks", ".empty-state"),
        ("callback-missing", "/callbacks/nobody", ".empty-state"),
        ("callback-receivers", "/callbacks/receivers", ".form-narrow"),
        ("callback-bench", "/callbacks/bench", "select"),
        ("esim-profiles", "/esim-profiles", ".empty-state"),
        ("api-reference", "/api-reference", ".swagger-ui .opblock"),
        ("import", "/import", "input[type=file]"),
        ("network", "/network", "[data-panel=drift] .empty-state"),
        ("people", "/people", ".form-narrow"),
        ("audit", "/audit", "tbody tr"),
        ("audit-none", "/audit?subject=nothing-has-this", ".empty-state"),
        ("notices", "/notices", ".list-panel"),
        ("settings", "/settings", ".form-narrow"),
        ("not-found", "/there/is/no/such/page", ".empty-state"),
    ];

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Every_page_fits_the_screen_is_accessible_and_shows_what_has_the_focus(int width)
    {
        var ring = new FocusRing();
        var page = await SignInPageAsync(dark: false);
        await page.Context.CloseAsync();
        page = await SignInPageAsync(dark: true);
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
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync($"abroad {width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the profile" }).ClickAsync();
        await page.GetByLabel("Country, name or MCC-MNC").FillAsync("germany 262-01");
        await page.Locator(".mud-list-item").Filter(new() { HasText = "262-01" }).First.ClickAsync();

        // The button cannot be pressed before the console knows what was chosen.
        var add = page.GetByRole(AriaRole.Button, new() { Name = "Add it" });
        await Expect(add).ToBeEnabledAsync();
        await add.ClickAsync();
        await LookAsync("network-access-profile", "[aria-label^=Remove]", last: false);
        await page.Locator("[aria-label^=Remove]").First.ClickAsync();
        await LookAsync("network-access-profile-remove", "[role=alert]", last: false);
        await page.GotoAsync("/import");
        await Browser.ChooseAsync(page, Path.Combine(AppContext.BaseDirectory, "data", "stolen-pallet.csv"));
        await LookAsync("import-preview", ".import-summary");

        await page.GotoAsync("/import");
        await Browser.ChooseAsync(page, Path.Combine(AppContext.BaseDirectory, "data", "rounded.csv"));
        await LookAsync("import-rounded", ".rounded-choice");
        Assert.True(ring.Faults.Count == 0, string.Join('\n', ring.Faults));
        Assert.InRange(ring.Measured, 500, int.MaxValue);

        async Task LookAsync(string name, string whole, bool last = true)
        {
            await IsWholeAsync(page, whole);
            await Looks.AreRightAsync(page, $"{name}-{width}", last ? ring : null);
        }

        // Before anybody has signed in there is no button for the theme: it is that of the system.
        async Task<IPage> SignInPageAsync(bool dark)
        {
            var opened = await sample.Browser.OpenAsync(sample.Console, "/sims", width, dark);
            await opened.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
            await Browser.FillInAsync(opened, "a wrong password");
            await IsWholeAsync(opened, "[role=alert]");
            await Looks.FitTheScreenAsync(opened);
            await Looks.AreAccessibleAsync(opened);
            await Looks.PictureAsync(opened, $"sign-in-{width}-{(dark ? "dark" : "light")}");
            await ring.MeasureAsync(opened);
            return opened;
        }
    }

    private static async Task IsWholeAsync(IPage page, string whole)
    {
        await Expect(page.Locator("h1").First).ToBeAttachedAsync();
        await Expect(page.Locator(whole).First).ToBeAttachedAsync();
    }
}
