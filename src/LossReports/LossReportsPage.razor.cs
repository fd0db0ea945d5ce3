using SimConsole.Live;

namespace SimConsole.LossReports;

/// <summary>All loss reports, newest first, and how each stands.</summary>
public sealed partial class LossReportsPage(LossReportReader reader, LiveFeed live, ILogger<LossReportsPage> log)
{
    private const int Step = 50;

    private IReadOnlyList<LossReportSummary>? _reports;
    private int _shown = Step;
    private bool _failed;
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
        try
        {
            (_reports, _failed) = (await reader.ListBeforeAsync(null, _shown, CancellationToken.None), false);
        }
        catch (Exception exception)
        {
            LogLoadFailed(exception);
            _failed = true;
        }

        StateHasChanged();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The loss reports could not be read")]
    private partial void LogLoadFailed(Exception exception);
}
