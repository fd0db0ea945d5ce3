using Microsoft.Extensions.Options;
using SimConsole.StatusChanges;

namespace SimConsole.BulkChanges;

/// <summary>Keeps ordered bulk changes going, whatever process began them.</summary>
public sealed partial class BulkChangeWorker(
    BulkChangeScheduler scheduler, BulkChangeSignal signal, BulkChangeNews news, TimeProvider time, IOptions<StatusChangeOptions> options, ILogger<BulkChangeWorker> log) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Sweep = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var swept = DateTimeOffset.MinValue;
        while (options.Value.Work && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                var woken = signal.Next;
                var (more, underWay) = await scheduler.RunOnceAsync(stoppingToken);
                if (underWay)
                {
                    news.Wake();
                }

                if (time.GetUtcNow() - swept > Sweep)
                {
                    swept = time.GetUtcNow();
                    await scheduler.DiscardOldPreviewsAsync(stoppingToken);
                }

                await SleepAsync(woken, more ? TimeSpan.Zero : underWay ? Beat : LongestSleep, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task SleepAsync(Task woken, TimeSpan sleep, CancellationToken token)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(token);
        await Task.WhenAny(woken, Task.Delay(sleep, time, cancel.Token));
        await cancel.CancelAsync();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Working off bulk changes was interrupted, and goes on")]
    private partial void LogFailed(Exception exception);
}
