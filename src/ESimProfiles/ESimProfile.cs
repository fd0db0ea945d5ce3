using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.ESimProfiles;

/// <summary>
/// A SIM profile that a device downloads onto its eUICC. Until the network has reserved it, it is a due row (<see cref="DueRow.DueAt"/> not null); the Sim
/// that it becomes is made at the moment when it is reserved.
/// </summary>
public sealed class ESimProfile : DueRow
{
    /// <summary>The letters an eSIM profile's SID begins with.</summary>
    public const string SidPrefix = "HP";

    public const int MatchingIdLength = 64;

    /// <summary>The most characters of a host name (RFC 1035, section 2.3.4).</summary>
    public const int AddressLength = 253;

    public string Sid { get; init; } = Kernel.Sid.New(SidPrefix);

    /// <summary>The only eUICC that may download it; null where any device that has the matching ID may.</summary>
    public string? Eid { get; init; }

    /// <summary>Whether the network is to make a matching ID, and with it an activation code.</summary>
    public bool WantsMatchingId { get; init; }

    public ESimProfileStatus Status { get; set; }

    /// <summary>The Sim that it is; null until it is available.</summary>
    public long? SimId { get; set; }

    public Sim? Sim { get; init; }

    /// <summary>The host name of the SM-DP+ that has it; null until it is available.</summary>
    public string? SmdpPlusAddress { get; set; }

    public string? MatchingId { get; set; }

    public required string RequestedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class ESimProfileTable : IEntityTypeConfiguration<ESimProfile>
{
    public void Configure(EntityTypeBuilder<ESimProfile> profile)
    {
        profile.ToTable("ESimProfiles");
        profile.Property(p => p.Sid).HasMaxLength(Sid.Length).IsUnicode(false).IsFixedLength();
        profile.Property(p => p.Eid).HasMaxLength(Eid.Length).IsUnicode(false);
        profile.Property(p => p.SmdpPlusAddress).HasMaxLength(ESimProfile.AddressLength).IsUnicode(false);
        profile.Property(p => p.MatchingId).HasMaxLength(ESimProfile.MatchingIdLength).IsUnicode(false);
        profile.Property(p => p.Failure).HasMaxLength(ESimProfile.TextLength);
        profile.Property(p => p.RequestedBy).HasMaxLength(Actor.NameLength);
        profile.HasIndex(p => p.Sid).IsUnique();
        profile.HasIndex(p => p.SimId).IsUnique().HasFilter("\"SimId\" IS NOT NULL");
        profile.HasIndex(p => p.DueAt).HasFilter("\"DueAt\" IS NOT NULL");

        // For the lists: of one eUICC, or of one status, newest first.
        profile.HasIndex(p => new { p.Eid, p.Id });
        profile.HasIndex(p => new { p.Status, p.Id });
        profile.HasOne(p => p.Sim).WithMany().HasForeignKey(p => p.SimId).OnDelete(DeleteBehavior.Restrict);
    }
}
