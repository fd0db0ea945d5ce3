using SimConsole.Live;
using SimConsole.Sessions;
using SimConsole.Shell;

namespace SimConsole.LossReports;

/// <summary>All loss reports, newest first, and how each stands.</summary>
public sealed partial class LossReportsPage(LossReportReader reader, LiveFeed live, SignedInPerson person, ILogger<LossReportsPage> log)
{
    private const int Step = 50;

    private IReadOnlyList<LossReportSummary>? _reports;
    private int _shown = Step;
    private readonly Reading _load = new(log, "The loss reports");
    private IDisposable _watch = null!;

    protected override Task OnInitializedAsync()
    {
        _watch = live.WatchEverything(_ => InvokeAsync(LoadAsync));
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
        await _load.TryAsync(async () => _reports = await reader.ListBeforeAsync(null, _shown, await person.ScopeAsync(), CancellationToken.None));

        StateHasChanged();
    }
}
