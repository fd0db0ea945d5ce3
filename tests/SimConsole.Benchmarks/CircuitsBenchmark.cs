using Microsoft.Playwright;

namespace SimConsole.Benchmarks;

/// <summary>Open pages that nobody touches: what each keeps alive on the console's heap, and what they cost beside a console without pages.</summary>
internal static class CircuitsBenchmark
{
    private const string Password = "Circuits-are-counted-1";
    private const int Warm = 10;
    private const double Megabyte = 1024 * 1024;
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    public static async Task RunAsync(Options options)
    {
        var (all, pages, seconds) = (options.Number("base", 100_000), options.Number("pages", 100), options.Number("seconds", 20));
        await using var engine = new SqliteEngine();
        using var published = await PublishedConsole.MakeAsync();
        await using var database = await engine.CopyAsync(all);

        // No sessions: their usage would be the work of the network, not of the pages.
        var program = published.Program(database, $"--Admin:Password={Password}", "--SecondFactor:RequiredFor=None", "--Network:Simulated:SessionEvery=00:00:00");
        await using var console = await ServedProgram.StartAsync(published.Folder, program, "/health");
        using var playwright = await Playwright.CreateAsync();
        await using var chromium = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("SIMCONSOLE_CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu"],
        });
        await using var browser = await chromium.NewContextAsync(new() { BaseURL = console.Address });
        await SignInAsync(browser);

        // The first pages load what all pages share.
        await CloseAsync(await OpenAsync(browser, Warm));
        await Task.Delay(Settling);
        var (live, set, alone) = (await console.LiveAsync() / Megabyte, console.Memory / Megabyte, await ProcessorAsync(console, seconds));
        var opened = await OpenAsync(browser, pages);
        await Task.Delay(Settling);
        var idle = await ProcessorAsync(console, seconds);
        var (setThen, liveThen) = (console.Memory / Megabyte, await console.LiveAsync() / Megabyte);
        await CloseAsync(opened);

        var report = new Report("circuits", "", "live MB", "working set MB", "processor ms a second");
        report.Row("no page", live, set, alone);
        report.Row($"{pages} pages", liveThen, setThen, idle);
        report.Print(("base", all), ("pages", pages), ("megabytes_each", (liveThen - live) / pages), ("working_set_each", (setThen - set) / pages),
            ("idle_ms_a_second", idle), ("floor_ms_a_second", alone));
    }

    private static async Task SignInAsync(IBrowserContext browser)
    {
        var page = await browser.NewPageAsync();
        await page.GotoAsync("/sims");
        await page.GetByLabel("Name").FillAsync("admin");
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.Locator("tbody tr").First.WaitForAsync();
        await page.CloseAsync();
    }

    private static async Task<IReadOnlyList<IPage>> OpenAsync(IBrowserContext browser, int count)
    {
        var pages = new List<IPage>();
        for (var i = 0; i < count; i++)
        {
            var page = await browser.NewPageAsync();
            await page.GotoAsync("/sims");
            await page.Locator("tbody tr").First.WaitForAsync();
            pages.Add(page);
        }

        return pages;
    }

    private static async Task CloseAsync(IReadOnlyList<IPage> pages)
    {
        foreach (var page in pages)
        {
            await page.CloseAsync(new() { RunBeforeUnload = false });
        }
    }

    /// <summary>How much of a processor the console takes, in milliseconds a second.</summary>
    private static async Task<double> ProcessorAsync(ServedProgram console, int seconds)
    {
        var before = console.Processor;
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        return (console.Processor - before).TotalMilliseconds / seconds;
    }
}
