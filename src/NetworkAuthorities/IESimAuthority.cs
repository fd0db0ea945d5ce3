namespace SimConsole.NetworkAuthorities;

/// <summary>
/// What a network authority can do that has an SM-DP+, the server from which devices download profiles (GSMA SGP.22). Registered only where the authority has one.
/// </summary>
public interface IESimAuthority
{
    /// <summary>
    /// Reserves a profile for each order, and answers for each, in their order. Idempotent: the same order twice is one profile. Throwing means that
    /// nothing is known of any of them.
    /// </summary>
    Task<IReadOnlyList<ESimAnswer>> ReserveAsync(IReadOnlyList<ESimOrder> orders, CancellationToken token);
}

/// <summary>One profile to reserve.</summary>
/// <param name="Reference">Names the order: the same one is never carried out twice.</param>
/// <param name="Eid">The eUICC that alone may download it, or null.</param>
/// <param name="WithMatchingId">Whether the SM-DP+ makes a matching ID, with which any device can claim a profile that is not tied to an EID.</param>
/// <param name="Attempt">1 for the first time that this order is tried.</param>
public sealed record ESimOrder(string Reference, string? Eid, bool WithMatchingId, int Attempt);

/// <summary>What the authority says of one order.</summary>
public abstract record ESimAnswer
{
    private ESimAnswer() { }

    /// <summary>Done: the profile can be downloaded.</summary>
    /// <param name="SmdpPlusAddress">A host name.</param>
    public sealed record Reserved(string Iccid, string? Imsi, string SmdpPlusAddress, string? MatchingId) : ESimAnswer;

    /// <summary>Not done, and never will be.</summary>
    public sealed record Refused(string Reason) : ESimAnswer;

    /// <summary>Not known to be done; worth another try.</summary>
    public sealed record TryAgain(string Reason) : ESimAnswer;
}
