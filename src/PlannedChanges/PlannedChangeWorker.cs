using Microsoft.Extensions.Options;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.PlannedChanges;

/// <summary>Does planned changes when they are due, or as soon as the console runs again.</summary>
public sealed partial class PlannedChangeWorker(
    PlannedChangeRunner runner, PlannedChangeSignal signal, TimeProvider time, IOptions<StatusChangeOptions> options, ILogger<PlannedChangeWorker> log) : BackgroundService
{
    // After this time it notices work that another process had begun when it died, and a clock that was set.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(10);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var lane = new WorkerLane(signal, time, LogFailed);
        return options.Value.Work ? lane.RunAsync(WorkAsync, stoppingToken) : Task.CompletedTask;

        async Task<TimeSpan?> WorkAsync(CancellationToken token) =>
            await runner.RunOnceAsync(token) ?? lane.Until(await runner.NextAsync(token), LongestSleep);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A planned change was interrupted, and is done in a moment")]
    private partial void LogFailed(Exception exception);
}
