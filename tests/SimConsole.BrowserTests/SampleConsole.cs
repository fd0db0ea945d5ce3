namespace SimConsole.BrowserTests;

/// <summary>One console with 1,000 sample SIMs and one browser, for the tests of a class that do not mind each other.</summary>
public sealed class SampleConsole : IAsyncLifetime
{
    public RunningConsole Console { get; private set; } = null!;

    public Browser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Console = await RunningConsole.StartAsync("--sample", "1000");
        Browser = await Browser.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        await Console.DisposeAsync();
    }
}
