using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

/// <summary>What a press has done is undone by one more, or by a key.</summary>
public sealed partial class UndoJourney(SampleConsole sample) : IClassFixture<SampleConsole>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_press_is_undone_by_a_key_and_by_a_press(bool byKey)
    {
        var page = await sample.Browser.SignInAsync(sample.Console, "/sims?status=active");
        var notice = page.Locator(".mud-snackbar");
        await page.Locator("tbody tr").First.GetByRole(AriaRole.Button, new() { Name = "Deactivate" }).ClickAsync();
        await Expect(notice).ToContainTextAsync("Deactivating");

        if (byKey)
        {
            await page.Keyboard.PressAsync("Control+z");
        }
        else
        {
            await notice.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        }

        // How far the network is by then, it alone knows.
        await Expect(notice).ToContainTextAsync(Undone());
        await Expect(notice).ToHaveCountAsync(1);
    }

    /// <summary>What is said after an undo, however far the change had come.</summary>
    [GeneratedRegex("stays active|becomes active again|is being asked already")]
    internal static partial Regex Undone();
}
