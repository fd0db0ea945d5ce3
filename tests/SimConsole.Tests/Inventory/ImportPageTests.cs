using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using SimConsole.Inventory.Imports;

namespace SimConsole.Tests.Inventory;

public sealed class ImportPageTests : IAsyncLifetime
{
    private PageContext _pages = null!;

    private TestConsole Console => _pages.Console;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _pages = await PageContext.StartAsync();

    public ValueTask DisposeAsync() => _pages.DisposeAsync();

    [Fact]
    public async Task It_waits_for_its_turn_is_paused_and_resumed_and_shows_by_itself_how_it_ended()
    {
        var import = await OrderAsync();
        var page = Page(import);
        page.WaitForAssertion(() => Assert.Equal("Waits for its turn", page.Find(".import-progress").TextContent));

        page.WaitForAssertion(() => Button(page, "Pause").Click());
        page.WaitForAssertion(() => Assert.Contains("paused at 0", page.Find(".import-state").TextContent, StringComparison.Ordinal));
        page.WaitForAssertion(() => Button(page, "Resume").Click());
        page.WaitForAssertion(() => Assert.NotNull(Button(page, "Pause")));
        await Console.Get<ImportRunner>().RunAsync(import.Id, Token);

        await _pages.LiveAsync(() => page.Find("[role=status]").TextContent.StartsWith("2 SIMs imported. 1 line repeats a card. 1 line could not be imported as it stands.", StringComparison.Ordinal));
        Assert.Equal("12345", page.Find(".verdicts tbody td:nth-child(2)").TextContent.Trim());
        Assert.Equal(["1 bad", "1 duplicate"], page.FindAll(".filter-pill").Select(pill => pill.TextContent));
        Assert.EndsWith("lines.csv", page.Find("a[download]").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Earlier_imports_are_listed_and_lead_to_their_pages()
    {
        var import = await OrderAsync();
        var list = _pages.Render<EarlierImports>();
        list.WaitForAssertion(() => Assert.Equal("running, 0 %", list.Find(".import-state").TextContent.Replace('\u00A0', ' ')));

        await Console.Get<ImportService>().StopAsync(import.Sid, TestConsole.Someone, Token);

        await _pages.LiveAsync(() => list.Find(".import-state").TextContent.StartsWith("stopped", StringComparison.Ordinal));
        Assert.Equal($"import/{import.Sid}", list.Find(".row-link").GetAttribute("href"));
        Assert.Contains("Import the file again to go on.", list.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Imsis_that_lost_their_zeros_are_shown_and_go_in_only_after_a_yes()
    {
        var page = _pages.Render<NewImportPage>();
        var cards = $"iccid,imsi\n{CardFiles.IccidOf(1)},001010000000001\n{CardFiles.IccidOf(2)},1010000000002\n{CardFiles.IccidOf(3)},2340000000003\n";
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(cards, "cards.csv"));

        page.WaitForAssertion(() => Assert.StartsWith("1 IMSI seems to have lost the zeros at its front. With them it begins like others of this file. It is kept out.", Words(page.Find(".notice p")), StringComparison.Ordinal));
        Assert.Equal(["3", "1010000000002", "Would be read as 001010000000002."], page.FindAll(".notice td").Select(cell => cell.TextContent));
        await page.Find(".notice input").ChangeAsync(new() { Value = true });

        page.WaitForAssertion(() => Assert.EndsWith("begins like others of this file.", Words(page.Find(".notice p")), StringComparison.Ordinal));
        Assert.Equal("Read as 001010000000002.", page.FindAll(".notice td")[2].TextContent);
        Assert.True(page.Find(".notice input").HasAttribute("checked"));
        Assert.Contains("2 SIMs", page.FindAll("button").Single(button => button.TextContent.Contains("Import", StringComparison.Ordinal)).TextContent, StringComparison.Ordinal);

        static string Words(AngleSharp.Dom.IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void An_address_that_names_none_says_so()
    {
        var page = _pages.Render<ImportPage>(p => p.Add(i => i.Sid, "IM1"));
        page.WaitForAssertion(() => Assert.Contains("There is no such import", page.Markup, StringComparison.Ordinal));
    }

    private async Task<Import> OrderAsync()
    {
        await using var file = await CardFiles.OfAsync($"{CardFiles.IccidOf(1)},1,,,,", "12345,1,,,,", $"{CardFiles.IccidOf(1)},1,,,,", $"{CardFiles.IccidOf(2)},1,,,,");
        return await Console.OrderImportAsync(file);
    }

    private IRenderedComponent<ImportPage> Page(Import import) => _pages.Render<ImportPage>(p => p.Add(i => i.Sid, import.Sid));

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<ImportPage> page, string text) => page.FindAll("button").Single(button => button.TextContent.Trim() == text);
}
