namespace SimConsole.StatusChanges;

/// <summary>The changes that failed within a day, latest first: what the number on the overview counts.</summary>
public sealed partial class FailedChangesPage(StatusChangeReader reader, TimeProvider time, ILogger<FailedChangesPage> log)
{
    private const int Step = 100;

    private FailedChanges? _failed = new(0, []);
    private int _shown = Step;

    protected override Task OnInitializedAsync() => LoadAsync();

    private Task ShowMoreAsync()
    {
        _shown += Step;
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            _failed = await reader.FailedAsync(time.GetUtcNow() - StatusChangeReader.RecentFailures, _shown, CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogLoadFailed(exception);
            _failed = null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The failed changes could not be read")]
    private partial void LogLoadFailed(Exception exception);
}
