using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SimConsole.Sims;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

public sealed partial class ImportJourney
{
    /// <summary>Presses the button in the moment in which the page shows that some are done: from outside the page it may be too late on a busy machine.</summary>
    private const string StopWhereSomeAreDone =
        """
        () => {
          if (!/^[1-9]/.test(document.querySelector('.import-progress')?.textContent.trim())) return false;
          [...document.querySelectorAll('button')].find(button => button.textContent.trim() === 'Stop').click();
          return true;
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

        await Expect(page.Locator(".import-summary")).ToContainTextAsync("63 lines: 58 SIMs will be imported. 1 line repeats a card. 4 lines cannot be imported as they stand.");
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
    public async Task An_import_that_is_stopped_says_what_stays_and_goes_on_when_the_file_comes_again()
    {
        const int lines = 60_000;
        var file = Path.GetTempFileName();
        await File.WriteAllLinesAsync(file, Enumerable.Range(1, lines).Select(Card).Prepend("iccid"), TestContext.Current.CancellationToken);
        await using var console = await RunningConsole.StartAsync();
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, "/import");
        try
        {
            await Browser.ChooseAsync(page, file);
            await page.GetByRole(AriaRole.Button, new() { Name = "Import 60,000 SIMs" }).ClickAsync();
            await page.WaitForFunctionAsync(StopWhereSomeAreDone);

            await Expect(page.Locator(".import-summary")).ToContainTextAsync("were imported before that, and stay.");
            var imported = int.Parse(Count().Match(await page.Locator(".import-summary").InnerTextAsync()).Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
            Assert.InRange(imported, 1, lines - 1);

            await page.GetByRole(AriaRole.Button, new() { Name = "Choose another file" }).ClickAsync();
            await Browser.ChooseAsync(page, file);
            await Expect(page.Locator(".import-summary")).ToContainTextAsync(string.Create(CultureInfo.InvariantCulture, $"60,000 lines: {lines - imported:N0} SIMs will be imported. {imported:N0} are there already."));
        }
        finally
        {
            File.Delete(file);
        }
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

    [GeneratedRegex("Stopped. ([0-9,]+) SIMs")]
    private static partial Regex Count();
}
