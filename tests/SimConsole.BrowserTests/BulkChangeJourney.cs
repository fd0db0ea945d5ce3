using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

public sealed class BulkChangeJourney
{
    private const string Active = "/sims?status=active&fleet=meters-berlin";

    [Theory]
    [InlineData(1440, false)]
    [InlineData(390, true)]
    public async Task All_that_match_are_previewed_deactivated_and_brought_back(int width, bool dark)
    {
        // A Fleet without planned changes, and without traffic: a ready Sim that uses data becomes active, and one more matches.
        await using var console = await RunningConsole.StartAsync("--sample", "1000", "--Network:Simulated:SessionEvery=00:00:00");
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, Active, width, dark);
        var all = await CountAsync(page);

        await page.GetByLabel("Select all on this page").CheckAsync();
        await Expect(page.GetByText("50 selected")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Select all {all} that match" }).ClickAsync();
        await page.GetByLabel("Select ", new() { Exact = false }).Nth(1).UncheckAsync();
        await Expect(page.GetByText($"{all - 1} selected")).ToBeVisibleAsync();
        await Looks.PictureAsync(page, $"sims-selected-{width}");
        await Looks.FitTheScreenAsync(page);
        await Looks.AreAccessibleAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "Deactivate…" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"{all - 1} SIMs will be refused by the network" })).ToBeVisibleAsync();
        var order = page.GetByRole(AriaRole.Button, new() { Name = $"Deactivate {all - 1} SIMs" });
        await Expect(order).ToBeDisabledAsync();
        await Looks.PictureAsync(page, $"bulk-preview-{width}");
        await Looks.FitTheScreenAsync(page);
        await Looks.AreAccessibleAsync(page);

        await page.GetByLabel($"Type {all - 1} to confirm").FillAsync($"{all - 1}");
        await order.ClickAsync();
        await Expect(page.Locator(".result-bar")).ToBeVisibleAsync();
        await Looks.PictureAsync(page, $"bulk-running-{width}");
        await Looks.AreAccessibleAsync(page);
        await Expect(page.GetByText($"All {all - 1} changed.", new() { Exact = true })).ToBeVisibleAsync();
        await Looks.PictureAsync(page, $"bulk-ended-{width}");
        await Looks.FitTheScreenAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo…" }).ClickAsync();
        await page.GetByLabel($"Type {all - 1} to confirm").FillAsync($"{all - 1}");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Undo {all - 1} SIMs" }).ClickAsync();
        await Expect(page.GetByText($"All {all - 1} changed.", new() { Exact = true })).ToBeVisibleAsync();

        await page.GotoAsync("/bulk-changes");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);
        await Looks.PictureAsync(page, $"bulk-list-{width}");
        await Looks.FitTheScreenAsync(page);
        await Looks.AreAccessibleAsync(page);
        await page.GotoAsync(Active);
        Assert.Equal(all, await CountAsync(page));
    }

    [Fact]
    public async Task Ticks_survive_paging_and_sorting_and_a_few_need_no_typing()
    {
        await using var console = await RunningConsole.StartAsync("--sample", "1000");
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, "/sims?status=inactive&size=25");

        await page.GetByLabel("Select ", new() { Exact = false }).Nth(1).CheckAsync();
        await Expect(page.GetByText("1 selected")).ToBeVisibleAsync();

        // The address is there before the rows are: a tick in between would be one on rows that go.
        var first = page.Locator("tbody .grouped").First;
        var iccid = await first.InnerTextAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Next page" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("page=2"));
        await Expect(first).Not.ToHaveTextAsync(iccid, new() { UseInnerText = true });
        await page.GetByLabel("Select ", new() { Exact = false }).Nth(2).CheckAsync();
        await Expect(page.GetByText("2 selected")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "ICCID" }).First.ClickAsync();
        await Expect(page.GetByText("2 selected")).ToBeVisibleAsync();

        await page.GetByLabel("Move to a Fleet").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new("(will move to|cannot take this step|SIMs? will)") })).ToBeVisibleAsync();
        await page.GoBackAsync();
        await page.GotoAsync("/bulk-changes");
        await Expect(page.GetByText("Nothing has been changed in bulk yet")).ToBeVisibleAsync();
        await Looks.AreAccessibleAsync(page);
    }

    [Fact]
    public async Task A_pasted_list_is_previewed_line_by_line_and_downloaded()
    {
        await using var console = await RunningConsole.StartAsync("--sample", "1000", "--Network:Simulated:SessionEvery=00:00:00");
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, Active + "&size=25");
        var iccids = await page.Locator("tbody .grouped").AllInnerTextsAsync();
        var iccid = string.Concat(iccids.First(text => text.Length > 18).Where(char.IsAsciiDigit));

        var export = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Export" }).ClickAsync());
        var exported = await File.ReadAllLinesAsync(await export.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal(await CountAsync(page) + 1, exported.Length);
        Assert.All(exported.Skip(1), line => Assert.Contains(",active,", line, StringComparison.Ordinal));

        await page.GotoAsync("/bulk-changes/new");
        await Looks.AreAccessibleAsync(page);
        await Looks.PictureAsync(page, "bulk-new-1440");
        await page.GetByLabel("ICCIDs, names, MSISDNs, IMSIs, SIDs").FillAsync($"{iccid}\n{iccid}\n89883070000000000000\n8.98831E+18");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "1 SIM will be refused by the network" })).ToBeVisibleAsync();
        await Expect(page.Locator(".evidence-table tbody tr")).ToHaveCountAsync(3);
        await page.GetByRole(AriaRole.Button, new() { Name = "Deactivate 1 SIM" }).ClickAsync();
        await Expect(page.GetByText("All 1 changed.", new() { Exact = true })).ToBeVisibleAsync();

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        var file = await File.ReadAllTextAsync(await download.PathAsync(), Encoding.UTF8, TestContext.Current.CancellationToken);
        var lines = file.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Assert.Equal(5, lines.Length);
        Assert.Contains($"=\"\"{iccid}\"\"", lines[1], StringComparison.Ordinal);
        Assert.Contains("completed", lines[1], StringComparison.Ordinal);
        Assert.Contains("ruined", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_twenty_thousand_lines_may_be_pasted()
    {
        await using var console = await RunningConsole.StartAsync();
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, "/bulk-changes/new");

        await Browser.PasteAsync(page.GetByLabel("ICCIDs, names, MSISDNs, IMSIs, SIDs"), string.Join('\n', Enumerable.Range(0, 20_000).Select(i => $"8988307090{i:D10}")));
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();

        await Expect(page.GetByText("No line of this list names a SIM of this console.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_picked_on_the_list_is_reported_lost()
    {
        await using var console = await RunningConsole.StartAsync("--sample", "1000");
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, Active + "&size=25");
        await page.GetByLabel("Select ", new() { Exact = false }).Nth(1).CheckAsync();
        await page.GetByLabel("Select ", new() { Exact = false }).Nth(2).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Report a loss…" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "2 SIMs will be refused by the network" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take 2 SIMs off the network" }).ClickAsync();
        await Expect(page.GetByText("All 2 are off and held.")).ToBeVisibleAsync();
    }

    private static async Task<int> CountAsync(IPage page)
    {
        await Expect(page.Locator(".page-context")).ToContainTextAsync("SIMs");
        return int.Parse(string.Concat((await page.Locator(".page-context").InnerTextAsync()).Where(char.IsAsciiDigit)), System.Globalization.CultureInfo.InvariantCulture);
    }
}
