using Microsoft.Playwright;

namespace SimConsole.BrowserTests;

/// <summary>Debian's Chromium, driven by Playwright.</summary>
public sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Browser> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return new Browser(playwright, await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("SIMCONSOLE_CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu"],
        }));
    }

    /// <summary>Opens a page of a browser of its own.</summary>
    public async Task<IPage> OpenAsync(RunningConsole console, string path, int width = 1440, bool dark = false)
    {
        var page = await (await _browser.NewContextAsync(new()
        {
            BaseURL = console.Address,
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
        })).NewPageAsync();
        await page.GotoAsync(path);
        return page;
    }

    /// <summary>Opens a page of a browser of its own, on which somebody has signed in.</summary>
    public async Task<IPage> SignInAsync(RunningConsole console, string path = "/sims", int width = 1440, bool dark = false)
    {
        var page = await OpenAsync(console, path, width, dark);
        await FillInAsync(page, RunningConsole.Password);
        await page.Locator(".page-header h1, .empty-state").First.WaitForAsync();
        return page;
    }

    /// <summary>Fills in the form of the sign-in page, and sends it.</summary>
    public static async Task FillInAsync(IPage page, string password)
    {
        await page.GetByLabel("Name").FillAsync(RunningConsole.UserName);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    /// <summary>Chooses a file, once the page listens: what is chosen before that is lost, and no person is that fast.</summary>
    public static async Task ChooseAsync(IPage page, string file)
    {
        await page.WaitForFunctionAsync("() => document.querySelector('input[type=file]')?._blazorInputFileNextFileId === 0");
        await page.Locator("input[type=file]").SetInputFilesAsync(file);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
