using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.ESimProfiles;

/// <summary>Which eSIM profiles are asked for; null takes all.</summary>
public sealed record ESimProfileFilter(string? Eid = null, string? SimSid = null, ESimProfileStatus? Status = null);

/// <summary>An eSIM profile as lists show it.</summary>
public sealed record ESimProfileRow
{
    public required long Id { get; init; }
    public required string Sid { get; init; }
    public required string? Eid { get; init; }
    public required ESimProfileStatus Status { get; init; }
    public required string? SimSid { get; init; }
    public required string? SimUniqueName { get; init; }
    public required string? Iccid { get; init; }
    public required string? SmdpPlusAddress { get; init; }
    public required string? MatchingId { get; init; }
    public required string? Failure { get; init; }
    public required string RequestedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What a device reads from a QR code to download the profile; null where there is no matching ID. Source: GSMA SGP.22, section 4.1.</summary>
    public string? ActivationCode => MatchingId is null ? null : $"LPA:1${SmdpPlusAddress}${MatchingId}";
}

/// <summary>Finds eSIM profiles.</summary>
public sealed class ESimProfileReader(IDbContextFactory<SimConsoleDb> databases)
{
    public async Task<ESimProfileRow?> FindAsync(string sid, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Rows(db.ESimProfiles.OfSimsIn(scope, p => p.Sim).Where(p => p.Sid == sid)).SingleOrDefaultAsync(token);
    }

    /// <summary>Profiles older than <paramref name="before"/>, or the newest, newest first.</summary>
    public async Task<IReadOnlyList<ESimProfileRow>> ListBeforeAsync(ESimProfileFilter filter, long? before, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var profiles = Matching(db, scope, filter);
        profiles = before is { } id ? profiles.Where(p => p.Id < id) : profiles;
        return await Rows(profiles.OrderByDescending(p => p.Id).Take(take)).ToListAsync(token);
    }

    /// <summary>Profiles newer than <paramref name="after"/>, the oldest of them, newest first.</summary>
    public async Task<IReadOnlyList<ESimProfileRow>> ListAfterAsync(ESimProfileFilter filter, long after, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var rows = await Rows(Matching(db, scope, filter).Where(p => p.Id > after).OrderBy(p => p.Id).Take(take)).ToListAsync(token);
        rows.Reverse();
        return rows;
    }

    private static IQueryable<ESimProfile> Matching(SimConsoleDb db, FleetScope scope, ESimProfileFilter filter)
    {
        var profiles = db.ESimProfiles.OfSimsIn(scope, p => p.Sim);
        profiles = filter.Eid is { } eid ? profiles.Where(p => p.Eid == eid) : profiles;
        profiles = filter.SimSid is { } sim ? profiles.Where(p => p.Sim!.Sid == sim) : profiles;
        return filter.Status is { } status ? profiles.Where(p => p.Status == status) : profiles;
    }

    private static IQueryable<ESimProfileRow> Rows(IQueryable<ESimProfile> profiles) => profiles.Select(p => new ESimProfileRow
    {
        Id = p.Id,
        Sid = p.Sid,
        Eid = p.Eid,
        Status = p.Status,
        SimSid = p.Sim!.Sid,
        SimUniqueName = p.Sim.UniqueName,
        Iccid = p.Sim.Iccid,
        SmdpPlusAddress = p.SmdpPlusAddress,
        MatchingId = p.MatchingId,
        Failure = p.Failure,
        RequestedBy = p.RequestedBy,
        CreatedAt = p.CreatedAt,
        UpdatedAt = p.UpdatedAt,
    });
}
