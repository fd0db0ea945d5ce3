using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SimConsole.Sims;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

public sealed partial class ImportJourney
{
    /// <summary>Presses the button in the moment in which the page shows that some are done: from outside the page it may be too late on a busy machine.</summary>
    private const string PressWhereSomeAreDone =
        """
        name => {
          if (!/[1-9][0-9,]* SIMs imported/.test(document.querySelector('.import-summary')?.textContent)) return false;
          const button = [...document.querySelectorAll('button')].find(button => button.textContent.trim() === name);
          button?.click();
          return !!button;
        }
        """;

    private static readonly string Data = Path.Combine(AppContext.BaseDirectory, "data");

    [Fact]
    public async Task A_file_that_is_dropped_is_judged_line_by_line_before_anything_is_imported()
    {
        await using var console = await RunningConsole.StartAsync();
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, "/import");

        await DropAsync(page, Path.Combine(Data, "stolen-pallet.csv"));

        await Expect(page.Locator(".import-summary")).ToContainTextAsync("63 lines: 58 SIMs will be imported. 1 line repeats a card. 3 lines are blank or a remark. 4 lines cannot be imported as they stand.");
        (string Line, string Says)[] bad =
        [
            ("5", "A spreadsheet has rounded this number"),
            ("20", "A spreadsheet has rounded this number"),
            ("65", "A spreadsheet has rounded this number"),
            ("66", "An ICCID has 19 or 20 digits; this has 5"),
        ];
        var rows = page.Locator(".verdicts tbody tr");
        await Expect(rows).ToHaveCountAsync(bad.Length);
        for (var i = 0; i < bad.Length; i++)
        {
            await Expect(rows.Nth(i).Locator("td").First).ToHaveTextAsync(bad[i].Line);
            await Expect(rows.Nth(i).Locator(".cell-sentence")).ToContainTextAsync(bad[i].Says);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "1 duplicate" }).ClickAsync();
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows.First).ToContainTextAsync("89883070003100056987");
        using var program = console.Program();
        Assert.Contains("\"sims\":[]", await program.GetStringAsync("/v1/Sims", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_goes_on_when_its_page_is_left_and_is_paused_resumed_and_mended()
    {
        const int lines = 60_000;
        var file = Path.GetTempFileName();
        await File.WriteAllLinesAsync(file, Enumerable.Range(1, lines).Select(Card).Prepend("12345").Prepend("iccid"), TestContext.Current.CancellationToken);
        await using var console = await RunningConsole.StartAsync();
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, "/import");
        try
        {
            await Browser.ChooseAsync(page, file);
            await page.GetByRole(AriaRole.Button, new() { Name = "Import 60,000 SIMs" }).ClickAsync();
            await page.WaitForFunctionAsync(PressWhereSomeAreDone, "Pause");
            var imported = Imported(await page.Locator(".import-summary").InnerTextAsync());
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Resume" })).ToBeVisibleAsync();
            await Looks.AreRightAsync(page, "import-paused-1440", null);
            imported = Imported(await page.Locator(".import-summary").InnerTextAsync());
            Assert.InRange(imported, 1, lines - 1);

            // It is resumed, and nobody looks.
            await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pause" })).ToBeVisibleAsync();
            await page.GotoAsync("/sims");
            await page.GotoAsync("/import");
            await Expect(page.Locator(".earlier-imports .import-state")).ToHaveTextAsync("completed", new() { Timeout = 300_000 });
            await page.Locator(".earlier-imports .row-link").ClickAsync();

            await Expect(page.Locator(".import-summary")).ToContainTextAsync("60,000 SIMs imported. 1 line could not be imported as it stands.");
            await Expect(page.Locator(".verdicts tbody tr")).ToHaveCountAsync(1);
            await Looks.AreRightAsync(page, "import-done-1440", null);
            var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download the lines to mend" }).ClickAsync());
            var mended = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(file, mended.Replace("12345", Card(lines + 1), StringComparison.Ordinal), TestContext.Current.CancellationToken);

            await page.GetByRole(AriaRole.Link, new() { Name = "Import another file" }).ClickAsync();
            await Browser.ChooseAsync(page, file);
            await Expect(page.Locator(".import-summary")).ToContainTextAsync("1 line: 1 SIM will be imported.");
        }
        finally
        {
            File.Delete(file);
        }

        static int Imported(string text) => int.Parse(Count().Match(text).Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    /// <summary>Drops a file onto the lower edge of the zone, as a person does it: the browser itself gives it to the page.</summary>
    private static async Task DropAsync(IPage page, string file)
    {
        await Browser.TakesFilesAsync(page);
        var zone = await page.Locator(".drop-zone").BoundingBoxAsync();
        var session = await page.Context.NewCDPSessionAsync(page);
        foreach (var type in new[] { "dragEnter", "dragOver", "drop" })
        {
            await session.SendAsync("Input.dispatchDragEvent", new()
            {
                ["type"] = type,
                ["x"] = zone!.X + zone.Width / 2,
                ["y"] = zone.Y + zone.Height - 4,
                ["data"] = new Dictionary<string, object> { ["items"] = Array.Empty<object>(), ["files"] = new[] { file }, ["dragOperationsMask"] = 1 },
            });
        }
    }

    private static string Card(int number)
    {
        var digits = string.Create(CultureInfo.InvariantCulture, $"898830704{number:D10}");
        return digits + Iccid.CheckDigit(digits);
    }

    [GeneratedRegex("([0-9,]+) SIMs imported")]
    private static partial Regex Count();
}
