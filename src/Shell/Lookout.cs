namespace SimConsole.Shell;

/// <summary>Polls for changes that no event reports to a page, until disposed.</summary>
public sealed class Lookout : IDisposable
{
    private readonly CancellationTokenSource _gone = new();

    public Lookout() => Gone = _gone.Token;

    /// <summary>Cancelled when the page is gone.</summary>
    public CancellationToken Gone { get; }

    /// <param name="look">Reads and draws; it throws nothing except what says that the page is gone.</param>
    public void LookEvery(TimeSpan pace, TimeProvider time, Func<Task> look) => _ = LookAsync(pace, time, look);

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private async Task LookAsync(TimeSpan pace, TimeProvider time, Func<Task> look)
    {
        try
        {
            using var timer = new PeriodicTimer(pace, time);
            while (await timer.WaitForNextTickAsync(Gone))
            {
                await look();
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The page is gone.
        }
    }
}
