using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

public sealed class CommandJourney(SampleConsole sample) : IClassFixture<SampleConsole>
{
    [Theory]
    [InlineData(false, 1440)]
    [InlineData(true, 390)]
    public async Task A_person_sends_a_command_sees_it_arrive_and_plays_the_device(bool dark, int width)
    {
        var page = await sample.Browser.OpenAsync(sample.Console, "/sims?status=active", width, dark);
        await Browser.FillInAsync(page, RunningConsole.Password);
        await page.Locator("a.row-link").First.ClickAsync();
        var commands = page.Locator("#commands");
        await commands.GetByLabel("Payload").FillAsync("report location");
        await commands.GetByText("Send to the device").ClickAsync();
        await Expect(commands.Locator(".command-status[data-status=delivered]").First).ToBeVisibleAsync();

        await commands.GetByLabel("Sent as").SelectOptionAsync("Ip");
        await commands.GetByLabel("Port on the device").FillAsync("5683");
        await commands.GetByLabel("Payload", new() { Exact = true }).FillAsync("52.5200, 13.4050");
        await commands.GetByText("Send as the device").ClickAsync();
        await Expect(commands.Locator(".command-status[data-status=received]").First).ToBeVisibleAsync();
        await commands.ScrollIntoViewIfNeededAsync();
        await Looks.AreRightAsync(page, $"sim-commands-{width}");

        await commands.GetByText("All commands of this SIM").ClickAsync();
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();
        await Looks.AreRightAsync(page, $"commands-of-a-sim-{width}");
    }
}
