using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using SimConsole.LossReports;
using SimConsole.Tests.Sims;

namespace SimConsole.Tests.LossReports;

public sealed class NewLossReportPageTests : IAsyncLifetime
{
    private static readonly string[] Old = ["89445006122304178517", "89445006122304178889", "89445006122304179259"];

    private PageContext _pages = null!;

    public async ValueTask InitializeAsync()
    {
        _pages = await PageContext.StartAsync();
        await _pages.Console.ImportAsync([.. Old, "89445006122304181107", "89445006122304181479", "89445006122304181842"]);
    }

    public ValueTask DisposeAsync() => _pages.DisposeAsync();

    [Fact]
    public async Task A_list_of_replaced_cards_can_be_reported_only_after_a_column_has_been_chosen()
    {
        var page = _pages.Render<NewLossReportPage>();
        var swap = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "data", "swap.csv"), TestContext.Current.CancellationToken);

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(swap, "swap.csv"));
        page.WaitForAssertion(() => Assert.Collection(
            page.FindAll(".column-choice label").Select(label => label.TextContent.Trim()),
            old => Assert.StartsWith("old ICCID", old, StringComparison.Ordinal),
            other => Assert.StartsWith("new ICCID", other, StringComparison.Ordinal),
            all => Assert.Equal("All of them", all)));
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent.Contains("off the network", StringComparison.Ordinal));

        await page.FindAll(".column-choice input")[0].ChangeAsync(new() { Value = "on" });
        page.WaitForAssertion(() => Assert.Equal("Take 3 SIMs off the network", page.FindAll("button")[^1].TextContent.Trim()));
        Assert.Equal(Old, page.FindAll(".grouped").Select(iccid => iccid.TextContent));

        await page.FindAll(".column-choice input")[2].ChangeAsync(new() { Value = "on" });
        page.WaitForAssertion(() => Assert.Equal("Take 6 SIMs off the network", page.FindAll("button")[^1].TextContent.Trim()));
    }
}
