using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.NetworkAccessProfiles;
using SimConsole.SettingsUpdates;
using SimConsole.Sims;

namespace SimConsole.Fleets;

/// <summary>The wanted properties of a Fleet; a null one stays as it is, or takes its default in a new Fleet.</summary>
public sealed record FleetUpdate
{
    /// <summary>The unique name; an empty text takes it away.</summary>
    public string? UniqueName { get; init; }

    /// <summary>Only for a new Fleet: the SID that it has elsewhere.</summary>
    public string? Sid { get; init; }

    /// <summary>Only for a new Fleet.</summary>
    public bool? DataEnabled { get; init; }

    /// <summary>Only for a new Fleet.</summary>
    public bool? SmsCommandsEnabled { get; init; }

    /// <summary>Megabytes for each Sim and billing period.</summary>
    public int? DataLimit { get; init; }

    /// <summary>SID or unique name of a profile.</summary>
    public string? NetworkAccessProfile { get; init; }

    /// <summary>Empty to take it away.</summary>
    public string? SmsCommandsUrl { get; init; }

    public CallMethod? SmsCommandsMethod { get; init; }

    /// <summary>Empty to take it away.</summary>
    public string? IpCommandsUrl { get; init; }

    public CallMethod? IpCommandsMethod { get; init; }

    /// <summary>The Fleet as the caller saw it, so that later changes by others are not overwritten. Where null, the last writer wins.</summary>
    public Fleet? Seen { get; init; }
}

/// <summary>How many Sims of each status a Fleet has.</summary>
public sealed record FleetCounts(IReadOnlyDictionary<SimStatus, int> ByStatus)
{
    public static FleetCounts None { get; } = new(new Dictionary<SimStatus, int>());

    public int Total => ByStatus.Values.Sum();

    public int Of(SimStatus status) => ByStatus.GetValueOrDefault(status);
}

/// <summary>Every Sim, counted by Fleet and status.</summary>
/// <param name="ByFleet">The Fleets that have Sims, by their ids.</param>
/// <param name="WithoutFleet">The Sims that are in no Fleet.</param>
public sealed record SimCounts(IReadOnlyDictionary<long, FleetCounts> ByFleet, FleetCounts WithoutFleet)
{
    /// <summary>All Sims together.</summary>
    public FleetCounts Everything { get; } = new(SimStatuses.All.ToDictionary(
        status => status, status => WithoutFleet.Of(status) + ByFleet.Values.Sum(fleet => fleet.Of(status))));

    /// <summary>The Sims of one Fleet.</summary>
    public FleetCounts Of(Fleet fleet) => ByFleet.GetValueOrDefault(fleet.Id, FleetCounts.None);
}

/// <summary>Makes, changes and finds Fleets.</summary>
public sealed class FleetService(IDbContextFactory<SimConsoleDb> databases, SettingsUpdateOutbox settings, TimeProvider time)
{
    /// <summary>Why a caller limited to Fleets may not make one.</summary>
    internal const string NewIsBeyond = "a new Fleet is none of them";

    /// <summary>All Fleets by name; there are few of them.</summary>
    public async Task<IReadOnlyList<Fleet>> ListAsync(FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.Fleets.In(scope).AsNoTracking().Include(f => f.NetworkAccessProfile)
            .OrderBy(f => f.UniqueName != null).ThenBy(f => f.UniqueName).ThenBy(f => f.Id).ToListAsync(token);
    }

    /// <summary>The newest Fleets made before <paramref name="beforeId"/> (all where null), newest first, of one profile or of all.</summary>
    public async Task<IReadOnlyList<Fleet>> ListBeforeAsync(string? profile, long? beforeId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Filtered(db, scope, profile).Where(f => beforeId == null || f.Id < beforeId).OrderByDescending(f => f.Id).Take(take).ToListAsync(token);
    }

    /// <summary>The oldest Fleets made after <paramref name="afterId"/>, newest first: the page before a page.</summary>
    public async Task<IReadOnlyList<Fleet>> ListAfterAsync(string? profile, long afterId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var fleets = await Filtered(db, scope, profile).Where(f => f.Id > afterId).OrderBy(f => f.Id).Take(take).ToListAsync(token);
        fleets.Reverse();
        return fleets;
    }

    /// <summary>The Fleet with this SID or unique name, or null.</summary>
    public async Task<Fleet?> FindAsync(string sidOrName, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.Fleets.In(scope).AsNoTracking().Include(f => f.NetworkAccessProfile).WithReference(sidOrName).SingleOrDefaultAsync(token);
    }

    /// <summary>The Sims of every Fleet that has some, or of the one with this id, counted by status.</summary>
    public async Task<IReadOnlyDictionary<long, FleetCounts>> CountAsync(long? fleetId, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var sims = fleetId is { } id ? db.Sims.In(scope).Where(s => s.FleetId == id) : db.Sims.In(scope).Where(s => s.FleetId != null);
        var counts = await sims.GroupBy(s => new { s.FleetId, s.Status }).Select(g => new { g.Key.FleetId, g.Key.Status, Count = g.Count() }).ToListAsync(token);
        return counts.GroupBy(c => c.FleetId!.Value).ToDictionary(g => g.Key, g => new FleetCounts(g.ToDictionary(c => c.Status, c => c.Count)));
    }

    /// <summary>The latest <paramref name="take"/> events of a Fleet, latest first.</summary>
    public async Task<IReadOnlyList<FleetEvent>> EventsAsync(long fleetId, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.FleetEvents.AsNoTracking().Where(e => e.FleetId == fleetId).OrderByDescending(e => e.Id).Take(take).ToListAsync(token);
    }

    /// <summary>Every Sim of a scope, in a Fleet or in none, counted by status: one walk through an index.</summary>
    public async Task<SimCounts> CountEverythingAsync(FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var counts = await db.Sims.In(scope).GroupBy(s => new { s.FleetId, s.Status }).Select(g => new { g.Key.FleetId, g.Key.Status, Count = g.Count() }).ToListAsync(token);
        var byFleet = counts.ToLookup(c => c.FleetId, c => (c.Status, c.Count));
        return new SimCounts(
            byFleet.Where(g => g.Key is not null).ToDictionary(g => g.Key!.Value, g => Counts(g)),
            Counts(byFleet[null]));

        static FleetCounts Counts(IEnumerable<(SimStatus Status, int Count)> counts) => new(counts.ToDictionary(c => c.Status, c => c.Count));
    }

    /// <summary>Makes a Fleet.</summary>
    public Task<Result<Fleet>> CreateAsync(FleetUpdate update, Caller caller, CancellationToken token) => WriteAsync(caller, async db =>
    {
        if (caller.Beyond(NewIsBeyond) is { } beyond)
        {
            return beyond;
        }

        if (await FaultAsync(db, update, 0, token) is { } refusal)
        {
            return refusal;
        }

        var profile = await db.NetworkAccessProfiles.WithReference(update.NetworkAccessProfile ?? NetworkAccessProfile.DefaultName).SingleOrDefaultAsync(token);
        if (profile is null)
        {
            return NoSuchProfile(update);
        }

        var now = time.Now();
        var fleet = new Fleet
        {
            Sid = update.Sid ?? Kernel.Sid.New(Fleet.SidPrefix),
            DataEnabled = update.DataEnabled ?? true,
            SmsCommandsEnabled = update.SmsCommandsEnabled ?? true,
            NetworkAccessProfile = profile,
            CreatedAt = now,
            UpdatedAt = now,
        };
        Apply(update, fleet);
        db.Fleets.Add(fleet);
        db.FleetEvents.Add(new FleetEvent { Fleet = fleet, At = now, Actor = caller.Name });
        return fleet;
    }, token);

    /// <summary>Changes a Fleet; its Sims follow.</summary>
    public Task<Result<Fleet>> UpdateAsync(string sidOrName, FleetUpdate update, Caller caller, CancellationToken token) => WriteAsync(caller, async db =>
    {
        var fleet = await db.Fleets.In(caller.Scope).Include(f => f.NetworkAccessProfile).WithReference(sidOrName).SingleOrDefaultAsync(token);
        var profileBefore = fleet?.NetworkAccessProfile;
        if (fleet is null)
        {
            return new Refusal(ErrorCodes.NotFound, $"There is no Fleet {sidOrName}.");
        }

        if ((await FaultAsync(db, update, fleet.Id, token) ?? await OvertakenAsync(db, fleet, update, token)) is { } refusal)
        {
            return refusal;
        }

        if (update.NetworkAccessProfile is { } reference)
        {
            if (await db.NetworkAccessProfiles.WithReference(reference).SingleOrDefaultAsync(token) is not { } profile)
            {
                return NoSuchProfile(update);
            }

            if (profile.Id != fleet.NetworkAccessProfileId)
            {
                if (await db.LeavesConnectedSimsWithoutNetworkAsync(profile, [fleet.Id], token))
                {
                    return new Refusal(ErrorCodes.Invalid, $"The profile {profile.DisplayName} allows no network, and SIMs of this Fleet may connect. Allow it a network first, or set the SIMs to inactive.");
                }

                fleet.NetworkAccessProfile = profile;
                settings.RollOut(db, fleet.Id);
            }
        }

        Apply(update, fleet);
        if (db.ChangeTracker.HasChanges())
        {
            fleet.UpdatedAt = time.Now();
            db.FleetEvents.AddRange(FleetEvent.Of(db.Entry(fleet), profileBefore, fleet.UpdatedAt, caller.Actor));
            fleet.Version++;
        }

        return fleet;
    }, token);

    private async Task<Result<Fleet>> WriteAsync(Caller caller, Func<SimConsoleDb, Task<Result<Fleet>>> change, CancellationToken token) =>
        caller.Lacks(Permissions.FleetsWrite) is { } lacking ? lacking : await Contention.WriteAsync(async () =>
        {
            await using var db = await databases.CreateDbContextAsync(token);
            var result = await change(db);
            if (result.Value is { } fleet)
            {
                Audit(db, fleet, caller);
                await db.SaveChangesAsync(token);
                settings.Wake();
            }

            return result;
        }, token);

    /// <summary>One audit entry for all the changes that the page of the Fleet lists one by one.</summary>
    private static void Audit(SimConsoleDb db, Fleet fleet, Caller caller)
    {
        var events = db.ChangeTracker.Entries<FleetEvent>().Where(e => e.State == EntityState.Added).Select(e => e.Entity).ToList();
        if (events.Count > 0)
        {
            var made = events.Exists(e => e.Property is null);
            db.Audit(caller, made ? AuditKinds.FleetCreated : AuditKinds.FleetUpdated, fleet.Sid,
                events.Select(e => e.Property is { } property ? new AuditChange(property, e.OldValue, e.NewValue) : new AuditChange("name", fleet.UniqueName)));
        }
    }

    private static async Task<Refusal?> FaultAsync(SimConsoleDb db, FleetUpdate update, long fleetId, CancellationToken token)
    {
        if (update.UniqueName is { Length: > 0 } name)
        {
            if (UniqueName.Fault(name) is { } fault)
            {
                return new Refusal(ErrorCodes.Invalid, fault);
            }

            if (await db.Fleets.AnyAsync(f => f.UniqueName == name && f.Id != fleetId, token))
            {
                return new Refusal(ErrorCodes.NameTaken, $"Another Fleet is named {name} already. Choose another name, or rename that one first.");
            }
        }

        if (update.DataLimit is < 1 or > Fleet.MaxDataLimit)
        {
            return new Refusal(ErrorCodes.Invalid, $"DataLimit is {update.DataLimit}; it takes a number of megabytes from 1 to 2000000.");
        }

        return UrlFault(nameof(update.SmsCommandsUrl), update.SmsCommandsUrl) ?? UrlFault(nameof(update.IpCommandsUrl), update.IpCommandsUrl);
    }

    private static async Task<Refusal?> OvertakenAsync(SimConsoleDb db, Fleet fleet, FleetUpdate update, CancellationToken token) => update.Seen is not { } seen ? null : await SeenValue.RefusalAsync(
        "this Fleet",
        [
            new("name", update.UniqueName, seen.UniqueName, fleet.UniqueName),
            new("data limit in MB", $"{update.DataLimit}" is { Length: > 0 } limit ? limit : null, $"{seen.DataLimit}", $"{fleet.DataLimit}"),
            new("profile of networks", fleet.NetworkAccessProfileId == seen.NetworkAccessProfileId || update.NetworkAccessProfile == fleet.NetworkAccessProfile!.Sid ? null : update.NetworkAccessProfile, seen.NetworkAccessProfile?.DisplayName, fleet.NetworkAccessProfile?.DisplayName),
            new("URL for SMS commands", update.SmsCommandsUrl, seen.SmsCommandsUrl, fleet.SmsCommandsUrl),
            new("method for SMS commands", update.SmsCommandsMethod?.ToString(), seen.SmsCommandsMethod.ToString(), fleet.SmsCommandsMethod.ToString()),
            new("URL for IP commands", update.IpCommandsUrl, seen.IpCommandsUrl, fleet.IpCommandsUrl),
            new("method for IP commands", update.IpCommandsMethod?.ToString(), seen.IpCommandsMethod.ToString(), fleet.IpCommandsMethod.ToString()),
        ],
        () => db.FleetEvents.Where(e => e.FleetId == fleet.Id).OrderByDescending(e => e.Id).Select(e => e.Actor).FirstOrDefaultAsync(token));

    private static Refusal? UrlFault(string name, string? url) => url is null or "" ? null : CallbackRequest.Of(url, CallMethod.Post, name).Refusal;

    private static void Apply(FleetUpdate update, Fleet fleet)
    {
        fleet.UniqueName = update.UniqueName is null ? fleet.UniqueName : NullIfEmpty(update.UniqueName);
        fleet.DataLimit = update.DataLimit ?? fleet.DataLimit;
        fleet.SmsCommandsUrl = update.SmsCommandsUrl is null ? fleet.SmsCommandsUrl : NullIfEmpty(update.SmsCommandsUrl);
        fleet.SmsCommandsMethod = update.SmsCommandsMethod ?? fleet.SmsCommandsMethod;
        fleet.IpCommandsUrl = update.IpCommandsUrl is null ? fleet.IpCommandsUrl : NullIfEmpty(update.IpCommandsUrl);
        fleet.IpCommandsMethod = update.IpCommandsMethod ?? fleet.IpCommandsMethod;
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static Refusal NoSuchProfile(FleetUpdate update) =>
        new(ErrorCodes.Invalid, $"There is no NetworkAccessProfile {update.NetworkAccessProfile}. Give the SID or the unique name of one that exists, or leave it out for the default.");

    private static IQueryable<Fleet> Filtered(SimConsoleDb db, FleetScope scope, string? profile)
    {
        var fleets = db.Fleets.In(scope).AsNoTracking().Include(f => f.NetworkAccessProfile).AsQueryable();
        return profile is null ? fleets
            : Sid.IsShapeOf(profile, NetworkAccessProfile.SidPrefix) ? fleets.Where(f => f.NetworkAccessProfile!.Sid == profile)
            : fleets.Where(f => f.NetworkAccessProfile!.UniqueName == profile);
    }
}

internal static class FleetReferences
{
    /// <summary>The Fleets with this SID or unique name: one or none.</summary>
    public static IQueryable<Fleet> WithReference(this IQueryable<Fleet> fleets, string sidOrName) => Sid.IsShapeOf(sidOrName, Fleet.SidPrefix)
        ? fleets.Where(f => f.Sid == sidOrName)
        : fleets.Where(f => f.UniqueName == sidOrName);

    /// <summary>The given Fleets that are in a scope.</summary>
    public static IQueryable<Fleet> In(this IQueryable<Fleet> fleets, FleetScope scope)
    {
        if (scope.IsAll)
        {
            return fleets;
        }

        var ids = scope.FleetIds;
        return fleets.Where(f => ids.Contains(f.Id));
    }
}
