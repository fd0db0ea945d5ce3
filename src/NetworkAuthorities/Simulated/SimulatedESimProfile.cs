using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.NetworkAuthorities.Simulated;

/// <summary>How far a profile has come, as the simulated SM-DP+ keeps it. The numbers are stored: never reorder them.</summary>
public enum SimulatedESimState
{
    Released = 0,
    Downloaded = 1,
    Installed = 2,
    Error = 3,
}

/// <summary>What the simulated SM-DP+ keeps of one profile, for itself: the console never reads it to learn a status.</summary>
public sealed class SimulatedESimProfile
{
    // Next to the cards of the sample data, whose numbers begin alike, and like theirs in the test network 001-01 (ITU-T E.212, annex A).
    private const string IccidRange = "8988307008";
    private const string ImsiRange = "001018";

    public long Id { get; init; }

    /// <summary>The order that it was reserved for.</summary>
    public required string Reference { get; init; }

    public string? Eid { get; init; }

    public string? MatchingId { get; init; }

    public SimulatedESimState State { get; set; }

    /// <summary>20 digits of the simulated network's own range, check digit included.</summary>
    public string Iccid
    {
        get
        {
            var digits = IccidRange + Id.ToString("D9", CultureInfo.InvariantCulture);
            return digits + Kernel.Iccid.CheckDigit(digits);
        }
    }

    /// <summary>The profile that has this ICCID, or null where the ICCID is outside this range.</summary>
    internal static long? IdOf(string iccid) =>
        iccid.StartsWith(IccidRange, StringComparison.Ordinal) && Kernel.Iccid.Fault(iccid) is null ? long.Parse(iccid.AsSpan()[IccidRange.Length..^1], CultureInfo.InvariantCulture) : null;

    public string Imsi => ImsiRange + Id.ToString("D9", CultureInfo.InvariantCulture);
}

internal sealed class SimulatedESimProfileTable : IEntityTypeConfiguration<SimulatedESimProfile>
{
    public void Configure(EntityTypeBuilder<SimulatedESimProfile> profile)
    {
        profile.ToTable("SimulatedESimProfiles");
        profile.Ignore(p => p.Iccid).Ignore(p => p.Imsi);
        profile.Property(p => p.Reference).HasMaxLength(Sid.Length).IsUnicode(false);
        profile.Property(p => p.Eid).HasMaxLength(Kernel.Eid.Length).IsUnicode(false);
        profile.Property(p => p.MatchingId).HasMaxLength(ESimProfiles.ESimProfile.MatchingIdLength).IsUnicode(false);
        profile.HasIndex(p => p.Reference).IsUnique();
        profile.HasIndex(p => p.MatchingId).IsUnique().HasFilter("\"MatchingId\" IS NOT NULL");
        profile.HasIndex(p => p.Eid);
    }
}
