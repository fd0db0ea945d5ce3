using Microsoft.Extensions.Options;
using SimConsole.NetworkAuthorities;
using SimConsole.Work;

namespace SimConsole.ESimProfiles;

/// <summary>Asks the network for the profiles that were ordered.</summary>
public sealed class ESimProfileWorker(
    ESimProfileQueue queue,
    ESimProfileRecorder recorder,
    TimeProvider time,
    IOptions<ESimProfileOptions> options,
    ILogger<ESimProfileWorker> log,
    IESimAuthority? authority = null) : DueWorker<ESimProfile, ClaimedESimProfile>(queue, "orders of eSIM profiles", time, log)
{
    /// <summary>How long an order that the network has not carried out waits for the next attempt.</summary>
    internal static readonly BackOff Wait = new(TimeSpan.FromSeconds(30));

    protected override bool Works => options.Value.Work;

    protected override string Operation => "reserve";

    protected override string Asked => "The network";

    protected override async Task WorkAsync(
        Claimed<ClaimedESimProfile> claimed, IReadOnlyList<ClaimedESimProfile> late, IReadOnlyList<ClaimedESimProfile> live, CancellationToken token)
    {
        foreach (var profile in late)
        {
            await recorder.FailedAsync(profile, TooLate(profile), token);
        }

        var answers = await ReserveAsync(claimed, live, token);
        foreach (var (profile, answer) in live.Zip(answers))
        {
            await RecordAsync(claimed, profile, answer, token);
        }
    }

    private Task<IReadOnlyList<ESimAnswer>> ReserveAsync(Claimed<ClaimedESimProfile> claimed, IReadOnlyList<ClaimedESimProfile> live, CancellationToken token)
    {
        if (authority is null)
        {
            return Task.FromResult<IReadOnlyList<ESimAnswer>>([.. live.Select(_ => new ESimAnswer.TryAgain("This network provides no eSIM profiles."))]);
        }

        IReadOnlyList<ESimOrder> orders = [.. live.Select(p => new ESimOrder(p.Sid, p.Eid, p.WantsMatchingId, p.Attempts))];
        return AskAsync<ESimAnswer>(claimed, live, asking => authority.ReserveAsync(orders, asking), reason => new ESimAnswer.TryAgain(reason), token);
    }

    private Task<bool> RecordAsync(Claimed<ClaimedESimProfile> claimed, ClaimedESimProfile profile, ESimAnswer answer, CancellationToken token) => answer switch
    {
        ESimAnswer.Reserved reserved => recorder.ReservedAsync(profile, reserved, token),
        ESimAnswer.Refused refused => recorder.FailedAsync(profile, refused.Reason, token),
        ESimAnswer.TryAgain again when After(claimed, profile, Wait) is { } next => recorder.TryAgainAsync(profile, again.Reason, next, token),
        ESimAnswer.TryAgain again => recorder.FailedAsync(profile, TooLate(profile, again.Reason), token),
        _ => throw new InvalidOperationException($"The authority gave an unknown answer: {answer}."),
    };

    private static string TooLate(ClaimedESimProfile profile, string? why = null) => profile.TooLate("Not reserved by its deadline.", why);
}
