using SimConsole.Live;
using SimConsole.Shell;

namespace SimConsole.Overview;

/// <summary>The start page: the state of all Sims, what is changing and what went wrong, followed live.</summary>
public sealed partial class OverviewPage(OverviewReader reader, LiveFeed live, TimeProvider time, ILogger<OverviewPage> log)
{
    /// <summary>What no event tells of is looked for this often, while there is something to wait for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _gone = new();
    private IDisposable _watch = null!;
    private OverviewSnapshot? _shown;
    private readonly Reading _load = new(log, "The overview");

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
        await _load.TryAsync(async () =>
        {
            var read = await reader.ReadAsync(_gone.Token);
            if (_shown is null || read.At >= _shown.At)
            {
                _shown = read;
            }
        }, _gone.Token);

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
                if (_load.Failed || _shown is { Open.Open: > 0 })
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
}
