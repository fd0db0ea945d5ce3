namespace SimConsole.Callbacks;

/// <summary>Calls a page whenever callbacks were written in this process, at most twice a second, until disposed.</summary>
public sealed class CallbackWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stop = new();

    /// <param name="changed">Reads and draws; it does not throw.</param>
    public CallbackWatch(CallbackSignal signal, TimeProvider time, Func<Task> changed)
    {
        // Taken before the page reads for the first time, so that nothing is missed in between.
        var next = signal.Next;
        _ = WatchAsync(signal, next, time, changed, _stop.Token);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private static async Task WatchAsync(CallbackSignal signal, Task next, TimeProvider time, Func<Task> changed, CancellationToken token)
    {
        try
        {
            while (true)
            {
                await next.WaitAsync(token);
                next = signal.Next;
                await changed();
                await Task.Delay(Interval, time, token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
    }
}
