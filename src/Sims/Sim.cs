using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.LossReports;

namespace SimConsole.Sims;

/// <summary>The resource that represents one SIM card.</summary>
public sealed class Sim
{
    /// <summary>The letters a Sim's SID begins with.</summary>
    public const string SidPrefix = "HS";

    /// <summary>The most characters of a note.</summary>
    public const int NoteLength = 500;

    public long Id { get; init; }

    public string Sid { get; init; } = Kernel.Sid.New(SidPrefix);

    /// <summary>19 or 20 digits, check digit included (ITU-T E.118).</summary>
    public required string Iccid { get; init; }

    public string? UniqueName { get; set; }

    /// <summary>What people wrote down about it, a line of text; null where nothing is.</summary>
    public string? Note { get; set; }

    /// <summary>Up to 15 digits (ITU-T E.212), where the delivery named it.</summary>
    public string? Imsi { get; init; }

    /// <summary>Up to 15 digits (ITU-T E.164), where the delivery named it.</summary>
    public string? Msisdn { get; init; }

    /// <summary>Written by <see cref="StatusChanges.StatusChangeService"/> alone.</summary>
    public SimStatus Status { get; internal set; }

    /// <summary>What the Sim will be once the change in flight is confirmed; null unless <see cref="SimStatus.Scheduled"/>.</summary>
    public SimStatus? TargetStatus { get; internal set; }

    /// <summary>When <see cref="Status"/> last changed.</summary>
    public DateTimeOffset StatusChangedAt { get; internal set; }

    /// <summary>When it first became <see cref="SimStatus.Ready"/>, which happens once in its life; null where it never did.</summary>
    public DateTimeOffset? ReadySince { get; internal set; }

    public long? FleetId { get; set; }

    public Fleet? Fleet { get; set; }

    /// <summary>The loss report that holds this Sim, so that nothing reactivates it; null where none does.</summary>
    public long? HeldByReportId { get; internal set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Raised by one with every write; the concurrency token.</summary>
    public long Version { get; set; } = 1;
}

internal sealed class SimTable : IEntityTypeConfiguration<Sim>
{
    public void Configure(EntityTypeBuilder<Sim> sim)
    {
        sim.Property(s => s.Sid).HasMaxLength(Sid.Length).IsUnicode(false).IsFixedLength();
        sim.Property(s => s.Iccid).HasMaxLength(Iccid.MaxLength).IsUnicode(false);
        sim.Property(s => s.UniqueName).HasMaxLength(UniqueName.Length);
        sim.Property(s => s.Note).HasMaxLength(Sim.NoteLength);
        sim.Property(s => s.Imsi).HasMaxLength(15).IsUnicode(false);
        sim.Property(s => s.Msisdn).HasMaxLength(15).IsUnicode(false);
        sim.Property(s => s.Version).IsConcurrencyToken();

        sim.HasIndex(s => s.Sid).IsUnique();
        sim.HasIndex(s => s.Iccid).IsUnique();
        sim.HasIndex(s => s.UniqueName).IsUnique();
        sim.HasIndex(s => s.Imsi).IsUnique();
        sim.HasIndex(s => s.Msisdn);
        sim.HasIndex(s => s.StatusChangedAt);

        // Each filter of the list, newest first, and the counts of the overview; a status by its last change, for the list.
        sim.HasIndex(s => s.Status);
        sim.HasIndex(s => new { s.Status, s.StatusChangedAt });
        sim.HasIndex(s => s.FleetId);
        sim.HasIndex(s => new { s.FleetId, s.Status });

        // The ready Sims that fall due.
        sim.HasIndex(s => s.ReadySince).HasFilter($"\"Status\" = {(int)SimStatus.Ready}");

        sim.HasOne<LossReport>().WithMany().HasForeignKey(s => s.HeldByReportId).OnDelete(DeleteBehavior.Restrict);
        sim.HasIndex(s => s.HeldByReportId).HasFilter("\"HeldByReportId\" IS NOT NULL");
        sim.HasOne(s => s.Fleet).WithMany().HasForeignKey(s => s.FleetId).OnDelete(DeleteBehavior.Restrict);
    }
}
