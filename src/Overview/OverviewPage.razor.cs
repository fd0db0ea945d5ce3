using SimConsole.Live;

namespace SimConsole.Overview;

/// <summary>The start page: the state of all Sims, what is changing and what went wrong, followed live.</summary>
public sealed partial class OverviewPage(OverviewReader reader, LiveFeed live, TimeProvider time, ILogger<OverviewPage> log)
{
    /// <summary>What no event tells of is looked for this often, while there is something to wait for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _gone = new();
    private IDisposable _watch = null!;
    private OverviewSnapshot? _shown;
    private bool _failed;

    protected override Task OnInitializedAsync()
    {
        _watch = live.WatchEverything(_ => InvokeAsync(LoadAsync));
        _shown = reader.Recent;
        _ = FollowAsync();
        return LoadAsync();
    }

    public void Dispose()
    {
        _watch.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }

    private async Task LoadAsync()
    {
        try
        {
            var read = await reader.ReadAsync(_gone.Token);
            if (_shown is null || read.At >= _shown.At)
            {
                _shown = read;
            }

            _failed = false;
        }
        catch (Exception) when (_gone.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            LogLoadFailed(exception);
            _failed = true;
        }

        StateHasChanged();
    }

    /// <summary>An attempt that failed and waits publishes nothing, and other processes publish elsewhere. Where nothing is open, nothing is read.</summary>
    private async Task FollowAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(Patience, time);
            while (await timer.WaitForNextTickAsync(_gone.Token))
            {
                if (_failed || _shown is { Open.Open: > 0 })
                {
                    await InvokeAsync(LoadAsync);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The page is gone.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The overview could not be read")]
    private partial void LogLoadFailed(Exception exception);
}
