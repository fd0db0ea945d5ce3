using Microsoft.Extensions.Options;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.NetworkAuthorities;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.StatusChanges;

/// <summary>
/// Brings the network to what was asked for: takes due changes, asks the authority, writes what became of them, until nothing is due;
/// then sleeps until woken or until the next one is due. Several lanes, and several processes, may do so on one database.
/// </summary>
public sealed partial class StatusChangeWorker(
    StatusChangeQueue queue,
    StatusChangeService changes,
    StatusChangeSignal signal,
    INetworkAuthority authority,
    TimeProvider time,
    IOptions<StatusChangeOptions> options,
    ILogger<StatusChangeWorker> log) : BackgroundService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReadySweep = TimeSpan.FromMinutes(10);

    /// <summary>A network that disagrees with the record is never left at that, even when it says no; but it is not asked often.</summary>
    private static readonly TimeSpan RefusedRepairWait = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Takes one batch and ends it. Returns how many changes it held, or became due now that the clock was set back; 0 when there is nothing to do.
    /// </summary>
    public async Task<int> WorkOnceAsync(StatusChangePriority lowest, CancellationToken token)
    {
        if (await queue.ClaimAsync(lowest, token) is not { } batch)
        {
            return await queue.RecallAsync(lowest, RefusedWait, token);
        }

        var (pointless, late, live) = Sort(batch);
        var answers = live.Count == 0 ? [] : await AskAsync(batch, live, token);
        var verdicts = pointless.Select(c => new ChangeVerdict(c, new ChangeOutcome.Superseded()))
            .Concat(late.Select(c => new ChangeVerdict(c, TooLate(c))))
            .Concat(live.Zip(answers, (c, answer) => new ChangeVerdict(c, Outcome(c, answer))));
        await changes.EndAsync(batch, [.. verdicts], token);
        return batch.Changes.Count;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => options.Value.Work
        ? Task.WhenAll(Enumerable.Range(0, options.Value.ParallelBatches)
            .Select(_ => LaneAsync(StatusChangePriority.Bulk, stoppingToken))
            .Append(LaneAsync(StatusChangePriority.Single, stoppingToken))
            .Append(ReadyAsync(stoppingToken)))
        : Task.CompletedTask;

    private Task LaneAsync(StatusChangePriority lowest, CancellationToken stop)
    {
        var lane = new WorkerLane(signal, time, LogLaneFailed);
        return lane.RunAsync(async token => await WorkOnceAsync(lowest, token) > 0 ? null : lane.Until(await queue.NextDueAsync(lowest, token), LongestSleep), stop);
    }

    private async Task ReadyAsync(CancellationToken token)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(ReadySweep, time);
        do
        {
            try
            {
                while (await changes.ActivateReadyAsync(token) > 0)
                {
                }
            }
            catch (Exception exception) when (!token.IsCancellationRequested)
            {
                LogLaneFailed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(token));
    }

    private (List<ClaimedChange> Pointless, List<ClaimedChange> Late, List<ClaimedChange> Live) Sort(ClaimedBatch batch)
    {
        var now = time.Now();
        var (pointless, late, live) = (new List<ClaimedChange>(), new List<ClaimedChange>(), new List<ClaimedChange>(batch.Changes.Count));
        foreach (var change in batch.Changes)
        {
            // A Sim that is scheduled again will tell the network anyway; and one that a loss report holds is never brought back on.
            var list = change.Kind == StatusChangeKind.Reconcile && (change.SimStatus == SimStatus.Scheduled || (change.SimHeld && change.SimStatus.MayConnect())) ? pointless
                : change.Deadline <= now && !change.Endures ? late
                : live;
            list.Add(change);
        }

        return (pointless, late, live);
    }

    /// <summary>
    /// Asks the authority, and keeps the lease until it answers, at most until the last deadline of the batch; whatever goes wrong is a
    /// reason to try again.
    /// </summary>
    private async Task<IReadOnlyList<AuthorityAnswer>> AskAsync(ClaimedBatch batch, List<ClaimedChange> live, CancellationToken token)
    {
        var orders = live.ConvertAll(c => new AuthorityOrder(c.Iccid, c.Imsi, c.Kind == StatusChangeKind.Reconcile ? c.SimStatus : c.ToStatus, c.Attempts)
        {
            Msisdn = c.Msisdn,
            Doubtful = c.Doubtful,
        });
        await using var renewal = LeaseRenewal.Start(options.Value.Lease, time, renewing => queue.RenewAsync(batch, renewing), LogLaneFailed, token);
        try
        {
            var answers = await time.AskAsync(LongestWait(live), asking => authority.ApplyAsync(new AuthorityBatch(batch.ClaimedAt, orders), asking), token);
            return answers.Count == orders.Count ? answers
                : throw new InvalidOperationException($"It answered {answers.Count} of {orders.Count} orders.");
        }
        catch (TimeoutException late)
        {
            return [.. live.Select(_ => new AuthorityAnswer.TryAgain(late.Message))];
        }
        catch (Exception exception) when (!token.IsCancellationRequested && DatabaseTrouble.Of(exception) is null)
        {
            LogAuthorityFailed(exception, live.Count);
            return [.. live.Select(_ => new AuthorityAnswer.TryAgain($"The network authority could not be asked: {exception.Message}"))];
        }
    }

    private TimeSpan LongestWait(List<ClaimedChange> live)
    {
        var untilDeadline = live.Max(c => c.Deadline) - time.Now();
        return untilDeadline < options.Value.Deadline && !live.Exists(c => c.Endures) ? untilDeadline : options.Value.Deadline;
    }

    private ChangeOutcome Outcome(ClaimedChange change, AuthorityAnswer answer) => answer switch
    {
        AuthorityAnswer.Applied applied => new ChangeOutcome.Completed(Cut(applied.Confirmation), applied.At),
        AuthorityAnswer.Refused refused when change.Kind == StatusChangeKind.Reconcile || change.Endures =>
            new ChangeOutcome.TryAgain(Cut(refused.Reason), time.Now() + RefusedWait(change.Priority)),
        AuthorityAnswer.Refused refused => new ChangeOutcome.Failed(Cut(refused.Reason), MayHaveReachedNetwork: change.Attempts > 1),
        AuthorityAnswer.TryAgain again when change.Endures || time.Now() < change.Deadline =>
            new ChangeOutcome.TryAgain(Cut(again.Reason), time.Now() + BackOff(change)),
        AuthorityAnswer.TryAgain again => TooLate(change with { Failure = again.Reason }),
        _ => throw new InvalidOperationException($"The authority gave an answer that nobody knows: {answer}."),
    };

    private static ChangeOutcome.Failed TooLate(ClaimedChange change) =>
        new(Cut($"Not confirmed by its deadline. {change.Failure ?? "The network was not asked in time."}"));

    /// <summary>How long a change waits that the network has refused and that is tried all the same. No other wait is longer.</summary>
    private static TimeSpan RefusedWait(StatusChangePriority priority) => priority == StatusChangePriority.LossReport ? LongestBackOff : RefusedRepairWait;

    /// <summary>1 s, 2 s, 4 s … 30 s; a loss report never more than 2 s, so that it goes first when the network is back.</summary>
    private static TimeSpan BackOff(ClaimedChange change) => TimeSpan.FromSeconds(Math.Min(
        change.Priority == StatusChangePriority.LossReport ? 2 : LongestBackOff.TotalSeconds, 1 << Math.Min(change.Attempts - 1, 5)));

    private static string Cut(string text) => text.Length <= StatusChange.TextLength ? text : text[..StatusChange.TextLength];

    [LoggerMessage(Level = LogLevel.Error, Message = "Working off status changes was interrupted, and goes on")]
    private partial void LogLaneFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The network authority could not be asked about {Count} changes; they will be tried again")]
    private partial void LogAuthorityFailed(Exception exception, int count);
}
