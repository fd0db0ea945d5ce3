using Microsoft.Playwright;
using SimConsole.BrowserTests;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace SimConsole.BrowserTests;

/// <summary>Debian's Chromium, driven by Playwright: one for all tests.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>After this, what has not come will not: a machine that is busy with everything else answers late, and is right all the same.</summary>
    public const float LimitMilliseconds = 300_000;

    private IPlaywright? _playwright;
    private IBrowser? _launched;

    public IBrowser Launched => _launched!;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(LimitMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _launched = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("SIMCONSOLE_CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        await (_launched?.DisposeAsync() ?? default);
        _playwright?.Dispose();
    }
}
