using SimConsole.Live;
using SimConsole.Sessions;
using SimConsole.Shell;

namespace SimConsole.PlannedChanges;

/// <summary>The planned changes, the next one due first, and those that have ended.</summary>
public sealed partial class PlannedChangesPage(PlannedChangeReader reader, PlannedChangeNews news, TimeProvider time, SignedInPerson person, ILogger<PlannedChangesPage> log)
{
    private const int Step = 50;

    private IReadOnlyList<PlannedChangeView>? _plans;
    private int _shown = Step;
    private readonly Reading _load = new(log, "The planned changes");
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
        await _load.TryAsync(async () => _plans = await reader.NextFirstAsync(_shown, await person.ScopeAsync(), CancellationToken.None));

        StateHasChanged();
    }
}
