using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

public sealed class ProxyJourney
{
    [Fact]
    public async Task Behind_nginx_and_TLS_somebody_signs_in_switches_a_sim_on_sees_it_land_and_signs_out()
    {
        await using var console = await RunningConsole.StartAsync("--sample", "50");
        await using var nginx = await Nginx.StartAsync(console);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(nginx.Address, "/sims?status=inactive");
        var heard = new ConcurrentQueue<string>();
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, _) => heard.Enqueue(socket.Url);

        await Browser.FillInAsync(page, RunningConsole.Password);
        var row = page.Locator("tbody tr").First;
        await row.GetByRole(AriaRole.Button, new() { Name = "Activate" }).ClickAsync();
        await Expect(row.Locator(".status-chip")).ToHaveAttributeAsync("data-status", "active");

        Assert.Equal($"{nginx.Address}/sims?status=inactive", page.Url);
        Assert.All(heard, url => Assert.StartsWith(nginx.Address.Replace("https:", "wss:", StringComparison.Ordinal), url, StringComparison.Ordinal));
        Assert.NotEmpty(heard);
        var cookies = await page.Context.CookiesAsync();
        Assert.Contains(cookies, cookie => cookie.Name == "__Host-simconsole");
        Assert.Contains(cookies, cookie => cookie.Name == "theme");
        Assert.All(cookies, cookie => Assert.True(cookie.Secure, $"{cookie.Name} would be sent without TLS, too."));

        await page.GetByRole(AriaRole.Button, new() { Name = "Your account" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true })).ToBeVisibleAsync();
        Assert.StartsWith($"{nginx.Address}/sign-in", page.Url, StringComparison.Ordinal);
    }
}
