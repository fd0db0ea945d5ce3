using Microsoft.Extensions.Options;
using SimConsole.StatusChanges;

namespace SimConsole.LossReports;

/// <summary>Looks, from the start on and again and again, whether a held Sim is left on that no order takes off.</summary>
internal sealed partial class HoldKeeper(LossReportService reports, TimeProvider time, IOptions<StatusChangeOptions> options, ILogger<HoldKeeper> log)
    : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Work)
        {
            return;
        }

        await Task.Yield();
        using var timer = new PeriodicTimer(BetweenLooks, time);
        do
        {
            try
            {
                if (await reports.KeepAsync(stoppingToken) is > 0 and var left)
                {
                    LogLeft(left);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogInterrupted(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} Sims that a loss report holds were not ordered off the network; they are now")]
    private partial void LogLeft(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Looking for held Sims that are left on was interrupted, and goes on")]
    private partial void LogInterrupted(Exception exception);
}
