namespace SimConsole.NetworkAuthorities;

/// <summary>
/// An authority that can tell networks apart. Other authorities let a SIM that may connect do so wherever it is served: with those, a network access
/// profile that allows every network is put into effect, and any other is not.
/// </summary>
public interface IRoamingAuthority
{
    /// <summary>
    /// Says on which networks each SIM may be served, whatever its status, and answers for each, in the order of the batch. Idempotent. Throwing
    /// means that nothing is known of any of them.
    /// </summary>
    Task<IReadOnlyList<AuthorityAnswer>> AllowNetworksAsync(NetworksBatch batch, CancellationToken token);
}

/// <summary>Orders about networks that belong to one claim.</summary>
/// <param name="ClaimedAt">An authority that remembers it refuses an order of an earlier claim after one of a later claim.</param>
public sealed record NetworksBatch(DateTimeOffset ClaimedAt, IReadOnlyList<NetworksOrder> Orders);

/// <summary>One SIM and the networks that may serve it.</summary>
/// <param name="Only">The numbers of the only networks, in the catalogue; null for every network.</param>
/// <param name="Attempt">1 for the first time that this is tried.</param>
public sealed record NetworksOrder(string Iccid, string? Imsi, IReadOnlySet<int>? Only, int Attempt);
