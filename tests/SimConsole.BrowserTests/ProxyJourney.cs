using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

public sealed class ProxyJourney
{
    [Theory]
    [InlineData(ReverseProxy.Nginx, false, true)]
    [InlineData(ReverseProxy.Nginx, true, true)]
    [InlineData(ReverseProxy.Nginx, true, false)]
    [InlineData(ReverseProxy.HaProxy, false, true)]
    [InlineData(ReverseProxy.HaProxy, true, true)]
    public async Task Behind_a_proxy_and_TLS_somebody_signs_in_switches_a_sim_on_sees_it_land_and_signs_out(string kind, bool below, bool webSockets)
    {
        await using var console = await RunningConsole.StartAsync("--sample", "50");
        await using var proxy = await ReverseProxy.StartAsync(console, kind, below, webSockets);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(proxy.Address, $"{proxy.Address}/sims?status=inactive");
        var heard = new ConcurrentQueue<string>();
        var outside = new ConcurrentQueue<string>();
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, _) => heard.Enqueue(socket.Url);
        page.Response += (_, response) =>
        {
            if (response.Status >= 400 || !response.Url.StartsWith($"{proxy.Address}/", StringComparison.Ordinal))
            {
                outside.Enqueue($"{response.Status} {response.Url}");
            }
        };

        await Browser.FillInAsync(page, RunningConsole.Password);
        var row = page.Locator("tbody tr").First;
        await row.GetByRole(AriaRole.Button, new() { Name = "Activate" }).ClickAsync();
        await Expect(row.Locator(".status-chip")).ToHaveAttributeAsync("data-status", "active");

        Assert.Equal($"{proxy.Address}/sims?status=inactive", page.Url);
        Assert.All(heard, url => Assert.StartsWith(proxy.Address.Replace("https:", "wss:", StringComparison.Ordinal), url, StringComparison.Ordinal));
        Assert.Equal(webSockets, !heard.IsEmpty);
        Assert.Equal(!webSockets, await page.Locator(".live-slow").IsVisibleAsync());
        var cookies = await page.Context.CookiesAsync();
        Assert.Contains(cookies, cookie => cookie.Name.StartsWith(below ? "simconsole-" : "__Host-simconsole-", StringComparison.Ordinal) && cookie.HttpOnly);
        Assert.Contains(cookies, cookie => cookie.Name == "theme");
        Assert.All(cookies, cookie => Assert.True(cookie.Secure, $"{cookie.Name} would be sent without TLS, too."));
        Assert.All(cookies, cookie => Assert.StartsWith(new Uri(proxy.Address).AbsolutePath, cookie.Path, StringComparison.Ordinal));

        await DownloadAndUploadAsync(page, proxy);
        await ReadTheApiAsync(page, proxy);

        await page.GetByRole(AriaRole.Button, new() { Name = "Your account" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true })).ToBeVisibleAsync();
        Assert.StartsWith($"{proxy.Address}/sign-in", page.Url, StringComparison.Ordinal);
        Assert.Empty(outside);
    }

    private static async Task DownloadAndUploadAsync(IPage page, ReverseProxy proxy)
    {
        await page.GotoAsync($"{proxy.Address}/sims?status=active");
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("a[download]").First.ClickAsync());
        var file = await download.PathAsync();
        Assert.Contains("active", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        await page.GotoAsync($"{proxy.Address}/import");
        await Browser.ChooseAsync(page, Path.Combine(AppContext.BaseDirectory, "data", "stolen-pallet.csv"));
        await Expect(page.Locator(".import-summary")).ToContainTextAsync("58 SIMs will be imported");
    }

    private static async Task ReadTheApiAsync(IPage page, ReverseProxy proxy)
    {
        await page.GotoAsync($"{proxy.Address}/api-reference");
        await Expect(page.Locator(".opblock").First).ToBeVisibleAsync();
        Assert.Equal(proxy.Address, await page.EvaluateAsync<string>($"async () => (await (await fetch('{proxy.Address}/openapi/v1.json')).json()).servers[0].url.replace(/\\/$/, '')"));
    }
}
