namespace SimConsole.BulkChanges;

/// <summary>Calls a page when a bulk change may look different, at most twice a second, until disposed.</summary>
internal sealed class NewsWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _gone = new();

    public NewsWatch(BulkChangeNews news, TimeProvider time, Func<Task> look) => _ = FollowAsync(news, time, look, _gone.Token);

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private static async Task FollowAsync(BulkChangeNews news, TimeProvider time, Func<Task> look, CancellationToken gone)
    {
        try
        {
            for (var next = news.Next; ; next = news.Next)
            {
                await Task.Delay(Interval, time, gone);
                await next.WaitAsync(gone);
                await look();
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The page is gone.
        }
    }
}
