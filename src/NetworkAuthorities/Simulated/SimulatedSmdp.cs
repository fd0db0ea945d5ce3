using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.ESimProfiles;

namespace SimConsole.NetworkAuthorities.Simulated;

/// <summary>
/// The SM-DP+ of the simulated network. It reserves profiles from a range of its own, with the delays and failures that the network is set to, and plays the
/// devices that download and install them. It first writes down what a device does, and then tells the console, again with each further step.
/// </summary>
public sealed class SimulatedSmdp(SimulatedNetwork network, IDbContextFactory<SimConsoleDb> databases, ESimProfileRecorder console) : IESimAuthority
{
    /// <summary>A host that does not exist (RFC 2606, section 2).</summary>
    public const string Address = "smdp.simulated.example";

    private const string MatchingIdLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int MatchingIdGroup = 5;

    public async Task<IReadOnlyList<ESimAnswer>> ReserveAsync(IReadOnlyList<ESimOrder> orders, CancellationToken token)
    {
        var settings = network.Settings;
        await network.TakeItsTimeAsync(settings, token);
        var answers = new List<ESimAnswer>(orders.Count);
        await using var db = await databases.CreateDbContextAsync(token);
        foreach (var order in orders)
        {
            answers.Add(network.Trouble(settings, order.Reference, order.Attempt) switch
            {
                AuthorityAnswer.TryAgain again => new ESimAnswer.TryAgain(again.Reason),
                AuthorityAnswer.Refused => new ESimAnswer.Refused("The simulated network has no profile for this order."),
                _ => Answer(await FindAsync(db, order, token) ?? await AddAsync(db, order, token)),
            });
        }

        return answers;
    }

    /// <summary>A device downloads the profile that has this ICCID.</summary>
    /// <param name="eid">The device's eUICC; null where it does not matter.</param>
    /// <param name="matchingId">What it read from its activation code; null where it asks by its EID alone.</param>
    /// <returns>What the SM-DP+ answers.</returns>
    public async Task<DeviceAnswer> DownloadAsync(string? eid, string? matchingId, CancellationToken token)
    {
        if (network.Settings.Outage)
        {
            return new DeviceAnswer(false, "No answer: the network is down.");
        }

        await using var db = await databases.CreateDbContextAsync(token);
        var open = db.SimulatedESimProfiles.Where(p => p.State == SimulatedESimState.Released || p.State == SimulatedESimState.Downloaded);
        var profile = matchingId is not null
            ? await open.SingleOrDefaultAsync(p => p.MatchingId == matchingId, token)
            : await open.Where(p => p.Eid == eid && p.Eid != null && p.MatchingId == null).OrderBy(p => p.State).ThenBy(p => p.Id).FirstOrDefaultAsync(token);
        if (profile is null)
        {
            // Source: GSMA SGP.22, the status codes of ES9+.AuthenticateClient.
            return new DeviceAnswer(false, "Refused: there is no profile for this device (8.2.6 / 3.8, the matching ID is refused).");
        }

        if (profile.Eid is { } bound && bound != eid)
        {
            return new DeviceAnswer(false, "Refused: the profile is for another eUICC (8.1.1 / 3.8, the EID does not match).");
        }

        await MoveAsync(db, profile, SimulatedESimState.Downloaded, token);
        await console.ProgressAsync(profile.Iccid, ESimProfileStatus.Downloaded, null, token);
        return new DeviceAnswer(true, "Downloaded.");
    }

    /// <summary>The device that has downloaded the profile with this ICCID installs it.</summary>
    public async Task<DeviceAnswer> InstallAsync(string iccid, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        if (await FindAsync(db, iccid, token) is not { State: SimulatedESimState.Downloaded or SimulatedESimState.Installed } profile)
        {
            return new DeviceAnswer(false, "No device has downloaded this profile.");
        }

        await MoveAsync(db, profile, SimulatedESimState.Installed, token);
        await console.ProgressAsync(iccid, ESimProfileStatus.Downloaded, null, token);
        await console.ProgressAsync(iccid, ESimProfileStatus.Installed, null, token);
        return new DeviceAnswer(true, "Installed.");
    }

    /// <summary>A device fails with the profile that has this ICCID, and says so: nobody can download it again.</summary>
    public async Task<DeviceAnswer> FailAsync(string iccid, string reason, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        if (await FindAsync(db, iccid, token) is not { State: not SimulatedESimState.Installed } profile)
        {
            return new DeviceAnswer(false, "Nothing can fail here: there is no such profile, or it is installed.");
        }

        await MoveAsync(db, profile, SimulatedESimState.Error, token);
        await console.ProgressAsync(iccid, ESimProfileStatus.Failed, reason, token);
        return new DeviceAnswer(true, "Failed.");
    }

    private static ESimAnswer.Reserved Answer(SimulatedESimProfile profile) => new(profile.Iccid, profile.Imsi, Address, profile.MatchingId);

    private static Task<SimulatedESimProfile?> FindAsync(SimConsoleDb db, ESimOrder order, CancellationToken token) =>
        db.SimulatedESimProfiles.AsNoTracking().SingleOrDefaultAsync(p => p.Reference == order.Reference, token);

    private static async Task<SimulatedESimProfile?> FindAsync(SimConsoleDb db, string iccid, CancellationToken token) =>
        SimulatedESimProfile.IdOf(iccid) is { } id ? await db.SimulatedESimProfiles.SingleOrDefaultAsync(p => p.Id == id, token) : null;

    private static async Task<SimulatedESimProfile> AddAsync(SimConsoleDb db, ESimOrder order, CancellationToken token)
    {
        var profile = new SimulatedESimProfile { Reference = order.Reference, Eid = order.Eid, MatchingId = order.WithMatchingId ? NewMatchingId() : null };
        db.SimulatedESimProfiles.Add(profile);
        await db.SaveChangesAsync(token);
        return profile;
    }

    private static async Task MoveAsync(SimConsoleDb db, SimulatedESimProfile profile, SimulatedESimState state, CancellationToken token)
    {
        profile.State = state;
        await db.SaveChangesAsync(token);
    }

    private static string NewMatchingId() =>
        string.Join('-', RandomNumberGenerator.GetString(MatchingIdLetters, 4 * MatchingIdGroup).Chunk(MatchingIdGroup).Select(group => new string(group)));
}

/// <summary>What a device is answered.</summary>
public sealed record DeviceAnswer(bool Done, string Says);
