namespace SimConsole.NetworkAuthorities;

/// <summary>A card as an authority knows it.</summary>
public sealed record AuthorityCard(string Iccid, string? Imsi, string? Msisdn);

/// <summary>What an authority does when a SIM tries to connect.</summary>
public enum AuthorityAccess
{
    /// <summary>Refuses it, since it does not know it.</summary>
    Missing,

    /// <summary>Knows it, and refuses it.</summary>
    Refused,

    /// <summary>Lets it connect.</summary>
    Allowed,

    /// <summary>Lets it connect in one domain, and refuses it in the other.</summary>
    Mixed,

    /// <summary>Nobody knows: the authority cannot say.</summary>
    Unreadable,
}

/// <summary>What an authority does with one SIM now.</summary>
/// <param name="Says">What was read, for the record.</param>
public sealed record AuthorityReading(AuthorityAccess Access, string Says);

/// <summary>An authority that can say what it does with a SIM now, whatever it was told.</summary>
public interface IReadableAuthority
{
    /// <summary>Says for each card what the authority does with it, in the order of the cards. Throwing means that nothing is known of any of them.</summary>
    Task<IReadOnlyList<AuthorityReading>> ReadAsync(IReadOnlyList<AuthorityCard> cards, CancellationToken token);
}

/// <summary>An authority that has to be told of a SIM before it can be switched.</summary>
public interface IEnrollingAuthority
{
    /// <summary>Names this authority among those that the console has had.</summary>
    string Name { get; }

    /// <summary>
    /// Makes each card known, and switched off; one that is known is switched off, too. Answers in their order; throwing means that nothing is known
    /// of any of them.
    /// </summary>
    Task<IReadOnlyList<AuthorityAnswer>> EnrolAsync(IReadOnlyList<AuthorityCard> cards, CancellationToken token);
}

/// <summary>An authority that can list whom it lets connect.</summary>
public interface IListingAuthority
{
    /// <summary>The ICCID of every SIM that may connect.</summary>
    IAsyncEnumerable<string> ListAllowedAsync(CancellationToken token);
}
