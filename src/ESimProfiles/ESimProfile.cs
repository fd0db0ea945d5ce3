using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.ESimProfiles;

/// <summary>
/// A SIM profile that a device downloads onto its eUICC. Until the network has reserved it, it is a due row, which a worker leases; the Sim that it becomes
/// is made in the moment in which it is reserved.
/// </summary>
public sealed class ESimProfile
{
    /// <summary>The letters an eSIM profile's SID begins with.</summary>
    public const string SidPrefix = "HP";

    /// <summary>The most characters of why it failed.</summary>
    public const int FailureLength = 400;

    public const int MatchingIdLength = 64;

    /// <summary>The most characters of a host name (RFC 1035, section 2.3.4).</summary>
    public const int AddressLength = 253;

    public long Id { get; init; }

    public string Sid { get; init; } = Kernel.Sid.New(SidPrefix);

    /// <summary>The eUICC that alone may download it; null where any device may that has the matching ID.</summary>
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

    /// <summary>Why it failed, or why the last attempt to reserve it did.</summary>
    public string? Failure { get; set; }

    public required string RequestedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When it fails if it is not reserved by then.</summary>
    public DateTimeOffset Deadline { get; init; }

    /// <summary>From when on a worker may take it: at once, after a wait, or when the lease of the worker that has it runs out. Null once nothing is to be done.</summary>
    public DateTimeOffset? DueAt { get; set; }

    public int Attempts { get; set; }

    /// <summary>Stamped by the worker that has it; whoever holds another token has lost it.</summary>
    public Guid? LeaseToken { get; set; }
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
        profile.Property(p => p.Failure).HasMaxLength(ESimProfile.FailureLength);
        profile.Property(p => p.RequestedBy).HasMaxLength(Actor.NameLength);
        profile.HasIndex(p => p.Sid).IsUnique();
        profile.HasIndex(p => p.SimId).IsUnique().HasFilter("\"SimId\" IS NOT NULL");
        profile.HasIndex(p => p.DueAt).HasFilter("\"DueAt\" IS NOT NULL");

        // The lists: of one eUICC, or of one status, newest first.
        profile.HasIndex(p => new { p.Eid, p.Id });
        profile.HasIndex(p => new { p.Status, p.Id });
        profile.HasOne(p => p.Sim).WithMany().HasForeignKey(p => p.SimId).OnDelete(DeleteBehavior.Restrict);
    }
}
