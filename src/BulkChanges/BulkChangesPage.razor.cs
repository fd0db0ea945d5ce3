using SimConsole.Live;

namespace SimConsole.BulkChanges;

/// <summary>The bulk changes that were ordered, newest first, and how each stands.</summary>
public sealed partial class BulkChangesPage(BulkChangeReader reader, BulkChangeNews news, TimeProvider time, ILogger<BulkChangesPage> log)
{
    private const int Step = 50;

    private IReadOnlyList<BulkChangeView>? _bulks;
    private int _shown = Step;
    private bool _failed;
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
        try
        {
            (_bulks, _failed) = (await reader.ListBeforeAsync(null, _shown, CancellationToken.None), false);
        }
        catch (Exception exception)
        {
            LogLoadFailed(exception);
            _failed = true;
        }

        StateHasChanged();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The bulk changes could not be read")]
    private partial void LogLoadFailed(Exception exception);
}
