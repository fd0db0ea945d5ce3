using Bunit;
using SimConsole.BulkChanges;
using SimConsole.Sims;

namespace SimConsole.Tests.BulkChanges;

public sealed class BulkChangePageTests : IAsyncLifetime
{
    private PageContext _pages = null!;

    private TestConsole Console => _pages.Console;

    public async ValueTask InitializeAsync() => _pages = await PageContext.StartAsync();

    public ValueTask DisposeAsync() => _pages.DisposeAsync();

    [Theory]
    [InlineData(10, false)]
    [InlineData(11, true)]
    public async Task Only_more_than_ten_ask_for_their_number(int sims, bool asks)
    {
        var page = Page(await PreviewAsync(sims));
        page.WaitForAssertion(() => Assert.NotNull(Button(page, $"Deactivate {sims} SIMs")));
        Assert.Equal(asks, page.FindAll("input[inputmode=numeric]").Count == 1);
        Assert.Equal(asks, Button(page, $"Deactivate {sims} SIMs").HasAttribute("disabled"));
        if (asks)
        {
            page.Find("input[inputmode=numeric]").Input("12");
            Assert.True(Button(page, $"Deactivate {sims} SIMs").HasAttribute("disabled"));
            page.Find("input[inputmode=numeric]").Input($"{sims}");
            page.WaitForAssertion(() => Assert.False(Button(page, $"Deactivate {sims} SIMs").HasAttribute("disabled")));
        }
    }

    [Fact]
    public async Task Ordering_shows_the_progress_and_then_the_results()
    {
        var preview = await PreviewAsync(3);
        var page = Page(preview);
        page.WaitForAssertion(() => Button(page, "Deactivate 3 SIMs").Click());
        page.WaitForAssertion(() => Assert.Contains("0 of 3 have ended", page.Markup, StringComparison.Ordinal));

        await Console.WorkBulkAsync();
        Console.Get<BulkChangeNews>().Wake();

        await _pages.LiveAsync(() => page.Markup.Contains("All 3 changed.", StringComparison.Ordinal));
        Assert.Equal(3, page.FindAll(".result[data-result=completed]").Count);
        Assert.NotNull(Button(page, "Undo…"));
    }

    [Fact]
    public async Task Discarding_forgets_the_preview()
    {
        var preview = await PreviewAsync(3);
        var page = Page(preview);
        page.WaitForAssertion(() => Button(page, "Discard").Click());
        await Wait.UntilAsync(async () => await Console.BulkReader().FindAsync(preview.Sid, FleetScope.All, TestContext.Current.CancellationToken) is null);
        Assert.EndsWith("/sims", _pages.Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_in_which_nothing_can_be_done_offers_no_button()
    {
        var page = Page(await Console.PreviewAsync(BulkChangeKind.Deactivate, [await Console.AddSimAsync()]));
        page.WaitForAssertion(() => Assert.Contains("None of these SIMs can take this step", page.Markup, StringComparison.Ordinal));
        Assert.Contains("A new SIM cannot be set to inactive", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent.Contains("Deactivate", StringComparison.Ordinal));
    }

    [Fact]
    public void A_change_that_is_not_there_says_so()
    {
        var page = _pages.Render<BulkChangePage>(p => p.Add(x => x.Sid, "BC00"));
        page.WaitForAssertion(() => Assert.Contains("There is no such change", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void No_change_yet_says_what_to_do()
    {
        var page = _pages.Render<BulkChangesPage>();
        page.WaitForAssertion(() => Assert.Contains("Nothing has been changed in bulk yet", page.Markup, StringComparison.Ordinal));
    }

    private async Task<BulkChange> PreviewAsync(int count)
    {
        var fleet = await Console.AddFleetAsync("meters");
        var sims = new List<SimRow>();
        for (var i = 0; i < count; i++)
        {
            sims.Add(await Console.AddSimAsync(SimStatus.Active, fleet));
        }

        return await Console.PreviewAsync(BulkChangeKind.Deactivate, sims);
    }

    private IRenderedComponent<BulkChangePage> Page(BulkChange bulk) => _pages.Render<BulkChangePage>(p => p.Add(x => x.Sid, bulk.Sid));

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<BulkChangePage> page, string text) =>
        page.FindAll("button").Single(button => button.TextContent.Trim() == text);
}
