using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Networks;

namespace SimConsole.NetworkAccessProfiles;

/// <summary>The networks that Sims may attach to.</summary>
/// <param name="ProfileId">The profile that allows them.</param>
/// <param name="Revision">How often the networks of that profile have changed, from 1.</param>
/// <param name="Only">The numbers of the only networks that are allowed; null where every network is.</param>
/// <param name="Networks">The networks, in the order of their numbers.</param>
public sealed record NetworkAllowance(long ProfileId, long Revision, FrozenSet<int>? Only, IReadOnlyList<Network> Networks)
{
    /// <summary>Whether the network with this number is allowed.</summary>
    public bool Allows(int networkId) => Only?.Contains(networkId) ?? true;
}

/// <summary>Says which networks the Sims of a Fleet may attach to. One reading serves a whole batch of Sims.</summary>
public sealed class NetworkAccess(IDbContextFactory<SimConsoleDb> databases, NetworkCatalogue catalogue)
{
    /// <summary>What each Fleet allows, by the ids of the Fleets: two short queries, however many Sims there are.</summary>
    public async Task<IReadOnlyDictionary<long, NetworkAllowance>> ByFleetAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var fleets = await db.Fleets
            .Select(f => new { f.Id, ProfileId = f.NetworkAccessProfileId, f.NetworkAccessProfile!.Revision, f.NetworkAccessProfile.AllowsEveryNetwork })
            .ToListAsync(token);
        var networks = (await db.NetworkAccessProfileNetworks
            .Select(n => new { n.NetworkAccessProfileId, n.NetworkId })
            .ToListAsync(token)).ToLookup(n => n.NetworkAccessProfileId, n => n.NetworkId);
        var allowances = fleets.DistinctBy(f => f.ProfileId)
            .ToDictionary(f => f.ProfileId, f => f.AllowsEveryNetwork ? Every(f.ProfileId, f.Revision) : Only(f.ProfileId, f.Revision, networks[f.ProfileId]));
        return fleets.ToDictionary(f => f.Id, f => allowances[f.ProfileId]);
    }

    /// <summary>What one Fleet allows, or null where there is no such Fleet.</summary>
    public async Task<NetworkAllowance?> OfFleetAsync(long fleetId, CancellationToken token) => (await ByFleetAsync(token)).GetValueOrDefault(fleetId);

    private NetworkAllowance Every(long profileId, long revision) => new(profileId, revision, null, catalogue.All);

    private NetworkAllowance Only(long profileId, long revision, IEnumerable<int> networkIds)
    {
        var only = networkIds.ToFrozenSet();
        return new NetworkAllowance(profileId, revision, only, [.. only.Order().Select(catalogue.Find).OfType<Network>()]);
    }
}
