namespace SimConsole.Live;

/// <summary>Calls a page whenever a signal wakes, at most twice a second unless it names another pace, until disposed.</summary>
public sealed class SignalWatch : IDisposable
{
    private static readonly TimeSpan TwiceASecond = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stop = new();

    /// <param name="changed">Reads and draws; it does not throw.</param>
    /// <param name="pace">The time from one call to the next, at least.</param>
    public SignalWatch(Signal signal, TimeProvider time, Func<Task> changed, TimeSpan? pace = null)
    {
        // Taken before the page reads for the first time, so that nothing is missed in between.
        var next = signal.Next;
        _ = WatchAsync(signal, next, time, changed, pace ?? TwiceASecond, _stop.Token);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private static async Task WatchAsync(Signal signal, Task next, TimeProvider time, Func<Task> changed, TimeSpan pace, CancellationToken token)
    {
        try
        {
            while (true)
            {
                await next.WaitAsync(token);

                // Before the page reads: what happens while it does wakes it once more.
                next = signal.Next;
                await changed();
                await Task.Delay(pace, time, token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The page is gone.
        }
    }
}
