using Microsoft.Extensions.Options;
using SimConsole.NetworkAuthorities;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.StatusChanges;

/// <summary>Brings the network to what was asked for.</summary>
public sealed class StatusChangeWorker(
    StatusChangeQueue queue,
    StatusChangeService changes,
    INetworkAuthority authority,
    TimeProvider time,
    IOptions<StatusChangeOptions> options,
    ILogger<StatusChangeWorker> log) : DueWorker<StatusChange, ClaimedChange>(queue, "status changes", time, log)
{
    /// <summary>How long a repair waits after the network has refused it. It is tried until the network agrees with the record, but not often.</summary>
    private static readonly TimeSpan RefusedRepairWait = TimeSpan.FromMinutes(10);

    private static readonly BackOff Wait = new(TimeSpan.FromSeconds(30));

    /// <summary>Shorter than other waits, so that a loss report goes first when the network is back.</summary>
    private static readonly BackOff UrgentWait = new(TimeSpan.FromSeconds(2));

    protected override bool Works => options.Value.Work;

    protected override string Operation => "apply";

    public override Task<int> WorkOnceAsync(CancellationToken token) => WorkOnceAsync(StatusChangePriority.Bulk, token);

    /// <summary>Takes and ends one batch of changes of priority <paramref name="lowest"/> or more urgent. Returns 0 when there is nothing to do.</summary>
    public Task<int> WorkOnceAsync(StatusChangePriority lowest, CancellationToken token) =>
        WorkOnceAsync(claiming => queue.ClaimAsync(lowest, claiming), recalling => queue.RecallAsync(lowest, recalling), token);

    /// <summary>How long a change waits that the network has refused but that is tried again all the same. No other wait is longer.</summary>
    internal static TimeSpan RefusedWait(StatusChangePriority priority) => priority == StatusChangePriority.LossReport ? Wait.Longest : RefusedRepairWait;

    /// <summary>Some lanes for all changes, and one that only urgent ones use.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => !Works ? Task.CompletedTask : Task.WhenAll(
        Enumerable.Repeat(StatusChangePriority.Bulk, options.Value.ParallelBatches).Append(StatusChangePriority.Single)
            .Select(lowest => LaneAsync(token => WorkOnceAsync(lowest, token), token => queue.NextDueAsync(lowest, token), stoppingToken)));

    protected override async Task WorkAsync(
        Claimed<ClaimedChange> claimed, IReadOnlyList<ClaimedChange> late, IReadOnlyList<ClaimedChange> live, CancellationToken token)
    {
        using var traces = new ChangeTraces(claimed.Rows);
        var asked = live.Where(c => !IsPointless(c)).ToList();
        var answers = await traces.AskAsync(asked, () => ApplyAsync(claimed, asked, token));
        ChangeVerdict[] verdicts =
        [
            .. claimed.Rows.Where(IsPointless).Select(c => new ChangeVerdict(c, new ChangeOutcome.Superseded())),
            .. late.Where(c => !IsPointless(c)).Select(c => new ChangeVerdict(c, TooLate(c))),
            .. asked.Zip(answers, (c, answer) => new ChangeVerdict(c, Outcome(claimed, c, answer))),
        ];
        await changes.EndAsync(claimed, verdicts, token);
        traces.End(verdicts);
    }

    /// <summary>A Sim that is scheduled again will tell the network anyway; and one that a loss report holds is never switched on again.</summary>
    private static bool IsPointless(ClaimedChange change) =>
        change.Kind == StatusChangeKind.Reconcile && (change.SimStatus == SimStatus.Scheduled || (change.SimHeld && change.SimStatus.MayConnect()));

    private Task<IReadOnlyList<AuthorityAnswer>> ApplyAsync(Claimed<ClaimedChange> claimed, List<ClaimedChange> live, CancellationToken token)
    {
        var orders = live.ConvertAll(c => new AuthorityOrder(c.Iccid, c.Imsi, c.Kind == StatusChangeKind.Reconcile ? c.SimStatus : c.ToStatus, c.Attempts)
        {
            Msisdn = c.Msisdn,
            Doubtful = c.Doubtful,
        });
        return AskAsync<AuthorityAnswer>(
            claimed,
            live,
            asking => authority.ApplyAsync(new AuthorityBatch(claimed.ClaimedAt, orders), asking),
            reason => new AuthorityAnswer.TryAgain(reason),
            token);
    }

    private ChangeOutcome Outcome(Claimed<ClaimedChange> claimed, ClaimedChange change, AuthorityAnswer answer) => answer switch
    {
        AuthorityAnswer.Applied applied => new ChangeOutcome.Completed(Cut(applied.Confirmation), applied.At),
        AuthorityAnswer.Refused refused when change.Endures => new ChangeOutcome.TryAgain(Cut(refused.Reason), new NextAttempt(RefusedWait(change.Priority), 0)),
        AuthorityAnswer.Refused refused => new ChangeOutcome.Failed(Cut(refused.Reason), MayHaveReachedNetwork: change.Doubtful),
        AuthorityAnswer.TryAgain again when After(claimed, change, WaitOf(change.Priority)) is { } next =>
            new ChangeOutcome.TryAgain(Cut(again.Reason), next),
        AuthorityAnswer.TryAgain again => TooLate(change, again.Reason),
        _ => throw new InvalidOperationException($"The authority gave an unknown answer: {answer}."),
    };

    private static BackOff WaitOf(StatusChangePriority priority) => priority == StatusChangePriority.LossReport ? UrgentWait : Wait;

    private static ChangeOutcome.Failed TooLate(ClaimedChange change, string? why = null) => new(change.TooLate("Not confirmed by its deadline.", why));

    private static string Cut(string text) => text.CutTo(StatusChange.TextLength);
}
