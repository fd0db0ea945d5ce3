using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

public sealed class LossReportJourney
{
    /// <summary>How much paper is left free beside the text, in points: most printers reach no farther.</summary>
    private const double Margin = 20;

    [Theory]
    [InlineData(1440, false)]
    [InlineData(390, true)]
    public async Task A_stolen_pallet_goes_from_the_file_to_the_evidence_sheet(int width, bool dark)
    {
        await using var console = await RunningConsole.StartAsync();
        await ImportThePalletAsync(console);
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, "/sims?status=active", width, dark);

        await page.GetByRole(AriaRole.Link, new() { Name = "Report a loss" }).First.ClickAsync();
        await Browser.ChooseAsync(page, Path.Combine(AppContext.BaseDirectory, "data", "stolen-pallet.csv"));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "58 SIMs will be refused by the network" })).ToBeVisibleAsync();
        await Expect(page.GetByText("1 line names a SIM a second time.")).ToBeVisibleAsync();
        await Expect(page.GetByText("4 lines could not be used")).ToBeVisibleAsync();
        await Looks.PictureAsync(page, $"loss-new-{width}");
        await Looks.AreAccessibleAsync(page);
        await Looks.FitTheScreenAsync(page);

        var button = page.GetByRole(AriaRole.Button, new() { Name = "Take 58 SIMs off the network" });
        await Expect(button).ToBeDisabledAsync();
        await page.GetByLabel("Type 58 to confirm").FillAsync("58");
        await page.GetByLabel("Reference").FillAsync("K-17/2026");
        await button.ClickAsync();

        await Expect(page.GetByText("All 58 are off and held.")).ToBeVisibleAsync();
        await Expect(page.Locator(".evidence-table tbody tr")).ToHaveCountAsync(58);
        await Expect(page.Locator(".evidence-table .status-chip[data-status=inactive][data-held]")).ToHaveCountAsync(58);
        await Looks.PictureAsync(page, $"loss-report-{width}");
        await Looks.FitTheScreenAsync(page);
        await Looks.AreAccessibleAsync(page);

        // In the list, too, the lock leaves room for the button at the end of the row.
        var report = page.Url;
        await page.GotoAsync("/sims?held=true");
        await Expect(page.Locator(".sim-list .status-chip[data-held]").First).ToBeVisibleAsync();
        await Looks.PictureAsync(page, $"sims-held-{width}");
        await Looks.FitTheScreenAsync(page);
        await page.GotoAsync(report);
        await page.Locator(".evidence-table a").First.ClickAsync();
        await Expect(page.GetByText("This SIM is held by the loss report").First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Activate" })).ToBeDisabledAsync();
        await page.GoBackAsync();

        await Expect(page.Locator(".evidence-table tbody tr")).ToHaveCountAsync(58);
        var sheet = await page.PdfAsync(new() { Format = "A4", PrintBackground = true });
        if (Environment.GetEnvironmentVariable("SIMCONSOLE_SCREENSHOTS") is { } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, $"evidence-{width}.pdf"), sheet, TestContext.Current.CancellationToken);
        }

        var iccids = await page.Locator(".evidence-table a").AllInnerTextsAsync();
        foreach (var paper in new[] { sheet, await page.PdfAsync(new() { Format = "Letter", PrintBackground = true }) })
        {
            await AssertSealAsync(console, paper, page.Url);
            AssertProves(paper, iccids);
        }

        // The same as a file.
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "The evidence sheet as a PDF" }).ClickAsync());
        var file = await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        await AssertSealAsync(console, file, page.Url);
        using (var pdf = UglyToad.PdfPig.PdfDocument.Open(file))
        {
            Assert.Equal(3, pdf.NumberOfPages);
            var letters = string.Concat(pdf.GetPages().SelectMany(sheet => sheet.Letters).Select(letter => letter.Value));
            Assert.All(iccids, iccid => Assert.Contains(iccid, letters, StringComparison.Ordinal));
        }

        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(page.Locator(".top-bar")).ToBeHiddenAsync();
        await Expect(page.Locator(".evidence-table th").Filter(new() { HasText = "Confirmed" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Release" })).ToBeHiddenAsync();
        await Looks.PictureAsync(page, $"evidence-{width}");
        foreach (var theme in new[] { "light", "dark" })
        {
            await page.EvaluateAsync($"document.documentElement.dataset.theme = '{theme}'");
            await Expect(page.Locator("main")).ToHaveCSSAsync("background-color", "rgb(255, 255, 255)");
            await Expect(page.Locator(".evidence-table td").Last).ToHaveCSSAsync("color", "rgb(0, 0, 0)");
        }

        await page.EmulateMediaAsync(new() { Media = Media.Screen });

        await page.GetByLabel("Why").FillAsync("found in the depot");
        await page.GetByRole(AriaRole.Button, new() { Name = "Release all 58" }).ClickAsync();
        await Expect(page.GetByText("58 SIMs are released. None is switched on by that.")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("/sims", "tbody .row-link")]
    [InlineData("/", ".fleet-counts th")]
    [InlineData("/audit", "tbody td")]
    public async Task What_is_printed_in_the_dark_theme_is_black_on_white_all_the_same(string path, string text)
    {
        await using var console = await RunningConsole.StartAsync("--sample", "100");
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, path, dark: true);
        await Expect(page.Locator(text).First).ToBeVisibleAsync();

        // As wide as the paper within its margins.
        await page.SetViewportSizeAsync(703, 900);
        await page.EmulateMediaAsync(new() { Media = Media.Print });

        await Looks.FitTheScreenAsync(page);
        await Looks.AreAccessibleAsync(page);
        Assert.Equal(0, await page.Locator("main *").EvaluateAllAsync<int>(
            """
            all => all.filter(element => element.checkVisibility() && element.matches('table, tr, td, th, .mud-table, .panel')
              && !['rgba(0, 0, 0, 0)', 'rgb(255, 255, 255)'].includes(getComputedStyle(element).backgroundColor)).length
            """));
    }

    [Fact]
    public async Task A_console_without_reports_says_what_they_are_for()
    {
        await using var console = await RunningConsole.StartAsync();
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, "/loss-reports");
        await Expect(page.GetByText("Nothing has been reported")).ToBeVisibleAsync();
        await Looks.AreAccessibleAsync(page);
        await page.GotoAsync("/loss-reports/LR00000000000000000000000000000000");
        await Expect(page.GetByText("There is no such loss report")).ToBeVisibleAsync();
    }

    /// <summary>What a judge would look for: which SIMs, what was ordered and confirmed when, and by whom; and nothing that can be pressed.</summary>
    private static void AssertProves(byte[] sheet, IReadOnlyList<string> iccids)
    {
        using var pdf = UglyToad.PdfPig.PdfDocument.Open(sheet);
        var text = string.Concat(pdf.GetPages().Select(page => ContentOrderTextExtractor.GetText(page))).ReplaceLineEndings(" ");
        Assert.Equal(58, iccids.Count);
        Assert.All(iccids, iccid => Assert.Contains(iccid, text, StringComparison.Ordinal));
        Assert.Contains("58 SIMs stolen", text, StringComparison.Ordinal);
        Assert.Contains("K-17/2026", text, StringComparison.Ordinal);
        Assert.Contains(RunningConsole.UserName, text, StringComparison.Ordinal);
        Assert.Equal(58, Regex.Count(text, "attach attempts are refused"));
        Assert.True(Regex.Count(text, @"\d{4}-\d\d-\d\d\s+\d\d:\d\d:\d\d\s+UTC") >= 2 * 58, text);
        Assert.DoesNotContain("Release", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Print the evidence sheet", text, StringComparison.Ordinal);

        // Each page says which of how many it is, and what its columns are; none of them is cut off.
        Assert.Equal(3, pdf.NumberOfPages);
        Assert.All(pdf.GetPages(), page =>
        {
            var words = string.Join(' ', page.GetWords().Select(word => word.Text));
            Assert.Contains($"Page {page.Number} of 3", words, StringComparison.Ordinal);
            Assert.Contains("ICCID Status Was Ordered off Confirmed What the network said", words, StringComparison.Ordinal);
            Assert.All(page.Letters, letter => Assert.InRange(letter.BoundingBox.Right, 0, page.Width - Margin));
        });

        // When it was printed, by which build, and how to check it.
        Assert.Matches(@"Printed\s*\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC by admin", text);
        Assert.Contains($"SimConsole {SimConsole.Kernel.ThisBuild.Version}", string.Join(' ', pdf.GetPage(1).GetWords().Select(word => word.Text)), StringComparison.Ordinal);
        Assert.Contains("--verify-audit", text, StringComparison.Ordinal);
    }

    /// <summary>The seal on paper is that of the entry in the audit.</summary>
    private static async Task AssertSealAsync(RunningConsole console, byte[] sheet, string address)
    {
        using var program = console.Program();
        using var audit = System.Text.Json.JsonDocument.Parse(await program.GetStringAsync($"/v1/AuditEvents?Subject={address.Split('/')[^1]}&Kind=loss.reported", TestContext.Current.CancellationToken));
        var seal = audit.RootElement.GetProperty("audit_events")[0].GetProperty("seal").GetString()!;
        using var pdf = UglyToad.PdfPig.PdfDocument.Open(sheet);
        Assert.Contains(seal, string.Concat(pdf.GetPage(1).Letters.Select(letter => letter.Value)), StringComparison.Ordinal);
    }

    /// <summary>Makes the pallet's cards Sims, and switches them on.</summary>
    private static async Task ImportThePalletAsync(RunningConsole console)
    {
        using var program = console.Program();
        var token = TestContext.Current.CancellationToken;
        using var fleet = new FormUrlEncodedContent([KeyValuePair.Create("UniqueName", "pallets")]);
        (await program.PostAsync("/v1/Fleets", fleet, token)).EnsureSuccessStatusCode();
        var lines = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "data", "stolen-pallet.csv"), Encoding.UTF8, token);
        foreach (var line in lines.Skip(1).Where(line => line.Contains("Palette", StringComparison.Ordinal) && !line.Contains("E+", StringComparison.Ordinal)))
        {
            var iccid = string.Concat(line.Split(';')[1].Where(char.IsAsciiDigit));
            using var card = new FormUrlEncodedContent([KeyValuePair.Create("Iccid", iccid), KeyValuePair.Create("RegistrationCode", iccid[^10..])]);
            (await program.PostAsync("/v1/Sims", card, token)).EnsureSuccessStatusCode();
            using var found = System.Text.Json.JsonDocument.Parse(await program.GetStringAsync($"/v1/Sims?Iccid={iccid}", token));
            using var on = new FormUrlEncodedContent([KeyValuePair.Create("Fleet", "pallets"), KeyValuePair.Create("Status", "active")]);
            (await program.PostAsync($"/v1/Sims/{found.RootElement.GetProperty("sims")[0].GetProperty("sid").GetString()}", on, token)).EnsureSuccessStatusCode();
        }
    }
}
