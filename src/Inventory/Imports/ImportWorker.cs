using Microsoft.Extensions.Options;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Inventory.Imports;

/// <summary>Keeps ordered imports going, one after the other, whichever process began them.</summary>
public sealed partial class ImportWorker(
    ImportRunner runner, ImportFiles files, ImportSignal signal, TimeProvider time, IOptions<StatusChangeOptions> options, ILogger<ImportWorker> log) : BackgroundService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Sweep = TimeSpan.FromHours(1);

    private DateTimeOffset _swept = DateTimeOffset.MinValue;

    /// <summary>Works at the next import until it ends. Returns how long to sleep then; null for not at all.</summary>
    public async Task<TimeSpan?> WorkAsync(CancellationToken token)
    {
        await runner.ForgetAbandonedAsync(token);
        if (time.GetUtcNow() - _swept > Sweep)
        {
            _swept = time.GetUtcNow();
            await files.ForgetOldAsync(token);
        }

        if (await runner.NextAsync(token) is not { } next)
        {
            return LongestSleep;
        }

        await runner.RunAsync(next, token);
        return null;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        options.Value.Work ? new WorkerLane(signal, time, LogFailed).RunAsync(WorkAsync, stoppingToken) : Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Error, Message = "An import was interrupted, and goes on")]
    private partial void LogFailed(Exception exception);
}
