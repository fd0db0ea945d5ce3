namespace SimConsole.Shell;

/// <summary>How reading the data of a page went.</summary>
/// <param name="what">What is read, as the subject of a sentence.</param>
public sealed partial class Reading(ILogger log, string what)
{
    /// <summary>Whether the latest reading failed.</summary>
    public bool Failed { get; private set; }

    /// <summary>Reads. A failure is logged, unless <paramref name="gone"/> says that nobody waits for the result any more.</summary>
    public async Task TryAsync(Func<Task> read, CancellationToken gone = default)
    {
        try
        {
            await read();
            Failed = false;
        }
        catch (Exception) when (gone.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            LogFailed(log, what, exception);
            Failed = true;
        }
    }

    [LoggerMessage(LogLevel.Error, "{What} could not be read")]
    private static partial void LogFailed(ILogger log, string what, Exception exception);
}
