using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Networks;
using SimConsole.SettingsUpdates;

namespace SimConsole.NetworkAccessProfiles;

/// <summary>A network of a profile.</summary>
/// <param name="Id">Rises with every network that is added: lists are in this order.</param>
public sealed record AllowedNetwork(long Id, Network Network);

/// <summary>Makes, changes and finds profiles.</summary>
public sealed class NetworkAccessProfileService(
    IDbContextFactory<SimConsoleDb> databases, NetworkCatalogue catalogue, SettingsUpdateOutbox settings, TimeProvider time)
{
    /// <summary>All profiles by name; there are few of them.</summary>
    public async Task<IReadOnlyList<NetworkAccessProfile>> ListAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.NetworkAccessProfiles.AsNoTracking().OrderBy(p => p.UniqueName != null).ThenBy(p => p.UniqueName).ThenBy(p => p.Id).ToListAsync(token);
    }

    /// <summary>The newest profiles made before <paramref name="beforeId"/> (all where null), newest first.</summary>
    public async Task<IReadOnlyList<NetworkAccessProfile>> ListBeforeAsync(long? beforeId, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.NetworkAccessProfiles.AsNoTracking().Where(p => beforeId == null || p.Id < beforeId).OrderByDescending(p => p.Id).Take(take).ToListAsync(token);
    }

    /// <summary>The oldest profiles made after <paramref name="afterId"/>, newest first: the page before a page.</summary>
    public async Task<IReadOnlyList<NetworkAccessProfile>> ListAfterAsync(long afterId, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var profiles = await db.NetworkAccessProfiles.AsNoTracking().Where(p => p.Id > afterId).OrderBy(p => p.Id).Take(take).ToListAsync(token);
        profiles.Reverse();
        return profiles;
    }

    /// <summary>The profile with this SID or unique name, or null.</summary>
    public async Task<NetworkAccessProfile?> FindAsync(string sidOrName, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.NetworkAccessProfiles.AsNoTracking().WithReference(sidOrName).SingleOrDefaultAsync(token);
    }

    /// <summary>The networks added to a profile last, before <paramref name="beforeId"/> (all where null), newest first. One that allows every network has the whole catalogue.</summary>
    public async Task<IReadOnlyList<AllowedNetwork>> NetworksBeforeAsync(NetworkAccessProfile profile, long? beforeId, int take, CancellationToken token)
    {
        if (profile.AllowsEveryNetwork)
        {
            return [.. catalogue.All.Reverse().Where(n => beforeId is null || n.Id < beforeId).Take(take).Select(n => new AllowedNetwork(n.Id, n))];
        }

        await using var db = await databases.CreateDbContextAsync(token);
        return Allowed(await db.NetworkAccessProfileNetworks.Where(n => n.NetworkAccessProfileId == profile.Id && (beforeId == null || n.Id < beforeId))
            .OrderByDescending(n => n.Id).Take(take).ToListAsync(token));
    }

    /// <summary>The networks added to a profile first, after <paramref name="afterId"/>, newest first: the page before a page.</summary>
    public async Task<IReadOnlyList<AllowedNetwork>> NetworksAfterAsync(NetworkAccessProfile profile, long afterId, int take, CancellationToken token)
    {
        if (profile.AllowsEveryNetwork)
        {
            return [.. catalogue.All.Where(n => n.Id > afterId).Take(take).Reverse().Select(n => new AllowedNetwork(n.Id, n))];
        }

        await using var db = await databases.CreateDbContextAsync(token);
        var networks = await db.NetworkAccessProfileNetworks.Where(n => n.NetworkAccessProfileId == profile.Id && n.Id > afterId)
            .OrderBy(n => n.Id).Take(take).ToListAsync(token);
        networks.Reverse();
        return Allowed(networks);
    }

    /// <summary>How many networks each profile allows that has some of its own, by the ids of the profiles.</summary>
    public async Task<IReadOnlyDictionary<long, int>> CountNetworksAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.NetworkAccessProfileNetworks.GroupBy(n => n.NetworkAccessProfileId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, token);
    }

    /// <summary>The network with this SID, if the profile allows it.</summary>
    public async Task<Network?> FindNetworkAsync(NetworkAccessProfile profile, string networkSid, CancellationToken token)
    {
        if (catalogue.Find(networkSid) is not { } network || profile.AllowsEveryNetwork)
        {
            return catalogue.Find(networkSid);
        }

        await using var db = await databases.CreateDbContextAsync(token);
        return await db.NetworkAccessProfileNetworks.AnyAsync(n => n.NetworkAccessProfileId == profile.Id && n.NetworkId == network.Id, token) ? network : null;
    }

    /// <summary>The latest <paramref name="take"/> events of a profile, latest first.</summary>
    public async Task<IReadOnlyList<NetworkAccessProfileEvent>> EventsAsync(long profileId, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.NetworkAccessProfileEvents.AsNoTracking().Where(e => e.NetworkAccessProfileId == profileId).OrderByDescending(e => e.Id).Take(take).ToListAsync(token);
    }

    /// <summary>Makes a profile that allows these networks and no others; a network named twice counts once.</summary>
    public Task<Result<NetworkAccessProfile>> CreateAsync(string? uniqueName, IReadOnlyCollection<string> networkSids, Caller caller, CancellationToken token) => WriteAsync(caller, async db =>
    {
        var networks = new HashSet<Network>();
        foreach (var sid in networkSids)
        {
            if (catalogue.Find(sid) is not { } network)
            {
                return NoSuchNetwork("Networks", sid);
            }

            networks.Add(network);
        }

        if (await NameFaultAsync(db, uniqueName, 0, token) is { } refusal)
        {
            return refusal;
        }

        var now = time.Now();
        var profile = new NetworkAccessProfile { UniqueName = string.IsNullOrEmpty(uniqueName) ? null : uniqueName, CreatedAt = now, UpdatedAt = now };
        db.NetworkAccessProfiles.Add(profile);
        db.NetworkAccessProfileNetworks.AddRange(networks.Select(n => new NetworkAccessProfileNetwork { NetworkAccessProfile = profile, NetworkId = n.Id, AddedAt = now }));
        db.NetworkAccessProfileEvents.Add(Event(profile, NetworkAccessProfileEventKind.Made, null, null, caller.Actor));
        db.NetworkAccessProfileEvents.AddRange(networks.Select(n => Event(profile, NetworkAccessProfileEventKind.NetworkAdded, null, n.FriendlyName, caller.Actor)));
        return profile;
    }, token);

    /// <summary>Gives a profile another name; null keeps the one that it has, an empty text takes it away.</summary>
    /// <param name="seen">The profile as the caller saw it, so that a name given to it since is not overwritten. Where null, the last writer wins.</param>
    public Task<Result<NetworkAccessProfile>> RenameAsync(string sidOrName, string? uniqueName, Caller caller, CancellationToken token, NetworkAccessProfile? seen = null) => WriteAsync(caller, async db =>
    {
        if (await db.NetworkAccessProfiles.WithReference(sidOrName).SingleOrDefaultAsync(token) is not { } profile)
        {
            return NoSuchProfile(sidOrName);
        }

        var name = uniqueName is null ? profile.UniqueName : uniqueName.Length == 0 ? null : uniqueName;
        if (name == profile.UniqueName)
        {
            return profile;
        }

        if (profile.AllowsEveryNetwork)
        {
            return new Refusal(ErrorCodes.Invalid, $"The profile {profile.DisplayName} keeps its name: a Fleet that names no profile gets it.");
        }

        if ((await NameFaultAsync(db, name, profile.Id, token) ?? await OvertakenAsync(db, profile, uniqueName, seen, token)) is { } refusal)
        {
            return refusal;
        }

        db.NetworkAccessProfileEvents.Add(Event(profile, NetworkAccessProfileEventKind.Renamed, profile.UniqueName, name, caller.Actor));
        profile.UniqueName = name;
        return profile;
    }, token);

    /// <summary>Allows one more network.</summary>
    public async Task<Result<Network>> AddNetworkAsync(string sidOrName, string networkSid, Caller caller, CancellationToken token)
    {
        Network? network = null;
        var written = await WriteAsync(caller, async db =>
        {
            network = catalogue.Find(networkSid);
            if (await db.NetworkAccessProfiles.WithReference(sidOrName).SingleOrDefaultAsync(token) is not { } profile)
            {
                return NoSuchProfile(sidOrName);
            }

            if (network is null)
            {
                return NoSuchNetwork("Network", networkSid);
            }

            if (profile.AllowsEveryNetwork || await db.NetworkAccessProfileNetworks.AnyAsync(n => n.NetworkAccessProfileId == profile.Id && n.NetworkId == network.Id, token))
            {
                return new Refusal(ErrorCodes.Invalid, $"The profile {profile.DisplayName} allows {network.FriendlyName} ({network.Sid}) already.");
            }

            db.NetworkAccessProfileNetworks.Add(new NetworkAccessProfileNetwork { NetworkAccessProfileId = profile.Id, NetworkId = network.Id, AddedAt = time.Now() });
            db.NetworkAccessProfileEvents.Add(Event(profile, NetworkAccessProfileEventKind.NetworkAdded, null, network.FriendlyName, caller.Actor));
            await ReviseAsync(db, profile, token);
            return profile;
        }, token);
        return written.Refusal is { } refusal ? refusal : network!;
    }

    /// <summary>Removes a network. The last one cannot be removed while Sims may connect through it: they could attach nowhere without having been set to inactive.</summary>
    public async Task<Result<Network>> RemoveNetworkAsync(string sidOrName, string networkSid, Caller caller, CancellationToken token)
    {
        Network? network = null;
        var written = await WriteAsync(caller, async db =>
        {
            network = catalogue.Find(networkSid);
            if (await db.NetworkAccessProfiles.WithReference(sidOrName).SingleOrDefaultAsync(token) is not { } profile)
            {
                return NoSuchProfile(sidOrName);
            }

            if (profile.AllowsEveryNetwork)
            {
                return new Refusal(ErrorCodes.Invalid, $"The profile {profile.DisplayName} allows every network, and no network can be taken from it. Create another profile with the networks that you want, and give it to your Fleets.");
            }

            var row = await db.NetworkAccessProfileNetworks.SingleOrDefaultAsync(n => n.NetworkAccessProfileId == profile.Id && network != null && n.NetworkId == network.Id, token);
            if (network is null || row is null)
            {
                return new Refusal(ErrorCodes.NotFound, $"The profile {profile.DisplayName} has no network {networkSid}.");
            }

            db.NetworkAccessProfileNetworks.Remove(row);
            var fleetIds = await db.Fleets.Where(f => f.NetworkAccessProfileId == profile.Id).Select(f => f.Id).ToListAsync(token);
            if (await db.LeavesConnectedSimsWithoutNetworkAsync(profile, fleetIds, token, without: network.Id))
            {
                return new Refusal(ErrorCodes.Invalid, $"{network.FriendlyName} is the last network of the profile {profile.DisplayName}, and SIMs of its Fleets may connect. Allow another network first, give the Fleets another profile, or set the SIMs to inactive.");
            }

            db.NetworkAccessProfileEvents.Add(Event(profile, NetworkAccessProfileEventKind.NetworkRemoved, network.FriendlyName, null, caller.Actor));
            await ReviseAsync(db, profile, token);
            return profile;
        }, token);
        return written.Refusal is { } refusal ? refusal : network!;
    }

    private async Task<Result<NetworkAccessProfile>> WriteAsync(Caller caller, Func<SimConsoleDb, Task<Result<NetworkAccessProfile>>> change, CancellationToken token) =>
        caller.Lacks(Permissions.NetworkManage) is { } lacking ? lacking : await Contention.WriteAsync(async () =>
        {
            await using var db = await databases.CreateDbContextAsync(token);
            var result = await change(db);
            if (result.Value is { } profile && db.ChangeTracker.HasChanges())
            {
                profile.UpdatedAt = time.Now();
                Audit(db, profile, caller);
                await db.SaveChangesAsync(token);
                settings.Wake();
            }

            return result;
        }, token);

    /// <summary>One audit entry for all the changes that the page of the profile lists one by one.</summary>
    private static void Audit(SimConsoleDb db, NetworkAccessProfile profile, Caller caller)
    {
        var events = db.ChangeTracker.Entries<NetworkAccessProfileEvent>().Where(e => e.State == EntityState.Added).Select(e => e.Entity).ToList();
        if (events.Count > 0)
        {
            db.Audit(caller, KindOf(events[0].Kind), profile.Sid, events.Select(e => e.Kind switch
            {
                NetworkAccessProfileEventKind.Made => new AuditChange("name", profile.UniqueName),
                NetworkAccessProfileEventKind.Renamed => new AuditChange("name", e.OldValue, e.NewValue),
                _ => new AuditChange("network", e.OldValue, e.NewValue),
            }));
        }

        static string KindOf(NetworkAccessProfileEventKind kind) => kind switch
        {
            NetworkAccessProfileEventKind.Made => AuditKinds.ProfileCreated,
            NetworkAccessProfileEventKind.Renamed => AuditKinds.ProfileRenamed,
            NetworkAccessProfileEventKind.NetworkAdded => AuditKinds.ProfileNetworkAdded,
            _ => AuditKinds.ProfileNetworkRemoved,
        };
    }

    /// <summary>The networks have changed: every Sim of every Fleet with this profile is to be told.</summary>
    private async Task ReviseAsync(SimConsoleDb db, NetworkAccessProfile profile, CancellationToken token)
    {
        profile.Revision++;
        foreach (var fleetId in await db.Fleets.Where(f => f.NetworkAccessProfileId == profile.Id).Select(f => f.Id).ToListAsync(token))
        {
            settings.RollOut(db, fleetId);
        }
    }

    private static async Task<Refusal?> NameFaultAsync(SimConsoleDb db, string? name, long profileId, CancellationToken token) =>
        name is not { Length: > 0 } ? null
        : UniqueName.Fault(name) is { } fault ? new Refusal(ErrorCodes.Invalid, fault)
        : await db.NetworkAccessProfiles.AnyAsync(p => p.UniqueName == name && p.Id != profileId, token)
            ? new Refusal(ErrorCodes.NameTaken, $"Another NetworkAccessProfile is named {name} already. Choose another name, or rename that one first.")
            : null;

    private static async Task<Refusal?> OvertakenAsync(SimConsoleDb db, NetworkAccessProfile profile, string? name, NetworkAccessProfile? seen, CancellationToken token) => seen is null ? null : await SeenValue.RefusalAsync(
        "this profile",
        [new("name", name, seen.UniqueName, profile.UniqueName)],
        () => db.NetworkAccessProfileEvents.Where(e => e.NetworkAccessProfileId == profile.Id && e.Kind == NetworkAccessProfileEventKind.Renamed).OrderByDescending(e => e.Id).Select(e => e.Actor).FirstOrDefaultAsync(token));

    private NetworkAccessProfileEvent Event(NetworkAccessProfile profile, NetworkAccessProfileEventKind kind, string? before, string? since, Actor actor) =>
        new() { NetworkAccessProfile = profile, At = time.Now(), Kind = kind, OldValue = before, NewValue = since, Actor = actor.Name };

    private IReadOnlyList<AllowedNetwork> Allowed(List<NetworkAccessProfileNetwork> rows) =>
        [.. rows.Select(row => (row.Id, Network: catalogue.Find(row.NetworkId))).Where(row => row.Network is not null).Select(row => new AllowedNetwork(row.Id, row.Network!))];

    private static Refusal NoSuchProfile(string sidOrName) => new(ErrorCodes.NotFound, $"There is no NetworkAccessProfile {sidOrName}.");

    private static Refusal NoSuchNetwork(string parameter, string sid) =>
        new(ErrorCodes.Invalid, $"{parameter} is '{sid}', and there is no such network. Give the SID of one that /v1/Networks lists.");
}
