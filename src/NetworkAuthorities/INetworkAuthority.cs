using SimConsole.Sims;

namespace SimConsole.NetworkAuthorities;

/// <summary>What really allows or refuses a SIM.</summary>
public interface INetworkAuthority
{
    /// <summary>
    /// Brings each SIM to what its status allows, and answers for each, in the order of the batch. Idempotent: an order names the state wanted, so a repeated
    /// order does no harm. Throwing means that nothing is known of any of them.
    /// </summary>
    /// <remarks>
    /// <see cref="AuthorityAnswer.Applied"/> is final: the network does what was ordered, and no earlier order for that SIM, from whatever process, can undo it
    /// any more. An order without an answer may be carried out at any later time. So an authority that cannot call it back has to know that it has come to an
    /// end before it confirms an order that is <see cref="AuthorityOrder.Doubtful"/>. Each authority says how far it can keep this promise.
    /// </remarks>
    Task<IReadOnlyList<AuthorityAnswer>> ApplyAsync(AuthorityBatch batch, CancellationToken token);

    /// <summary>Says whether the authority can be reached now.</summary>
    Task<AuthorityHealth> CheckAsync(CancellationToken token);
}

/// <summary>Orders that belong to one claim.</summary>
/// <param name="ClaimedAt">An authority that remembers it refuses an order of an earlier claim after one of a later claim.</param>
public sealed record AuthorityBatch(DateTimeOffset ClaimedAt, IReadOnlyList<AuthorityOrder> Orders);

/// <summary>One SIM and the status that the network is to give it.</summary>
/// <param name="Attempt">1 for the first time that this change is tried.</param>
public sealed record AuthorityOrder(string Iccid, string? Imsi, SimStatus Status, int Attempt)
{
    /// <summary>
    /// Whether this process or another one gave an order for this SIM before and never heard that it was carried out: it may still be carried out.
    /// </summary>
    public bool Doubtful { get; init; }

    /// <summary>For an authority that has to make the SIM known first.</summary>
    public string? Msisdn { get; init; }

    public AuthorityCard Card => new(Iccid, Imsi, Msisdn);
}

/// <summary>What the authority says of one order.</summary>
public abstract record AuthorityAnswer
{
    private AuthorityAnswer() { }

    /// <summary>Done, and here is the proof.</summary>
    public sealed record Applied(string Confirmation, DateTimeOffset At) : AuthorityAnswer;

    /// <summary>Not done, and never will be.</summary>
    public sealed record Refused(string Reason) : AuthorityAnswer;

    /// <summary>Not known to be done; worth another try.</summary>
    public sealed record TryAgain(string Reason) : AuthorityAnswer;
}

/// <summary>How the authority is.</summary>
public sealed record AuthorityHealth(string Name, bool Reachable, string Detail)
{
    /// <summary>What has passed between the console and the authority lately; null where nobody counts.</summary>
    public AuthorityTraffic? Traffic { get; init; }

    /// <summary>What it says of itself, also where it cannot be reached.</summary>
    public IReadOnlyList<AuthorityFact> Facts { get; init; } = [];
}
