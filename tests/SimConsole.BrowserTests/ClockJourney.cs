using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SimConsole.BrowserTests;

/// <summary>Times are shown in the zone of the browser, or in the one that a person has chosen, and in UTC at one press.</summary>
public sealed class ClockJourney
{
    /// <summary>Writes a moment by the clock that the page's script has, as it writes each.</summary>
    private const string Shown =
        """
        at => {
          const time = document.createElement('time');
          time.className = 'live-time';
          time.dataset.style = 'Relative';
          time.dateTime = at;
          time.append('');
          document.body.append(time);
          return new Promise(shown => {
            const look = () => time.title ? (time.remove(), shown(`${time.title} | ${time.firstChild.data}`)) : requestAnimationFrame(look);
            look();
          });
        }
        """;

    private const string Winter = "2026-01-15T11:30:00Z";
    private const string Summer = "2026-07-15T11:30:00Z";

    [Fact]
    public async Task Times_are_in_the_zone_of_the_browser_then_in_the_chosen_one_in_each_browser_and_in_utc_at_one_press()
    {
        await using var console = await RunningConsole.StartAsync("--sample", "50");
        await using var browser = await Browser.StartAsync();
        var page = await browser.SignInAsync(console, "/settings", zone: "Europe/Berlin");
        var zone = page.GetByLabel("Time zone");
        await Expect(zone).ToHaveValueAsync("");
        Assert.Equal("2026-01-15 12:30:00 GMT+1 | 2026-01-15", await ShownAsync(page, Winter));
        Assert.Equal("2026-07-15 13:30:00 GMT+2 | 2026-07-15", await ShownAsync(page, Summer));

        await zone.FillAsync("America/New_York");
        await page.GetByLabel("Written as").SelectOptionAsync("MonthFirst");
        await SaveAsync(page);
        Assert.Equal("Jan 15, 2026, 6:30:00 AM EST | Jan 15, 2026", await ShownAsync(page, Winter));
        Assert.Equal("Jul 15, 2026, 7:30:00 AM EDT | Jul 15, 2026", await ShownAsync(page, Summer));
        await Looks.AreRightAsync(page, "settings-clock-1440");

        // Another browser, elsewhere: the choice is the person's, and the form of a planned change begins with it.
        var other = await browser.SignInAsync(console, "/planned-changes/new", width: 390, zone: "Asia/Kolkata");
        await Expect(other.GetByLabel("Time zone")).ToHaveValueAsync("America/New_York");
        Assert.Equal("Jan 15, 2026, 6:30:00 AM EST | Jan 15, 2026", await ShownAsync(other, Winter));

        // One press, which holds in this browser until the next one, over a reload too.
        await other.GetByRole(AriaRole.Button, new() { Name = "Your account" }).ClickAsync();
        var utc = other.GetByRole(AriaRole.Button, new() { Name = "Show times in UTC" });
        await Expect(other.Locator("#person-menu")).ToContainTextAsync("Times in America/New_York");
        await Expect(utc).ToHaveAttributeAsync("aria-pressed", "false");
        await utc.ClickAsync();
        await Expect(utc).ToHaveAttributeAsync("aria-pressed", "true");
        await Looks.PictureAsync(other, "person-menu-390");
        await Looks.AreAccessibleAsync(other);
        Assert.Equal("Jan 15, 2026, 11:30:00 AM UTC | Jan 15, 2026", await ShownAsync(other, Winter));
        await other.ReloadAsync();
        await Expect(other.GetByLabel("Time zone")).ToHaveValueAsync("UTC");
        await other.GetByRole(AriaRole.Button, new() { Name = "Your account" }).ClickAsync();
        await utc.ClickAsync();
        Assert.Equal("Jan 15, 2026, 6:30:00 AM EST | Jan 15, 2026", await ShownAsync(other, Winter));

        // Back to that of the browser.
        await page.ReloadAsync();
        await Expect(zone).ToHaveValueAsync("America/New_York");
        await zone.FillAsync("");
        await page.GetByLabel("Written as").SelectOptionAsync("DayFirst");
        await SaveAsync(page);
        Assert.Equal("15 Jan 2026, 12:30:00 GMT+1 | 15 Jan 2026", await ShownAsync(page, Winter));
    }

    private static async Task SaveAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Saved.", new() { Exact = true })).ToBeVisibleAsync();
    }

    /// <summary>What stands for a moment on hover and in place, with plain spaces.</summary>
    private static async Task<string> ShownAsync(IPage page, string at)
    {
        await page.EvaluateAsync("() => simConsole.zone()");
        return Regex.Replace(await page.EvaluateAsync<string>(Shown, at), @"\s", " ");
    }
}
