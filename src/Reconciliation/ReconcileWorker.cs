using Microsoft.Extensions.Options;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Reconciliation;

/// <summary>
/// Tells the authority of new Sims as they come, and compares Sims with it when it is time or somebody asks. Each scope has a lane of its own: a comparison of one
/// Sim or one Fleet does not wait for one of all Sims.
/// </summary>
public sealed partial class ReconcileWorker(
    Enroller enroller, Reconciler reconciler, ReconcileQueue queue, ReconcileSignal signal, TimeProvider time, IOptions<StatusChangeOptions> options, ILogger<ReconcileWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(5);

    /// <summary>How far back a new process looks for changes that failed; the next comparison of all Sims finds what is older.</summary>
    private static readonly TimeSpan LooksBack = TimeSpan.FromMinutes(5);

    private DateTimeOffset _failedBefore = time.Now() - LooksBack;
    private DateTimeOffset _looksAgain = DateTimeOffset.MinValue;

    /// <summary>
    /// Tells the authority of all new Sims, and compares those of which a change to off failed; then carries out the comparison of all Sims that is due.
    /// Returns whether there was one.
    /// </summary>
    public async Task<bool> WorkOnceAsync(CancellationToken token)
    {
        while (await enroller.EnrolOnceAsync(token) > 0)
        {
        }

        await CompareFailedAsync(token);
        await queue.RequestWhenDueAsync(token);
        return await CompareOnceAsync(ComparisonScope.All, token);
    }

    /// <summary>Carries out the next comparison of a scope that is due. Returns whether there was one.</summary>
    public async Task<bool> CompareOnceAsync(ComparisonScope scope, CancellationToken token)
    {
        if (await queue.ClaimAsync(scope, token) is not { } run)
        {
            return false;
        }

        try
        {
            while (await reconciler.CompareAsync(run, token) is { } compared)
            {
                (run.UpToSimId, run.Compared, run.Found) = (compared.UpToSimId, run.Compared + compared.Compared, run.Found + compared.Found);
                if (!await queue.NoteAsync(run, token))
                {
                    return true;
                }
            }

            run.Found += scope == ComparisonScope.All ? await reconciler.FindUnknownAsync(token) : 0;
            await queue.EndAsync(run, null, token);
        }
        catch (Exception exception) when (!token.IsCancellationRequested && DatabaseTrouble.Of(exception) is null)
        {
            LogComparisonFailed(exception);
            await queue.EndAsync(run, exception.Message, token);
        }

        return true;
    }

    private async Task CompareFailedAsync(CancellationToken token)
    {
        var now = time.Now();
        if (now < _looksAgain && _looksAgain - now <= AfterTrouble)
        {
            return;
        }

        try
        {
            await reconciler.CompareFailedAsync(_failedBefore, now, token);
            _failedBefore = now;
        }
        catch (Exception exception) when (!token.IsCancellationRequested)
        {
            LogComparisonFailed(exception);
            _looksAgain = now + AfterTrouble;
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => !options.Value.Work ? Task.CompletedTask : Task.WhenAll(
        LaneAsync(WorkOnceAsync, exception => LogInterrupted(exception.Message), stoppingToken),
        LaneAsync(token => CompareOnceAsync(ComparisonScope.Fleet, token), LogComparisonFailed, stoppingToken),
        LaneAsync(token => CompareOnceAsync(ComparisonScope.Sim, token), LogComparisonFailed, stoppingToken));

    private Task LaneAsync(Func<CancellationToken, Task<bool>> workOnce, Action<Exception> interrupted, CancellationToken stoppingToken) =>
        new WorkerLane(signal, time, interrupted) { Pause = AfterTrouble }.RunAsync(async token => await workOnce(token) ? null : BetweenLooks, stoppingToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Comparing the SIMs with the network was interrupted, and begins again")]
    private partial void LogComparisonFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The network authority could not be told of new SIMs, and will be told again: {Why}")]
    private partial void LogInterrupted(string why);
}
