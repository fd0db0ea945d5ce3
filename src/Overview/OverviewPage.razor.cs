using SimConsole.Live;
using SimConsole.Sessions;
using SimConsole.Shell;

namespace SimConsole.Overview;

/// <summary>The start page: the state of all Sims, what is changing and what went wrong, followed live.</summary>
public sealed partial class OverviewPage(OverviewReader reader, LiveFeed live, TimeProvider time, SignedInPerson person, ILogger<OverviewPage> log)
{
    /// <summary>How often the page polls for changes that no event reports, while there is something to wait for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lookout _lookout = new();
    private IDisposable _watch = null!;
    private OverviewSnapshot? _shown;
    private readonly Reading _load = new(log, "The overview");

    protected override async Task OnInitializedAsync()
    {
        _watch = live.WatchEverything(_ => InvokeAsync(LoadAsync));
        _shown = reader.Recent(await person.ScopeAsync());

        // An attempt that failed and waits publishes nothing, and other processes publish elsewhere. Where nothing is open, nothing is read.
        _lookout.LookEvery(Patience, time, () => _load.Failed || _shown is { Open.Open: > 0 } ? InvokeAsync(LoadAsync) : Task.CompletedTask);
        await LoadAsync();
    }

    public void Dispose()
    {
        _watch.Dispose();
        _lookout.Dispose();
    }

    private async Task LoadAsync()
    {
        await _load.TryAsync(async () =>
        {
            var read = await reader.ReadAsync(await person.ScopeAsync(), _lookout.Gone);
            if (_shown is null || read.At >= _shown.At)
            {
                _shown = read;
            }
        }, _lookout.Gone);

        StateHasChanged();
    }
}
