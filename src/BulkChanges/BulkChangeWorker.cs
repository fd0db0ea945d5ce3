using Microsoft.Extensions.Options;
using SimConsole.Live;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.BulkChanges;

/// <summary>Keeps ordered bulk changes going, whichever process began them.</summary>
public sealed partial class BulkChangeWorker(
    BulkChangeScheduler scheduler, BulkChangeSignal signal, BulkChangeNews news, TimeProvider time, IOptions<StatusChangeOptions> options, ILogger<BulkChangeWorker> log) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Sweep = TimeSpan.FromHours(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var swept = DateTimeOffset.MinValue;
        return options.Value.Work ? new WorkerLane(signal, time, LogFailed).RunAsync(WorkAsync, stoppingToken) : Task.CompletedTask;

        async Task<TimeSpan?> WorkAsync(CancellationToken token)
        {
            await scheduler.DiscardAbandonedAsync(token);
            var (more, underWay) = await scheduler.RunOnceAsync(token);
            if (underWay)
            {
                news.Wake();
            }

            if (time.GetUtcNow() - swept > Sweep)
            {
                swept = time.GetUtcNow();
                await scheduler.DiscardOldPreviewsAsync(token);
            }

            return more ? null : underWay ? Beat : LongestSleep;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Working off bulk changes was interrupted, and goes on")]
    private partial void LogFailed(Exception exception);
}
