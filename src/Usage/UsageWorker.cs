using SimConsole.Data;
using SimConsole.DataLimits;
using SimConsole.NetworkAuthorities;
using SimConsole.Work;

namespace SimConsole.Usage;

/// <summary>
/// Asks the network what its SIMs have sent, records it, and keeps them to their limits. Several processes may run on one database: the lease of the cursor lets
/// one of them ask at a time.
/// </summary>
public sealed partial class UsageWorker(
    UsageService usage, DataLimitService limits, IEnumerable<IUsageSource> sources, TimeProvider time, ILogger<UsageWorker> log) : BackgroundService
{
    /// <summary>How many sessions are recorded in one transaction.</summary>
    public const int BatchSize = 500;

    /// <summary>After a time in which no console ran, the network is asked for usage no further back than this.</summary>
    public static readonly TimeSpan LongestGap = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    /// <summary>The pause between reports while catching up. It leaves the database to others: a loss report must not wait for usage records.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(250);

    private readonly IUsageSource? _source = sources.FirstOrDefault();

    /// <summary>Asks for one report, and records it. Says whether there is more to ask for.</summary>
    public async Task<bool> WorkOnceAsync(CancellationToken token)
    {
        if (_source is null || await usage.ClaimAsync(token) is not { } claim)
        {
            return false;
        }

        var recorded = false;
        try
        {
            await limits.ReviewAsync(token);
            await limits.TellAsync(token);
            var now = time.Now();
            var from = claim.RecordedUntil < now - LongestGap ? now - LongestGap : claim.RecordedUntil;
            var report = await time.AskAsync("report", BoundedAsking.Longest, asking => _source.ReportAsync(from, now, BatchSize, asking), token);
            recorded = await usage.RecordAsync(claim, report, token);
            await limits.TellAsync(token);
            return recorded && report.Until < now;
        }
        finally
        {
            if (!recorded)
            {
                await usage.ReleaseAsync(claim, CancellationToken.None);
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _source is null
        ? Task.CompletedTask
        : new WorkerLane(null, time, LogInterrupted) { Pause = Pace }.RunAsync(async token => await WorkOnceAsync(token) ? Breath : Pace, stoppingToken);

    [LoggerMessage(Level = LogLevel.Error, Message = "Recording the usage of SIMs was interrupted, and goes on")]
    private partial void LogInterrupted(Exception exception);
}
