using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

/// <summary>The pictures of the README, as <c>docs/pictures.sh</c> makes them anew. They are drawn on every run, so that the way to them stays walkable.</summary>
public sealed partial class DocumentPictures : IAsyncLifetime
{
    private const string Fleet = "meters-berlin";

    private RunningConsole _console = null!;
    private Browser _browser = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        // Slow enough that a bulk change is seen on its way.
        _console = await RunningConsole.StartAsync("--sample", "10000", "--Network:Simulated:Delay=00:00:02");
        _browser = await Browser.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        await _console.DisposeAsync();
    }

    [Fact]
    public async Task Each_picture_shows_what_it_is_for()
    {
        var page = await _browser.SignInAsync(_console, "/sims?sort=-name&size=25");
        await page.Locator("tbody tr:has(.status-chip[data-status=active])").GetByRole(AriaRole.Button, new() { Name = "Deactivate" }).First.ClickAsync();
        await Expect(page.Locator(".mud-snackbar")).ToContainTextAsync("Deactivating");
        await KeepAsync(page, "sims");

        using var program = _console.Program();
        await PostAsync(program, "/v1/LossReports", [("Kind", "stolen"), ("Reference", "K-17/2026"), .. (await IccidsAsync(program, 12)).Select(iccid => ("Sims", iccid))]);
        await page.GotoAsync("/loss-reports");
        await page.Locator("tbody a.row-link").First.ClickAsync();
        await Expect(page.Locator(".evidence-table tbody tr")).ToHaveCountAsync(12);
        await Expect(page.GetByText("All 12 are off and held.")).ToBeVisibleAsync();
        await KeepAsync(page, "loss-report");

        var bulk = await PostAsync(program, "/v1/BulkChanges", ("Status", "inactive"), ("WhereFleet", Fleet), ("WhereStatus", "active"), ("Reason", "Out of season"));
        await SomeHaveEndedAsync(program, bulk);
        await page.GotoAsync("/");
        await Expect(page.Locator(".fleet-counts tbody tr").First).ToBeVisibleAsync();
        await KeepAsync(page, "overview");
        await page.GotoAsync($"/bulk-changes/{bulk}");
        await Expect(page.Locator("h1")).ToHaveTextAsync(Deactivate());
        await Expect(page.Locator(".result-bar")).ToBeVisibleAsync();
        await KeepAsync(page, "bulk-change");
    }

    /// <summary>Keeps what the page shows, where <c>SIMCONSOLE_PICTURES</c> names a folder.</summary>
    private static async Task KeepAsync(IPage page, string name)
    {
        await page.EvaluateAsync("() => document.fonts.ready");
        var picture = await page.ScreenshotAsync(new() { Animations = ScreenshotAnimations.Disabled });
        if (Environment.GetEnvironmentVariable("SIMCONSOLE_PICTURES") is { } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}.png"), picture, Token);
        }
    }

    private static async Task<IReadOnlyList<string>> IccidsAsync(HttpClient program, int count)
    {
        using var sims = JsonDocument.Parse(await program.GetStringAsync($"/v1/Sims?Status=active&Fleet={Fleet}&PageSize={count}", Token));
        return [.. sims.RootElement.GetProperty("sims").EnumerateArray().Select(sim => sim.GetProperty("iccid").GetString()!)];
    }

    /// <summary>Waits until a bulk change is on its way; on a slow machine it may have ended by then.</summary>
    private static async Task SomeHaveEndedAsync(HttpClient program, string bulk)
    {
        var completed = 0;
        while (completed == 0)
        {
            using var told = JsonDocument.Parse(await program.GetStringAsync($"/v1/BulkChanges/{bulk}", Token));
            completed = told.RootElement.GetProperty("counts").GetProperty("completed").GetInt32();
        }
    }

    /// <summary>Asks for something; the SID of what came of it.</summary>
    private static async Task<string> PostAsync(HttpClient program, string path, params IEnumerable<(string Name, string Value)> values)
    {
        using var form = new FormUrlEncodedContent(values.Select(value => KeyValuePair.Create(value.Name, value.Value)));
        using var answer = await program.PostAsync(path, form, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, text);
        using var made = JsonDocument.Parse(text);
        return made.RootElement.GetProperty("sid").GetString()!;
    }

    [GeneratedRegex("^Deactivate [0-9,]+ SIMs$")]
    private static partial Regex Deactivate();
}
