using Microsoft.Extensions.Options;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.NetworkAuthorities;
using SimConsole.Work;

namespace SimConsole.ESimProfiles;

/// <summary>
/// Asks the network for the profiles that were ordered, until nothing is due; then sleeps until woken or until the next one is due. Several processes may
/// do so on one database.
/// </summary>
public sealed partial class ESimProfileWorker(
    ESimProfileQueue queue,
    ESimProfileRecorder recorder,
    ESimProfileSignal signal,
    TimeProvider time,
    IOptions<ESimProfileOptions> options,
    ILogger<ESimProfileWorker> log,
    IESimAuthority? authority = null) : BackgroundService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(5);

    /// <summary>Takes orders and ends them. Returns how many, 0 when nothing was due.</summary>
    public async Task<int> WorkOnceAsync(CancellationToken token)
    {
        var taken = await queue.ClaimAsync(token);
        var late = taken.Where(p => p.Deadline <= time.Now()).ToList();
        foreach (var profile in late)
        {
            await recorder.FailedAsync(profile, TooLate(profile), token);
        }

        var live = taken.Except(late).ToList();
        if (live.Count > 0)
        {
            foreach (var (profile, answer) in live.Zip(await AskAsync(live, token)))
            {
                await RecordAsync(profile, answer, token);
            }
        }

        return taken.Count;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var lane = new WorkerLane(signal, time, LogWorkFailed);
        return options.Value.Work
            ? lane.RunAsync(async token => await WorkOnceAsync(token) > 0 ? null : lane.Until(await queue.NextDueAsync(token), LongestSleep), stoppingToken)
            : Task.CompletedTask;
    }

    private Task<bool> RecordAsync(ClaimedESimProfile profile, ESimAnswer answer, CancellationToken token) => answer switch
    {
        ESimAnswer.Reserved reserved => recorder.ReservedAsync(profile, reserved, token),
        ESimAnswer.Refused refused => recorder.FailedAsync(profile, refused.Reason, token),
        ESimAnswer.TryAgain again when time.Now() < profile.Deadline => recorder.TryAgainAsync(profile, again.Reason, Sooner(time.Now() + BackOff(profile.Attempts), profile.Deadline), token),
        ESimAnswer.TryAgain again => recorder.FailedAsync(profile, TooLate(profile with { Failure = again.Reason }), token),
        _ => throw new InvalidOperationException($"The authority gave an answer that nobody knows: {answer}."),
    };

    /// <summary>Asks the authority, and keeps the lease until it answers, at most until the last deadline; whatever goes wrong is a reason to try again.</summary>
    private async Task<IReadOnlyList<ESimAnswer>> AskAsync(List<ClaimedESimProfile> live, CancellationToken token)
    {
        if (authority is null)
        {
            return Again(live, "This network hands out no eSIM profiles.");
        }

        await using var renewal = LeaseRenewal.Start(options.Value.Lease, time, renewing => queue.RenewAsync(live, renewing), LogWorkFailed, token);
        try
        {
            var orders = live.ConvertAll(p => new ESimOrder(p.Sid, p.Eid, p.WantsMatchingId, p.Attempts));
            var answers = await time.AskAsync(time.PatienceUntil(live.Max(p => p.Deadline)), asking => authority.ReserveAsync(orders, asking), token);
            return answers.Count == live.Count ? answers : throw new InvalidOperationException($"It answered {answers.Count} of {live.Count} orders.");
        }
        catch (TimeoutException late)
        {
            return Again(live, late.Message);
        }
        catch (Exception exception) when (!token.IsCancellationRequested && DatabaseTrouble.Of(exception) is null)
        {
            LogAuthorityFailed(exception, live.Count);
            return Again(live, $"The network could not be asked: {exception.Message}");
        }
    }

    private static IReadOnlyList<ESimAnswer> Again(List<ClaimedESimProfile> live, string reason) => [.. live.Select(_ => new ESimAnswer.TryAgain(reason))];

    private static string TooLate(ClaimedESimProfile profile) => $"Not reserved by its deadline. {profile.Failure ?? "The network was not asked in time."}";

    private static DateTimeOffset Sooner(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    /// <summary>1 s, 2 s, 4 s … 30 s.</summary>
    private static TimeSpan BackOff(int attempts) => TimeSpan.FromSeconds(Math.Min(30, 1 << Math.Min(attempts - 1, 5)));

    [LoggerMessage(Level = LogLevel.Error, Message = "Working off orders of eSIM profiles was interrupted, and goes on")]
    private partial void LogWorkFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The network could not be asked for {Count} eSIM profiles; they will be tried again")]
    private partial void LogAuthorityFailed(Exception exception, int count);
}
