using Microsoft.Extensions.Options;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.LossReports;

/// <summary>Checks at the start and then repeatedly whether a held Sim is still on with no order to take it off.</summary>
internal sealed partial class HoldKeeper(LossReportService reports, TimeProvider time, IOptions<StatusChangeOptions> options, ILogger<HoldKeeper> log)
    : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(10);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => options.Value.Work
        ? new WorkerLane(null, time, LogInterrupted) { Pause = BetweenLooks }.RunAsync(KeepAsync, stoppingToken)
        : Task.CompletedTask;

    private async Task<TimeSpan?> KeepAsync(CancellationToken token)
    {
        if (await reports.KeepAsync(token) is > 0 and var left)
        {
            LogLeft(left);
        }

        return BetweenLooks;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} SIMs that a loss report holds were not ordered off the network; they are now")]
    private partial void LogLeft(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Looking for held SIMs that are left on was interrupted, and goes on")]
    private partial void LogInterrupted(Exception exception);
}
