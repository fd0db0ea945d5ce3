using Microsoft.Extensions.Options;
using SimConsole.NetworkAccessProfiles;
using SimConsole.NetworkAuthorities;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.SettingsUpdates;

/// <summary>Tells the network which networks Sims may use: those that their Fleets allow at the moment when an update is taken.</summary>
public sealed class SettingsUpdateWorker(
    SettingsUpdateQueue queue,
    NetworkAccess access,
    INetworkAuthority authority,
    TimeProvider time,
    IOptions<StatusChangeOptions> work,
    ILogger<SettingsUpdateWorker> log) : DueWorker<SettingsUpdate, ClaimedUpdate>(queue, "settings updates", time, log)
{
    /// <summary>How long an update that the network has not confirmed waits for the next attempt.</summary>
    internal static readonly BackOff Wait = new(TimeSpan.FromSeconds(256));

    protected override bool Works => work.Value.Work;

    /// <summary>Gives the Sims of a Fleet their updates, takes a batch of those that are due, and ends it. Returns 0 when there was nothing to do.</summary>
    public override async Task<int> WorkOnceAsync(CancellationToken token)
    {
        var rolledOut = await queue.RollOutOnceAsync(token);
        return await base.WorkOnceAsync(token) + (rolledOut ? 1 : 0);
    }

    protected override string Operation => "allow_networks";

    protected override async Task WorkAsync(
        Claimed<ClaimedUpdate> claimed, IReadOnlyList<ClaimedUpdate> late, IReadOnlyList<ClaimedUpdate> live, CancellationToken token)
    {
        var verdicts = late.Select(u => new SettingsVerdict(u, TooLate(u))).ToList();
        var (orders, asked) = (new List<NetworksOrder>(), new List<ClaimedUpdate>());
        var allowances = live.Count == 0 ? null : await access.ByFleetAsync(token);
        foreach (var profile in live.ToLookup(u => u.FleetId is { } id ? allowances!.GetValueOrDefault(id) : null))
        {
            if (profile.Key is not { } allowance)
            {
                verdicts.AddRange(profile.Select(u => new SettingsVerdict(u, new SettingsOutcome.Failed("The SIM is in no Fleet any more, so there is nothing that it may use."))));
                continue;
            }

            await queue.CarryAsync(claimed, [.. profile.Select(u => u.Id)], allowance.ProfileId, allowance.Revision, token);
            orders.AddRange(profile.Select(u => new NetworksOrder(u.Iccid, u.Imsi, allowance.Only, u.Attempts)));
            asked.AddRange(profile);
        }

        var answers = authority is IRoamingAuthority roaming
            ? await AskAsync<AuthorityAnswer>(
                claimed,
                asked,
                asking => roaming.AllowNetworksAsync(new NetworksBatch(claimed.ClaimedAt, orders), asking),
                reason => new AuthorityAnswer.TryAgain(reason),
                token)
            : [.. orders.Select(Everywhere)];
        await queue.EndAsync(claimed, [.. verdicts, .. asked.Zip(answers, (u, answer) => new SettingsVerdict(u, Outcome(claimed, u, answer)))], token);
    }

    /// <summary>Where the authority cannot tell networks apart, a SIM may use them all. If its profile allows fewer, the update fails, so that nobody takes it for enforced.</summary>
    private AuthorityAnswer Everywhere(NetworksOrder order) => order.Only is null
        ? new AuthorityAnswer.Applied("The network authority serves a SIM on every network, and does not need to be told.", Time.Now())
        : new AuthorityAnswer.Refused("The network authority cannot tell networks apart: this SIM may connect wherever it is served, whatever its profile says.");

    private SettingsOutcome Outcome(Claimed<ClaimedUpdate> claimed, ClaimedUpdate update, AuthorityAnswer answer) => answer switch
    {
        AuthorityAnswer.Applied applied => new SettingsOutcome.Successful(applied.Confirmation.CutTo(SettingsUpdate.TextLength)),
        AuthorityAnswer.Refused refused => new SettingsOutcome.Failed(refused.Reason.CutTo(SettingsUpdate.TextLength)),
        AuthorityAnswer.TryAgain again when After(claimed, update, Wait) is { } next =>
            new SettingsOutcome.TryAgain(again.Reason.CutTo(SettingsUpdate.TextLength), next),
        AuthorityAnswer.TryAgain again => TooLate(update, again.Reason),
        _ => throw new InvalidOperationException($"The authority gave an unknown answer: {answer}."),
    };

    private static SettingsOutcome.Failed TooLate(ClaimedUpdate update, string? why = null) => new(update.TooLate("Not confirmed by its deadline.", why));
}
