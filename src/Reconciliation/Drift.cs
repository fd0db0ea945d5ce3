using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.Reconciliation;

/// <summary>How the network differs from what was decided. The numbers are stored: never reorder them.</summary>
public enum DriftKind
{
    /// <summary>It lets a SIM connect that it should refuse.</summary>
    Enabled = 0,

    /// <summary>It refuses a SIM that it should let connect.</summary>
    Disabled = 1,

    /// <summary>It does not know a SIM.</summary>
    Missing = 2,

    /// <summary>It lets a SIM connect that this console does not know.</summary>
    Unknown = 3,
}

/// <summary>
/// A difference between what the network does with a SIM and what was decided. One that a change mends has its id; one that waits for a person
/// has neither that nor an end.
/// </summary>
public sealed class Drift
{
    public const int FoundLength = 200;

    public long Id { get; init; }

    /// <summary>Null where the console knows no Sim with this card.</summary>
    public long? SimId { get; init; }

    public Sim? Sim { get; init; }

    public required string Iccid { get; init; }

    public DriftKind Kind { get; init; }

    /// <summary>The status that the Sim had.</summary>
    public SimStatus? Decided { get; init; }

    /// <summary>What the network said.</summary>
    public required string Found { get; init; }

    public DateTimeOffset FoundAt { get; init; }

    /// <summary>The change that brings the network back; null where nobody has ordered one.</summary>
    public long? ChangeId { get; set; }

    /// <summary>Who ordered that change.</summary>
    public string? MendedBy { get; set; }

    /// <summary>When the network was seen to agree again without such a change.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<Drift>
    {
        public void Configure(EntityTypeBuilder<Drift> drift)
        {
            drift.Property(d => d.Iccid).HasMaxLength(Kernel.Iccid.MaxLength).IsUnicode(false);
            drift.Property(d => d.Found).HasMaxLength(FoundLength);
            drift.Property(d => d.MendedBy).HasMaxLength(Actor.NameLength);
            drift.HasOne(d => d.Sim).WithMany().HasForeignKey(d => d.SimId).OnDelete(DeleteBehavior.Cascade);

            // For the overview, which counts those that wait for a person; they are few.
            drift.HasIndex(d => d.SimId).HasFilter("\"EndedAt\" IS NULL AND \"ChangeId\" IS NULL").HasDatabaseName("IX_Drifts_Waiting");
            drift.HasIndex(d => d.FoundAt);

            // For the drifts of one Sim, which are read wherever its status is shown.
            drift.HasIndex(d => d.SimId, "IX_Drifts_Open").HasFilter("\"EndedAt\" IS NULL");
        }
    }
}
