using AngleSharp.Dom;
using Bunit;
using SimConsole.ESimProfiles;

namespace SimConsole.Tests.ESimProfiles;

public sealed class ESimProfilesPageTests : IAsyncLifetime
{
    private PageContext _page = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _page = await PageContext.StartAsync();

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public async Task A_profile_is_ordered_followed_downloaded_and_installed()
    {
        var page = _page.Render<ESimProfilesPage>();
        page.WaitForAssertion(() => Assert.Contains("No profile has been ordered", page.Markup, StringComparison.Ordinal));

        await page.InvokeAsync(() => Button(page, "Order a profile").Click());
        page.WaitForAssertion(() => Assert.Equal("new", Status(page)));
        await _page.Console.Get<ESimProfileWorker>().WorkOnceAsync(Token);
        await _page.LiveAsync(() => Status(page) == "available");
        Assert.StartsWith("LPA:1$", page.Find("[data-copy]").GetAttribute("data-copy"), StringComparison.Ordinal);
        Assert.StartsWith("sims/HS", page.Find(".cell-name a").GetAttribute("href"), StringComparison.Ordinal);

        await page.InvokeAsync(() => Button(page, "Download").Click());
        page.WaitForAssertion(() => Assert.Equal("downloaded", Status(page)));
        await page.InvokeAsync(() => Button(page, "Install").Click());
        page.WaitForAssertion(() => Assert.Equal("installed", Status(page)));
        Assert.Empty(page.FindAll(".esim-play"));
    }

    [Fact]
    public async Task A_wrong_eid_is_refused_and_nothing_is_ordered()
    {
        var page = _page.Render<ESimProfilesPage>();
        await page.InvokeAsync(() => page.Find("input[type=text]").Input("8904"));
        await page.InvokeAsync(() => Button(page, "Order a profile").Click());

        page.WaitForAssertion(() => Assert.Contains("32 digits", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Empty(await _page.Console.Get<ESimProfileReader>().ListBeforeAsync(new ESimProfileFilter(), null, 10, FleetScope.All, Token));
    }

    [Fact]
    public async Task A_device_that_fails_is_shown_with_its_reason()
    {
        await _page.Console.Get<ESimProfileService>().OrderAsync(new ESimProfileOrder(TestEid.One, false), TestConsole.Someone, Token);
        await _page.Console.Get<ESimProfileWorker>().WorkOnceAsync(Token);
        var page = _page.Render<ESimProfilesPage>();

        page.WaitForAssertion(() => Button(page, "Fail").Click());

        page.WaitForAssertion(() => Assert.Equal("failed", Status(page)));
        Assert.Contains("could not install", page.Find(".esim-failure").TextContent, StringComparison.Ordinal);
    }

    private static string? Status(IRenderedComponent<ESimProfilesPage> page) => page.FindAll(".esim-status").SingleOrDefault()?.GetAttribute("data-status");

    private static IElement Button(IRenderedComponent<ESimProfilesPage> page, string text) => page.FindAll("button").Single(button => button.TextContent.Trim() == text);
}
