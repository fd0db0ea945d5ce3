using SimConsole.Data;

namespace SimConsole.Work;

/// <summary>
/// Works on the due rows of one kind: takes a batch, asks the party that can do the work, writes how it ended, until nothing is due; then sleeps until woken or
/// until the next row is due. Several lanes, and several processes, may do so on one database.
/// </summary>
/// <param name="what">What the rows are, in the plural: for the log.</param>
public abstract class DueWorker<TRow, TClaimed>(DueRows<TRow, TClaimed> rows, string what, TimeProvider time, ILogger log) : BackgroundService
    where TRow : DueRow
    where TClaimed : ClaimedRow
{
    protected TimeProvider Time => time;

    /// <summary>Whether this process works on rows; false for one that only serves pages.</summary>
    protected abstract bool Works { get; }

    /// <summary>How many batches are under way at once.</summary>
    protected virtual int Lanes => 1;

    /// <summary>After how long it looks again if nothing has woken it: what other processes write does not wake it.</summary>
    protected virtual TimeSpan LongestSleep => TimeSpan.FromSeconds(5);

    /// <summary>Who is asked, as the subject of a sentence.</summary>
    protected virtual string Asked => "The network authority";

    /// <summary>What is asked for, as <see cref="Instruments.AuthorityDuration"/> calls it.</summary>
    protected abstract string Operation { get; }

    /// <summary>
    /// Takes one batch and ends it. Returns how many rows it held, or how many became due because the clock was set back; 0 when there is nothing to do.
    /// </summary>
    public virtual Task<int> WorkOnceAsync(CancellationToken token) => WorkOnceAsync(rows.ClaimAsync, rows.RecallAsync, token);

    /// <summary>Does one round of work on the rows that one way of claiming finds.</summary>
    protected async Task<int> WorkOnceAsync(
        Func<CancellationToken, Task<Claimed<TClaimed>?>> claim, Func<CancellationToken, Task<int>> recall, CancellationToken token)
    {
        if (await claim(token) is not { } claimed)
        {
            return await recall(token);
        }

        try
        {
            var byLateness = claimed.Rows.ToLookup(r => r.IsLate);
            await WorkAsync(claimed, [.. byLateness[true]], [.. byLateness[false]], token);
            return claimed.Rows.Count;
        }
        catch
        {
            rows.Abandon(claimed.Token);
            throw;
        }
    }

    /// <summary>Does the work on the claimed rows, and writes how it ended.</summary>
    /// <param name="late">Rows whose deadline has passed: they end as failed.</param>
    /// <param name="live">The others.</param>
    protected abstract Task WorkAsync(Claimed<TClaimed> claimed, IReadOnlyList<TClaimed> late, IReadOnlyList<TClaimed> live, CancellationToken token);

    /// <summary>When to try a row again whose attempt failed, or null if its deadline has passed.</summary>
    protected NextAttempt? After(Claimed<TClaimed> claimed, TClaimed row, BackOff wait) =>
        row.After(time.GetElapsedTime(claimed.Begun), wait.After(row.Attempts));

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
    /// Asks for an answer to each of these rows, at most until the last of their deadlines, and not after this process has been taken for dead; every fault
    /// except one of the database is a reason to try again.
    /// </summary>
    /// <param name="ask">Asks, and is cancelled when the answer is no longer awaited. Its answers are in the order of the rows.</param>
    /// <param name="again">The answer that says that a row is to be tried again, and why.</param>
    protected async Task<IReadOnlyList<TAnswer>> AskAsync<TAnswer>(
        Claimed<TClaimed> claimed,
        IReadOnlyList<TClaimed> live,
        Func<CancellationToken, Task<IReadOnlyList<TAnswer>>> ask,
        Func<string, TAnswer> again,
        CancellationToken token)
    {
        if (live.Count == 0)
        {
            return [];
        }

        using var alive = CancellationTokenSource.CreateLinkedTokenSource(token, claimed.Life);
        try
        {
            var answers = await time.AskAsync(Operation, LongestAsked(live), ask, alive.Token);
            return answers.Count == live.Count
                ? answers
                : throw new InvalidOperationException($"There were {answers.Count} answers to {live.Count} questions.");
        }
        catch (OperationCanceledException) when (claimed.Life.IsCancellationRequested && !token.IsCancellationRequested)
        {
            return [.. Enumerable.Repeat(again("This process stood still, and another went on with what it was at."), live.Count)];
        }
        catch (TimeoutException late)
        {
            return [.. Enumerable.Repeat(again(late.Message), live.Count)];
        }
        catch (Exception exception) when (!token.IsCancellationRequested && DatabaseTrouble.Of(exception) is null)
        {
            log.NotAsked(what, live.Count, exception);
            return [.. Enumerable.Repeat(again($"{Asked} could not be asked: {exception.Message}".CutTo(DueRow.TextLength)), live.Count)];
        }
    }

    /// <summary>How long to wait for the answers to these rows.</summary>
    private static TimeSpan LongestAsked(IReadOnlyList<TClaimed> live) => live.Any(r => r.Endures)
        ? BoundedAsking.Longest
        : TimeSpan.FromSeconds(Math.Min(live.Max(r => r.SecondsLeft!.Value), BoundedAsking.Longest.TotalSeconds));
}

internal static partial class WorkLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Working off {What} was interrupted, and goes on")]
    public static partial void Interrupted(this ILogger log, string what, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The network could not be asked about {Count} {What}; they will be tried again")]
    public static partial void NotAsked(this ILogger log, string what, int count, Exception exception);
}
