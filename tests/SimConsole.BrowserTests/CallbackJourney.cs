using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

public sealed class CallbackJourney
{
    [Theory]
    [InlineData(1440, false)]
    [InlineData(390, true)]
    public async Task A_receiver_is_tried_fails_comes_back_and_is_told_again(int width, bool dark)
    {
        await using var console = await RunningConsole.StartAsync("--sample", "100", "--Callbacks:AllowedPrivateNetworks:0=127.0.0.0/8");
        await using var browser = await Browser.StartAsync();
        var list = await browser.SignInAsync(console, "/callbacks", width, dark);
        await Expect(list.GetByText("No program has asked for callbacks yet")).ToBeVisibleAsync();
        await Looks.AreRightAsync(list, $"callbacks-none-{width}");

        var bench = await browser.SignInAsync(console, "/callbacks/bench", width, dark);
        await Expect(bench.GetByText("Nothing yet")).ToBeVisibleAsync();
        await Expect(bench.Locator(".refusal")).ToHaveCountAsync(0);
        var url = $"{console.Address}/callback-bench/first";
        await Expect(bench.GetByText(url, new() { Exact = true })).ToBeVisibleAsync();
        await bench.Locator("select#behaviour").SelectOptionAsync("Fails");

        var sim = await ActiveSimAsync(console);
        await OrderAsync(console, sim, url);
        await Expect(list.GetByText("failing").First).ToBeVisibleAsync();
        await Expect(list.GetByText("HTTP 503").First).ToBeVisibleAsync(new() { Visible = width > 900 });
        await Expect(bench.Locator(".delivery").First).ToContainTextAsync("signed");

        await bench.Locator("select#behaviour").SelectOptionAsync("Answers");
        await list.Locator("a.row-link").First.ClickAsync();
        await list.GetByRole(AriaRole.Button, new() { Name = "Send now" }).First.ClickAsync();
        await Expect(list.Locator(".plain-table .callback-state[data-state=delivered]")).ToHaveCountAsync(2);
        await Expect(list.GetByText("Status=inactive", new() { Exact = true })).ToBeVisibleAsync();
        await Looks.AreRightAsync(list, $"callback-{width}");

        await bench.Locator(".delivery summary").First.ClickAsync();
        await Expect(bench.GetByText("holds").First).ToBeVisibleAsync();
        await Looks.AreRightAsync(bench, $"callback-bench-{width}");

        await OrderAsync(console, await ActiveSimAsync(console), "http://127.0.0.1:9/callbacks?tenant=north");
        await list.GotoAsync("/callbacks");
        await Expect(list.Locator("tbody tr")).ToHaveCountAsync(2);
        await Expect(list.Locator(".callback-state[data-state=failing]")).ToBeVisibleAsync();
        await Looks.AreRightAsync(list, $"callbacks-{width}");
        await list.GetByLabel("URL contains").FillAsync("tenant=north");
        await list.GetByLabel("URL contains").PressAsync("Enter");
        await Expect(list.Locator("tbody tr")).ToHaveCountAsync(1);
        Assert.Contains("url=tenant%3Dnorth", list.Url, StringComparison.Ordinal);
        await list.Locator(".filter-pill", new() { HasText = "given up" }).ClickAsync();
        await Expect(list.GetByText("No callback matches")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_console_that_may_not_call_itself_says_so()
    {
        await using var console = await RunningConsole.StartAsync();
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, "/callbacks/bench");
        await Expect(page.GetByText("This console may not call itself yet")).ToBeVisibleAsync();
        await Looks.AreRightAsync(page, "callback-bench-not-allowed-1440");
        await page.GotoAsync("/callbacks/CB00000000000000000000000000000000");
        await Expect(page.GetByText("There is no such callback")).ToBeVisibleAsync();
        using var anybody = new HttpClient();
        Assert.Equal(404, (int)(await anybody.GetAsync($"{console.Address}/callback-bench/nobody", TestContext.Current.CancellationToken)).StatusCode);
    }

    private static async Task<string> ActiveSimAsync(RunningConsole console)
    {
        using var program = console.Program();
        using var found = JsonDocument.Parse(await program.GetStringAsync("/v1/Sims?Status=active&PageSize=1", TestContext.Current.CancellationToken));
        return found.RootElement.GetProperty("sims")[0].GetProperty("sid").GetString()!;
    }

    private static async Task OrderAsync(RunningConsole console, string sim, string url)
    {
        using var program = console.Program();
        using var off = new FormUrlEncodedContent([KeyValuePair.Create("Status", "inactive"), KeyValuePair.Create("CallbackUrl", url)]);
        (await program.PostAsync($"/v1/Sims/{sim}", off, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }
}
