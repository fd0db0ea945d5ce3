using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.Sims.Lists;

namespace SimConsole.BulkChanges;

/// <summary>What was decided for a selected Sim; what the network did is in its status change. The numbers are stored: never reorder them.</summary>
public enum BulkChangeSimState
{
    /// <summary>It could take the step. Ordered once it has a status change of this bulk change.</summary>
    Eligible = 0,

    AlreadyThere = 1,

    /// <summary>The table of legal steps forbids it.</summary>
    NotEligible = 2,

    /// <summary>A loss report forbids connecting it.</summary>
    Held = 3,

    /// <summary>It had changed since it was seen.</summary>
    Skipped = 4,

    /// <summary>Changed at once, since the network had nothing to confirm: a tag, or the Fleet of a SIM that cannot connect.</summary>
    Done = 5,
}

/// <summary>One Sim of a frozen selection: how it was seen, and what it is to become.</summary>
public sealed class BulkChangeSim
{
    public long BulkChangeId { get; init; }

    public BulkChange? BulkChange { get; init; }

    public long SimId { get; init; }

    public SimStatus SeenStatus { get; init; }

    /// <summary>Since when it had that status: another time means that it has changed, even if it has changed back.</summary>
    public DateTimeOffset SeenSince { get; init; }

    public long? SeenFleetId { get; init; }

    public SimStatus ToStatus { get; init; }

    /// <summary>The Fleet to move to; without meaning unless the bulk change moves Sims.</summary>
    public long? ToFleetId { get; init; }

    public BulkChangeSimState State { get; set; }
}

/// <summary>A line of the list that did not add a Sim.</summary>
public sealed class BulkChangeLine
{
    /// <summary>The most characters of a line that are kept.</summary>
    public const int TextLength = 80;

    public const int SaysLength = 300;

    public long BulkChangeId { get; init; }

    public BulkChange? BulkChange { get; init; }

    /// <summary>The number of the kept entry, from 1: one line of a list may contain several entries.</summary>
    public int Number { get; init; }

    /// <summary>The number of the line in the list, the first being 1.</summary>
    public int Line { get; init; }

    public SimListVerdictKind Kind { get; init; }

    public required string Text { get; init; }

    public required string Says { get; init; }
}

internal sealed class BulkChangeSimTable : IEntityTypeConfiguration<BulkChangeSim>
{
    public void Configure(EntityTypeBuilder<BulkChangeSim> sim)
    {
        sim.HasKey(s => new { s.BulkChangeId, s.SimId });
        // No foreign key to the Sim: Sims are not deleted, and the index of the key would never be read.
        sim.HasOne(s => s.BulkChange).WithMany().HasForeignKey(s => s.BulkChangeId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class BulkChangeLineTable : IEntityTypeConfiguration<BulkChangeLine>
{
    public void Configure(EntityTypeBuilder<BulkChangeLine> line)
    {
        line.HasKey(l => new { l.BulkChangeId, l.Number });
        line.Property(l => l.Text).HasMaxLength(BulkChangeLine.TextLength);
        line.Property(l => l.Says).HasMaxLength(BulkChangeLine.SaysLength);
        line.HasOne(l => l.BulkChange).WithMany().HasForeignKey(l => l.BulkChangeId).OnDelete(DeleteBehavior.Cascade);
    }
}
