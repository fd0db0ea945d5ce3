using SimConsole.Data;

namespace SimConsole.Work;

/// <summary>
/// Works off the due rows of one kind: takes a batch, asks whoever can do it, writes what became of it, until nothing is due; then sleeps until woken or
/// until the next one is due. Several lanes, and several processes, may do so on one database.
/// </summary>
/// <param name="what">What the rows are, in the plural: for the log.</param>
public abstract class DueWorker<TRow, TClaimed>(DueRows<TRow, TClaimed> rows, string what, TimeProvider time, ILogger log) : BackgroundService
    where TRow : DueRow
    where TClaimed : ClaimedRow
{
    protected TimeProvider Time => time;

    /// <summary>Whether this process works rows off; false for one that only serves pages.</summary>
    protected abstract bool Works { get; }

    /// <summary>How many batches are under way at once.</summary>
    protected virtual int Lanes => 1;

    /// <summary>After how long it looks again where nothing has woken it: what other processes write does not.</summary>
    protected virtual TimeSpan LongestSleep => TimeSpan.FromSeconds(5);

    /// <summary>Who is asked, as the subject of a sentence.</summary>
    protected virtual string Asked => "The network authority";

    /// <summary>
    /// Takes one batch and ends it. Returns how many rows it held, or became due now that the clock was set back; 0 when there is nothing to do.
    /// </summary>
    public virtual Task<int> WorkOnceAsync(CancellationToken token) => WorkOnceAsync(rows.ClaimAsync, rows.RecallAsync, token);

    /// <summary>Works once on what one way to claim finds.</summary>
    protected async Task<int> WorkOnceAsync(
        Func<CancellationToken, Task<Claimed<TClaimed>?>> claim, Func<CancellationToken, Task<int>> recall, CancellationToken token)
    {
        if (await claim(token) is not { } claimed)
        {
            return await recall(token);
        }

        var now = time.Now();
        var rows = claimed.Rows.ToLookup(r => IsLate(r, now));
        await WorkAsync(claimed, [.. rows[true]], [.. rows[false]], token);
        return claimed.Rows.Count;
    }

    /// <summary>Whether its deadline has come, which ends it.</summary>
    protected virtual bool IsLate(TClaimed row, DateTimeOffset now) => row.Deadline <= now;

    /// <summary>Does what was taken, and writes what became of it.</summary>
    /// <param name="late">Rows whose deadline has come: they end as failed.</param>
    /// <param name="live">The others.</param>
    protected abstract Task WorkAsync(Claimed<TClaimed> claimed, IReadOnlyList<TClaimed> late, IReadOnlyList<TClaimed> live, CancellationToken token);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Works
        ? Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => LaneAsync(WorkOnceAsync, rows.NextDueAsync, stoppingToken)))
        : Task.CompletedTask;

    /// <summary>Works for as long as something is due, then sleeps until woken or until the next row is due.</summary>
    protected Task LaneAsync(Func<CancellationToken, Task<int>> work, Func<CancellationToken, Task<DateTimeOffset?>> nextDue, CancellationToken stop)
    {
        var lane = new WorkerLane(rows.Signal, time, exception => log.Interrupted(what, exception));
        return lane.RunAsync(async token => await work(token) > 0 ? null : lane.Until(await nextDue(token), LongestSleep), stop);
    }

    /// <summary>
    /// Asks for an answer to each of these rows, and keeps the lease until they come, at most until the last deadline; whatever goes wrong but the database is
    /// a reason to try again.
    /// </summary>
    /// <param name="ask">Asks, and is cancelled when nobody waits any more. Its answers are in the order of the rows.</param>
    /// <param name="again">The answer that says that it is to be tried again, and why.</param>
    protected Task<IReadOnlyList<TAnswer>> AskAsync<TAnswer>(
        Claimed<TClaimed> claimed,
        IReadOnlyList<TClaimed> live,
        Func<CancellationToken, Task<IReadOnlyList<TAnswer>>> ask,
        Func<string, TAnswer> again,
        CancellationToken token) => live.Count == 0
            ? Task.FromResult<IReadOnlyList<TAnswer>>([])
            : AskAsync(claimed, live.Count, time.PatienceUntil(live.Max(r => r.Deadline)), ask, again, token);

    /// <summary>Asks for so many answers, for no longer than a limit of its own.</summary>
    /// <param name="count">How many answers there have to be.</param>
    /// <param name="limit">How long to wait for them.</param>
    protected async Task<IReadOnlyList<TAnswer>> AskAsync<TAnswer>(
        Claimed<TClaimed> claimed,
        int count,
        TimeSpan limit,
        Func<CancellationToken, Task<IReadOnlyList<TAnswer>>> ask,
        Func<string, TAnswer> again,
        CancellationToken token)
    {
        await using var renewal = LeaseRenewal.Start(
            rows.Lease, time, renewing => rows.RenewAsync(claimed, renewing), exception => log.Interrupted(what, exception), token);
        try
        {
            var answers = await time.AskAsync(limit, ask, token);
            return answers.Count == count ? answers : throw new InvalidOperationException($"There were {answers.Count} answers to {count} questions.");
        }
        catch (TimeoutException late)
        {
            return [.. Enumerable.Repeat(again(late.Message), count)];
        }
        catch (Exception exception) when (!token.IsCancellationRequested && DatabaseTrouble.Of(exception) is null)
        {
            log.NotAsked(what, count, exception);
            return [.. Enumerable.Repeat(again($"{Asked} could not be asked: {exception.Message}".CutTo(DueRow.TextLength)), count)];
        }
    }
}

internal static partial class WorkLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Working off {What} was interrupted, and goes on")]
    public static partial void Interrupted(this ILogger log, string what, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The network could not be asked about {Count} {What}; they will be tried again")]
    public static partial void NotAsked(this ILogger log, string what, int count, Exception exception);
}
