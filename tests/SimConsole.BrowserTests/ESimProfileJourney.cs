using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

public sealed class ESimProfileJourney
{
    [Theory]
    [InlineData(1440, false)]
    [InlineData(390, true)]
    public async Task A_profile_is_ordered_comes_alive_and_is_installed(int width, bool dark)
    {
        await using var console = await RunningConsole.StartAsync("--Network:Simulated:Delay=00:00:01");
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, "/esim-profiles", width, dark);
        await Expect(page.GetByText("No profile has been ordered")).ToBeVisibleAsync();

        await page.GetByLabel("EID; empty for any device").FillAsync("8904 9032");
        await page.GetByRole(AriaRole.Button, new() { Name = "Order a profile" }).ClickAsync();
        await Expect(page.Locator(".refusal")).ToContainTextAsync("32 digits");
        await page.GetByLabel("EID; empty for any device").FillAsync("8904 9032 0050 0888 2600 0334 8913 5468");
        await page.GetByRole(AriaRole.Button, new() { Name = "Order a profile" }).ClickAsync();
        await Expect(page.Locator(".esim-status")).ToHaveTextAsync("available");
        await Expect(page.GetByLabel("Copy activation code")).ToBeVisibleAsync();
        if (width > 900)
        {
            // A phone has no room for the button that makes a download fail.
            await page.GetByRole(AriaRole.Button, new() { Name = "Order a profile" }).ClickAsync();
            await Expect(page.Locator(".esim-status[data-status=available]")).ToHaveCountAsync(2);
            await page.Locator("button[aria-label^=Fail]").First.ClickAsync();
            await Expect(page.Locator(".esim-failure")).ToBeVisibleAsync();
        }

        await Looks.AreRightAsync(page, $"esim-profiles-{width}");

        await page.Locator("button[aria-label^=Download]").ClickAsync();
        await page.Locator("button[aria-label^=Install]").ClickAsync();
        await Expect(page.Locator(".esim-status[data-status=installed]")).ToBeVisibleAsync();
        await page.Locator("tbody tr", new() { HasText = "installed" }).Locator(".cell-name a").ClickAsync();
        await Expect(page.Locator(".status-chip[data-status=new]").First).ToBeVisibleAsync();
    }
}
