using System.Globalization;
using Microsoft.Playwright;
using SimConsole.Work;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

public sealed class OverviewJourney
{
    private const string Fleet = "meters-berlin";

    [Fact]
    public async Task The_numbers_move_on_the_open_page_while_changes_run()
    {
        // A Fleet without planned changes, and without traffic: nothing else moves its numbers, however long this takes.
        await using var console = await RunningConsole.StartAsync("--sample", "1000", "--Network:Simulated:SessionEvery=00:00:00");
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, "/");
        await Expect(page.Locator(".nav-menu .active")).ToHaveTextAsync("Overview");
        var (active, inactive) = (await CountAsync(OfFleet(page, "active")), await CountAsync(OfFleet(page, "inactive")));
        await page.EvaluateAsync("() => { window.sameDocument = true; }");

        await AskAsync(console, 40, "active", "inactive", Fleet);

        await Expect(OfFleet(page, "inactive")).ToContainTextAsync(Words(inactive + 40));
        await Expect(OfFleet(page, "active")).ToContainTextAsync(Words(active - 40));
        Assert.True(await page.EvaluateAsync<bool>("() => window.sameDocument"));

        await OfFleet(page, "inactive").ClickAsync();
        await Expect(page.Locator(".page-context")).ToHaveTextAsync($"{Words(inactive + 40)} SIMs");
    }

    [Fact]
    public async Task A_bulk_change_is_followed_from_its_order_to_its_end()
    {
        // The network is away for as long as somebody looks at what is under way.
        await using var console = await RunningConsole.StartAsync("--sample", "20000", "--Network:Simulated:Outage=true");
        await using var browser = await Browser.StartAsync();
        var network = await browser.SignInAsync(console, "/network");
        var page = await browser.SignInAsync(console, "/");
        await Expect(page.Locator("[data-panel=bulk-changes]")).ToContainTextAsync("None.");
        await page.EvaluateAsync("() => { window.sameDocument = true; }");

        using var program = console.Program();
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("Status", "inactive"), KeyValuePair.Create("WhereStatus", "active")]);
        (await program.PostAsync("/v1/BulkChanges", form, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        await Expect(page.Locator("[data-panel=bulk-changes] li")).ToContainTextAsync(new System.Text.RegularExpressions.Regex(@"Deactivate 12,\d{3} SIMs"));
        await Expect(page.Locator("[data-panel=bulk-changes] .result-bar")).ToBeVisibleAsync();
        await Looks.PictureAsync(page, "overview-bulk-1440-light");
        await Looks.AreAccessibleAsync(page);
        await network.GetByLabel("Outage").UncheckAsync();
        await SaveAsync(network);
        await Expect(page.Locator("[data-panel=bulk-changes]")).ToContainTextAsync("None.");
        Assert.InRange(await CountAsync(Tile(page, "inactive")), 12_000, 20_000);
        Assert.True(await page.EvaluateAsync<bool>("() => window.sameDocument"));
    }

    [Fact]
    public async Task An_outage_and_what_failed_are_on_the_page_in_every_size_and_theme()
    {
        await using var console = await RunningConsole.StartAsync("--sample", "1000");
        await using var browser = await Browser.StartAsync();
        var network = await browser.SignInAsync(console, "/network");
        await network.GetByLabel("SIMs that are refused for good, in percent").FillAsync("100");
        await SaveAsync(network);
        await AskAsync(console, 7, "active", "inactive");
        var page = await browser.SignInAsync(console, "/");
        await Expect(page.Locator("[data-panel=failures] li")).ToHaveCountAsync(5);
        await Expect(page.Locator("[data-panel=failures] .panel-lead")).ToContainTextAsync("7 changes");

        await page.Locator("[data-panel=failures] .panel-lead a").ClickAsync();
        await Expect(page.Locator("tbody tr").Nth(6)).ToBeVisibleAsync();
        await Looks.AreAccessibleAsync(page);
        await page.GoBackAsync();

        await network.GetByLabel("SIMs that are refused for good, in percent").FillAsync("0");
        await network.GetByLabel("Outage").CheckAsync();
        await SaveAsync(network);
        await AskAsync(console, 30, "active", "inactive");
        await ReportLossAsync(console);
        await Expect(page.Locator(".reach")).ToHaveTextAsync("not reachable");
        await Expect(page.Locator("[data-panel=not-off-yet] li")).ToHaveCountAsync(1);
        var scheduled = await CountAsync(Tile(page, "scheduled"));
        Assert.InRange(scheduled, 33, 1000);

        foreach (var (width, dark) in new[] { (1440, false), (1440, true), (390, false), (390, true) })
        {
            var other = await browser.SignInAsync(console, "/", width, dark);
            await Expect(other.Locator(".reach")).ToHaveTextAsync("not reachable");
            await Expect(other.Locator(".fleet-counts tbody tr").First).ToBeVisibleAsync();
            await Looks.PictureAsync(other, $"overview-outage-{width}-{(dark ? "dark" : "light")}");
            await Looks.FitTheScreenAsync(other);
            await Looks.AreAccessibleAsync(other);
        }

        await network.GetByLabel("Outage").UncheckAsync();
        await SaveAsync(network);
        await Expect(page.Locator(".reach")).ToHaveTextAsync("reachable");
        await Expect(page.Locator("[data-panel=loss-reports]")).ToContainTextAsync("all off the network");
    }

    private static ILocator Tile(IPage page, string status) => page.Locator($".tile:has([data-status={status}]) a");

    private static ILocator OfFleet(IPage page, string status) => page.Locator($".fleet-counts tr:has-text('{Fleet}') a[href*='status={status}']");

    private static async Task<int> CountAsync(ILocator number) => int.Parse(await number.InnerTextAsync(), NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static string Words(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static async Task SaveAsync(IPage network)
    {
        await network.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(network.GetByText("Saved.")).ToBeVisibleAsync();
    }

    /// <summary>Asks for another status of so many Sims, as a program does.</summary>
    private static async Task AskAsync(RunningConsole console, int count, string from, string to, string? fleet = null)
    {
        using var program = console.Program();
        foreach (var sid in await SidsAsync(program, count, from, fleet))
        {
            using var form = new FormUrlEncodedContent([KeyValuePair.Create("Status", to)]);
            (await program.PostAsync($"/v1/Sims/{sid}", form, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        }
    }

    private static async Task ReportLossAsync(RunningConsole console)
    {
        using var program = console.Program();
        using var form = new FormUrlEncodedContent(
            [.. (await SidsAsync(program, 3, "active")).Select(sid => KeyValuePair.Create("Sims", sid)), KeyValuePair.Create("Kind", "stolen"), KeyValuePair.Create("Reference", "K-17/2026")]);
        (await program.PostAsync("/v1/LossReports", form, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }

    private static async Task<string[]> SidsAsync(HttpClient program, int count, string status, string? fleet = null)
    {
        using var found = System.Text.Json.JsonDocument.Parse(await program.GetStringAsync($"/v1/Sims?Status={status}&PageSize={count}{(fleet is null ? "" : $"&Fleet={fleet}")}", TestContext.Current.CancellationToken));
        return [.. found.RootElement.GetProperty("sims").EnumerateArray().Select(sim => sim.GetProperty("sid").GetString()!)];
    }
}
