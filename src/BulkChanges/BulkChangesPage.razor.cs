using SimConsole.Live;
using SimConsole.Sessions;
using SimConsole.Shell;

namespace SimConsole.BulkChanges;

/// <summary>The bulk changes that were ordered, newest first, each with its state.</summary>
public sealed partial class BulkChangesPage(BulkChangeReader reader, BulkChangeNews news, TimeProvider time, SignedInPerson person, ILogger<BulkChangesPage> log)
{
    private const int Step = 50;

    private IReadOnlyList<BulkChangeView>? _bulks;
    private int _shown = Step;
    private readonly Reading _load = new(log, "The bulk changes");
    private SignalWatch _watch = null!;

    protected override Task OnInitializedAsync()
    {
        _watch = new SignalWatch(news, time, () => InvokeAsync(LoadAsync));
        return LoadAsync();
    }

    public void Dispose() => _watch.Dispose();

    private Task ShowMoreAsync()
    {
        _shown += Step;
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        await _load.TryAsync(async () => _bulks = await reader.ListBeforeAsync(null, _shown, await person.ScopeAsync(), CancellationToken.None));

        StateHasChanged();
    }
}
