using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace SimConsole.BrowserTests;

/// <summary>What every page must be, whatever it shows; and its picture, where somebody wants to look for himself.</summary>
internal static class Looks
{
    // The others are counted, and not described: that is most of the work on a long page.
    private static readonly AxeRunOptions OnlyViolations = new() { ResultTypes = [ResultType.Violations] };

    /// <summary>What another theme can break.</summary>
    private static readonly AxeRunOptions OnlyContrast = new() { ResultTypes = [ResultType.Violations], RunOnly = new() { Type = "rule", Values = ["color-contrast"] } };

    /// <summary>Looks at a page in the theme that it has, then in the other, which it keeps.</summary>
    /// <param name="name">The name of its pictures, to which the theme is added.</param>
    /// <param name="ring">Measures at last what the keyboard reaches, where it is given: what opens when it has the focus stays open.</param>
    public static async Task AreRightAsync(IPage page, string name, FocusRing? ring = null)
    {
        var html = page.Locator("html");
        var theme = (await html.GetAttributeAsync("data-theme"))!;
        var other = theme == "dark" ? "light" : "dark";
        await FitTheScreenAsync(page);
        await LookAsync(OnlyViolations, theme);
        await page.GetByRole(AriaRole.Button, new() { Name = $"{other} theme" }).ClickAsync();
        await Assertions.Expect(html).ToHaveAttributeAsync("data-theme", other);
        await page.Mouse.MoveAsync(0, 0);
        await LookAsync(OnlyContrast, other);
        await (ring?.MeasureAsync(page) ?? Task.CompletedTask);

        async Task LookAsync(AxeRunOptions options, string theme)
        {
            await AreAccessibleAsync(page, options, isWhole: true);
            await PictureAsync(page, $"{name}-{theme}");
        }
    }

    /// <summary>Looks for what keeps somebody from using what is shown, which may be half of a page, or a dialog over one.</summary>
    public static Task AreAccessibleAsync(IPage page) => AreAccessibleAsync(page, OnlyViolations, isWhole: false);

    private static async Task AreAccessibleAsync(IPage page, AxeRunOptions options, bool isWhole)
    {
        // While the circuit takes the page over, its title is gone for a moment.
        await Assertions.Expect(page).Not.ToHaveTitleAsync("");

        // A colour that is still fading is not the one that people read; and what is drawn anew meanwhile begins to fade again.
        await page.EvaluateAsync(
            """
            async () => {
              const fading = () => document.getAnimations().filter(a => a.playState === 'running' && a.effect.getComputedTiming().iterations !== Infinity);
              do {
                await Promise.all(fading().map(a => a.finished.catch(() => {})));
                await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
              } while (fading().length > 0);
            }
            """);
        var result = await page.RunAxe(options);
        Assert.NotEmpty(result.Passes);

        // Of a whole page nothing at all is wrong. Where Swagger UI puts its headings and landmarks is not ours to say.
        var isPerfect = isWhole && await page.Locator(".api-reference").CountAsync() == 0;
        var faults = result.Violations
            .Where(v => isPerfect || v.Impact is "serious" or "critical")
            .Select(v => $"{page.Url}: {v.Id}: {v.Help} at {string.Join(", ", v.Nodes.Take(4).Select(n => n.Html))}")
            .ToList();
        Assert.True(faults.Count == 0, string.Join("; ", faults));
    }

    public static async Task FitTheScreenAsync(IPage page)
    {
        // What hangs over inside a list scrolls there, and hides the button at the end of each row all the same. A number that stands for a name
        // ends in what tells it from its neighbours, so that it is never cut.
        var wide = await page.EvaluateAsync<string[]>(
            """
            () => [document.documentElement, ...document.querySelectorAll('.mud-table-container, a[data-unnamed]')]
              .filter(element => element.scrollWidth > element.clientWidth)
              .map(element => `${element.tagName}.${element.className}: ${element.scrollWidth} in ${element.clientWidth}`)
            """);
        Assert.True(wide.Length == 0, $"{page.Url} is wider than the screen: {string.Join("; ", wide)}");
    }

    /// <summary>Leaves a picture in the folder that <c>SIMCONSOLE_SCREENSHOTS</c> names, and none where it names none.</summary>
    public static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("SIMCONSOLE_SCREENSHOTS") is { } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
        }
    }
}
