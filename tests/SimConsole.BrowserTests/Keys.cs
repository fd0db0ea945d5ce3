using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

/// <summary>A page as somebody without a mouse goes through it.</summary>
internal static class Keys
{
    private const int MostTabs = 120;

    /// <summary>Goes on by Tab until it is reached, as somebody does who sees where he is.</summary>
    public static async Task TabToAsync(IPage page, ILocator wanted)
    {
        await Expect(wanted).ToBeVisibleAsync();
        for (var tabs = 0; tabs < MostTabs; tabs++)
        {
            if (await wanted.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }

            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"{wanted} was not reached by {MostTabs} presses of Tab.");
    }
}
