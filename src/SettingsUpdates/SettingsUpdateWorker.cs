using Microsoft.Extensions.Options;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.NetworkAccessProfiles;
using SimConsole.NetworkAuthorities;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.SettingsUpdates;

/// <summary>
/// Tells the network which networks Sims may use: takes due updates, looks up what the Fleets of their Sims allow now, asks the authority, and writes what
/// became of them. Several processes may do so on one database.
/// </summary>
public sealed partial class SettingsUpdateWorker(
    SettingsUpdateQueue queue,
    SettingsUpdateSignal signal,
    NetworkAccess access,
    INetworkAuthority authority,
    TimeProvider time,
    IOptions<SettingsUpdateOptions> options,
    IOptions<StatusChangeOptions> work,
    ILogger<SettingsUpdateWorker> log) : BackgroundService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(5);

    /// <summary>Gives Sims their updates, takes a batch of those that are due, and ends it. Returns whether there was anything to do.</summary>
    public async Task<bool> WorkOnceAsync(CancellationToken token)
    {
        var rolledOut = await queue.RollOutOnceAsync(token);
        if (await queue.ClaimAsync(token) is not { } batch)
        {
            return rolledOut;
        }

        var now = time.Now();
        var late = batch.Updates.Where(u => u.Deadline <= now).Select(u => new SettingsVerdict(u, TooLate(u.Failure)));
        var live = batch.Updates.Where(u => u.Deadline > now).ToList();
        await queue.EndAsync(batch, [.. late, .. live.Count == 0 ? [] : await TellAsync(batch, live, token)], token);
        return true;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => work.Value.Work ? LaneAsync(stoppingToken) : Task.CompletedTask;

    private Task LaneAsync(CancellationToken stop)
    {
        var lane = new WorkerLane(signal, time, LogInterrupted);
        return lane.RunAsync(async token => await WorkOnceAsync(token) ? null : lane.Until(await queue.NextDueAsync(token), LongestSleep), stop);
    }

    private async Task<IEnumerable<SettingsVerdict>> TellAsync(ClaimedUpdates batch, List<ClaimedUpdate> live, CancellationToken token)
    {
        var allowances = await access.ByFleetAsync(token);
        var verdicts = new List<SettingsVerdict>();
        var orders = new List<NetworksOrder>();
        var asked = new List<ClaimedUpdate>();
        foreach (var profile in live.ToLookup(u => u.FleetId is { } id ? allowances.GetValueOrDefault(id) : null))
        {
            if (profile.Key is not { } allowance)
            {
                verdicts.AddRange(profile.Select(u => new SettingsVerdict(u, new SettingsOutcome.Failed("The Sim is in no Fleet any more, so there is nothing that it may use."))));
                continue;
            }

            await queue.CarryAsync(batch, [.. profile.Select(u => u.Id)], allowance.ProfileId, allowance.Revision, token);
            orders.AddRange(profile.Select(u => new NetworksOrder(u.Iccid, u.Imsi, allowance.Only, u.Attempts)));
            asked.AddRange(profile);
        }

        var answers = orders.Count == 0 ? [] : await AskAsync(batch, orders, asked.Max(u => u.Deadline), token);
        return verdicts.Concat(asked.Zip(answers, (u, answer) => new SettingsVerdict(u, Outcome(u, answer))));
    }

    /// <summary>
    /// Asks the authority, and keeps the lease until it answers, at most until the last deadline; whatever goes wrong is a reason to try again.
    /// </summary>
    private async Task<IReadOnlyList<AuthorityAnswer>> AskAsync(
        ClaimedUpdates batch, List<NetworksOrder> orders, DateTimeOffset deadline, CancellationToken token)
    {
        var asked = new NetworksBatch(batch.ClaimedAt, orders);
        await using var renewal = LeaseRenewal.Start(options.Value.Lease, time, renewing => queue.RenewAsync(batch, renewing), LogInterrupted, token);
        try
        {
            var answers = authority is IRoamingAuthority roaming
                ? await time.AskAsync(time.PatienceUntil(deadline), asking => roaming.AllowNetworksAsync(asked, asking), token)
                : [.. orders.Select(Everywhere)];
            return answers.Count == orders.Count ? answers
                : throw new InvalidOperationException($"It answered {answers.Count} of {orders.Count} orders.");
        }
        catch (TimeoutException late)
        {
            return [.. orders.Select(_ => new AuthorityAnswer.TryAgain(late.Message))];
        }
        catch (Exception exception) when (!token.IsCancellationRequested && DatabaseTrouble.Of(exception) is null)
        {
            LogAuthorityFailed(exception, orders.Count);
            return [.. orders.Select(_ => new AuthorityAnswer.TryAgain($"The network authority could not be asked: {exception.Message}"))];
        }
    }

    /// <summary>Where networks are not told apart, a SIM may use them all. That is what is wanted, or it is said that it is not: nobody is to take for enforced what is not.</summary>
    private AuthorityAnswer Everywhere(NetworksOrder order) => order.Only is null
        ? new AuthorityAnswer.Applied("The network authority serves a SIM on every network, and needs not be told.", time.Now())
        : new AuthorityAnswer.Refused("The network authority cannot tell networks apart: this SIM may connect wherever it is served, whatever its profile says.");

    private SettingsOutcome Outcome(ClaimedUpdate update, AuthorityAnswer answer) => answer switch
    {
        AuthorityAnswer.Applied applied => new SettingsOutcome.Successful(Cut(applied.Confirmation)),
        AuthorityAnswer.Refused refused => new SettingsOutcome.Failed(Cut(refused.Reason)),
        AuthorityAnswer.TryAgain again when time.Now() < update.Deadline => new SettingsOutcome.TryAgain(Cut(again.Reason), time.Now() + BackOff(update.Attempts)),
        AuthorityAnswer.TryAgain again => TooLate(again.Reason),
        _ => throw new InvalidOperationException($"The authority gave an answer that nobody knows: {answer}."),
    };

    private static SettingsOutcome.Failed TooLate(string? failure) => new(Cut($"Not confirmed by its deadline. {failure ?? "The network was not asked in time."}"));

    /// <summary>1 s, 2 s, 4 s … 256 s.</summary>
    private static TimeSpan BackOff(int attempts) => TimeSpan.FromSeconds(1 << Math.Min(attempts - 1, 8));

    private static string Cut(string text) => text.Length <= SettingsUpdate.TextLength ? text : text[..SettingsUpdate.TextLength];

    [LoggerMessage(Level = LogLevel.Error, Message = "Telling the network which networks Sims may use was interrupted, and goes on")]
    private partial void LogInterrupted(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The network authority could not be asked about the networks of {Count} Sims; that will be tried again")]
    private partial void LogAuthorityFailed(Exception exception, int count);
}
