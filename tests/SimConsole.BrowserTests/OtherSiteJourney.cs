using System.Text;
using Microsoft.Playwright;

namespace SimConsole.BrowserTests;

public sealed class OtherSiteJourney
{
    [Fact]
    public async Task A_form_on_another_site_does_nothing_and_the_consoles_own_pages_still_act()
    {
        await using var console = await RunningConsole.StartAsync();
        await using var browser = await Browser.StartAsync();

        // The browser knows the credentials, as one does in which somebody answered its prompt.
        var page = await browser.OpenAsync(
            console, "/sign-in", credentials: new() { Username = RunningConsole.AccountSid, Password = RunningConsole.AuthToken });
        await page.RouteAsync("http://elsewhere.example/", route => route.FulfillAsync(new()
        {
            ContentType = "text/html",
            Body = $"<form method=post action='{console.Address}/v1/Fleets'><input name=UniqueName value=made-elsewhere><button>Win a prize</button></form>",
        }));
        await page.GotoAsync("http://elsewhere.example/");
        var answer = await page.RunAndWaitForResponseAsync(
            () => page.GetByRole(AriaRole.Button).ClickAsync(), response => response.Url.EndsWith("/v1/Fleets", StringComparison.Ordinal));
        Assert.Equal(403, answer.Status);

        await page.GotoAsync("/sign-in");
        var typed = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{RunningConsole.AccountSid}:{RunningConsole.AuthToken}"))}";
        const string Create =
            """
            Authorization => fetch('/v1/Fleets', { method: 'POST', headers: { Authorization }, body: new URLSearchParams({ UniqueName: 'made-here' }) })
              .then(answer => answer.status)
            """;
        Assert.Equal(201, await page.EvaluateAsync<int>(Create, typed));
        using var program = console.Program();
        var fleets = await program.GetStringAsync("/v1/Fleets", TestContext.Current.CancellationToken);
        Assert.Contains("made-here", fleets, StringComparison.Ordinal);
        Assert.DoesNotContain("made-elsewhere", fleets, StringComparison.Ordinal);
    }
}
