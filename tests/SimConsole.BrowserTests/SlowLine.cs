using Microsoft.Playwright;

namespace SimConsole.BrowserTests;

/// <summary>A line on which each message between a page and its circuit is on its way for a while.</summary>
internal static class SlowLine
{
    /// <summary>Slows down the line of this page, from its next load on.</summary>
    public static Task OfAsync(IPage page, TimeSpan latency) => page.RouteWebSocketAsync("**/_blazor?**", browser =>
    {
        var server = browser.ConnectToServer();
        browser.OnMessage(Late(server, latency));
        server.OnMessage(Late(browser, latency));
    });

    /// <summary>Passes messages on when their time has come, in the order in which they were sent.</summary>
    private static Action<IWebSocketFrame> Late(IWebSocketRoute to, TimeSpan latency)
    {
        var before = Task.CompletedTask;
        return frame => before = PassOnAsync(frame, Task.WhenAll(before, Task.Delay(latency)));

        async Task PassOnAsync(IWebSocketFrame frame, Task due)
        {
            await due;
            if (frame.Binary is { } bytes)
            {
                to.Send(bytes);
            }
            else
            {
                to.Send(frame.Text!);
            }
        }
    }
}
