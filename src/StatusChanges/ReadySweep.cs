using Microsoft.Extensions.Options;
using SimConsole.Work;

namespace SimConsole.StatusChanges;

/// <summary>Periodically makes those Sims active that have been ready for long enough.</summary>
internal sealed partial class ReadySweep(StatusChangeService changes, TimeProvider time, IOptions<StatusChangeOptions> options, ILogger<ReadySweep> log)
    : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(10);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => options.Value.Work
        ? new WorkerLane(null, time, LogInterrupted) { Pause = TimeSpan.FromMinutes(1) }
            .RunAsync(async token => await changes.ActivateReadyAsync(token) > 0 ? null : BetweenLooks, stoppingToken)
        : Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Error, Message = "Looking for SIMs that have been ready for long enough was interrupted, and goes on")]
    private partial void LogInterrupted(Exception exception);
}
