using SimConsole.Sessions;
using SimConsole.Shell;

namespace SimConsole.StatusChanges;

/// <summary>The changes that failed within a day, latest first: what the number on the overview counts.</summary>
public sealed partial class FailedChangesPage(StatusChangeReader reader, TimeProvider time, SignedInPerson person, ILogger<FailedChangesPage> log)
{
    private const int Step = 100;

    private readonly Reading _load = new(log, "The failed changes");
    private FailedChanges _changes = new(0, []);
    private int _shown = Step;

    protected override Task OnInitializedAsync() => LoadAsync();

    private Task ShowMoreAsync()
    {
        _shown += Step;
        return LoadAsync();
    }

    private Task LoadAsync() => _load.TryAsync(async () =>
        _changes = await reader.FailedAsync(time.GetUtcNow() - StatusChangeReader.RecentFailures, _shown, await person.ScopeAsync(), CancellationToken.None));
}
