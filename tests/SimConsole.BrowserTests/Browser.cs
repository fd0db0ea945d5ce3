using Microsoft.Playwright;

namespace SimConsole.BrowserTests;

/// <summary>The browsers of one test: each page that it opens is one of its own, with its own cookies. Disposal closes them.</summary>
public sealed class Browser : IAsyncDisposable
{
    private readonly IBrowser _chromium;
    private readonly List<IBrowserContext> _opened = [];

    private Browser(IBrowser chromium) => _chromium = chromium;

    public static async Task<Browser> StartAsync() => new((await TestContext.Current.GetFixture<Chromium>())!.Launched);

    /// <summary>Opens a page of a browser of its own, which may know credentials for HTTP.</summary>
    public Task<IPage> OpenAsync(RunningConsole console, string path, int width = 1440, bool dark = false, HttpCredentials? credentials = null, string? zone = null) =>
        OpenAsync(console.Address, path, width, dark, credentials, zone);

    /// <summary>Opens a page of a browser of its own, which takes any certificate.</summary>
    public async Task<IPage> OpenAsync(string address, string path, int width = 1440, bool dark = false, HttpCredentials? credentials = null, string? zone = null)
    {
        var context = await _chromium.NewContextAsync(new()
        {
            BaseURL = address,
            IgnoreHTTPSErrors = true,
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            HttpCredentials = credentials,
            TimezoneId = zone,
        });
        context.SetDefaultTimeout(Chromium.LimitMilliseconds);
        _opened.Add(context);
        var page = await context.NewPageAsync();
        await page.GotoAsync(path);
        return page;
    }

    /// <summary>Opens a page of a browser of its own, on which somebody has signed in.</summary>
    public async Task<IPage> SignInAsync(RunningConsole console, string path = "/sims", int width = 1440, bool dark = false, string? zone = null)
    {
        var page = await OpenAsync(console, path, width, dark, zone: zone);
        await FillInAsync(page, RunningConsole.Password);
        await page.Locator(".page-header:not(.first-paint) h1, .empty-state").First.WaitForAsync();
        return page;
    }

    /// <summary>Fills in the form of the sign-in page, and sends it.</summary>
    public static async Task FillInAsync(IPage page, string password, string name = RunningConsole.UserName)
    {
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }

    /// <summary>Waits until a page listens to files: what is chosen or dropped before that is lost, and no person is that fast.</summary>
    public static Task TakesFilesAsync(IPage page) =>
        page.WaitForFunctionAsync("() => document.querySelector('input[type=file]')?._blazorInputFileNextFileId === 0");

    /// <summary>Chooses a file, once the page listens.</summary>
    public static async Task ChooseAsync(IPage page, string file)
    {
        await TakesFilesAsync(page);
        await page.Locator("input[type=file]").SetInputFilesAsync(file);
    }

    /// <summary>Fills in a long text at once, as a paste does: filling it in types line by line.</summary>
    public static Task PasteAsync(ILocator field, string text) => field.EvaluateAsync(
        """
        (field, text) => {
          field.value = text;
          field.dispatchEvent(new Event('input', { bubbles: true }));
          field.dispatchEvent(new Event('change', { bubbles: true }));
        }
        """, text);

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _opened)
        {
            await context.CloseAsync();
        }
    }
}
