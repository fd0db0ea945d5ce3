using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.SettingsUpdates;

/// <summary>How far an update is, as Super SIM names it. The numbers are stored: never reorder them.</summary>
public enum SettingsUpdateState
{
    Scheduled = 0,
    InProgress = 1,
    Successful = 2,
    Failed = 3,
}

/// <summary>
/// One order to tell the network which networks one Sim may use. It names no networks: the worker takes those that the Sim may use when it carries
/// it out, so that an update that has not begun covers every change until then. An open one (<see cref="EndedAt"/> null) is a due row.
/// </summary>
public sealed class SettingsUpdate : DueRowOfSim
{
    /// <summary>The letters an update's SID begins with.</summary>
    public const string SidPrefix = "OB";

    public required string Sid { get; init; }

    public Sim? Sim { get; init; }

    public SettingsUpdateState State { get; set; }

    /// <summary>The profile whose networks the network was told last; null before it was told any.</summary>
    public long? NetworkAccessProfileId { get; set; }

    /// <summary>The revision of that profile; null before the network was told, and while it waits for another attempt.</summary>
    public long? Revision { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The confirmation of the network.</summary>
    public string? Confirmation { get; set; }
}

/// <summary>
/// A Fleet whose allowed networks have changed: each of its Sims is given an update, some thousands at a time, so that other work need not wait for all of them.
/// </summary>
public sealed class SettingsRollout
{
    public long Id { get; init; }

    public long FleetId { get; init; }

    /// <summary>Sims up to this id have had their turn.</summary>
    public long UpToSimId { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class SettingsUpdateTable : IEntityTypeConfiguration<SettingsUpdate>
{
    public void Configure(EntityTypeBuilder<SettingsUpdate> update)
    {
        update.Property(u => u.Sid).HasMaxLength(Sid.Length).IsUnicode(false).IsFixedLength();
        update.Property(u => u.Confirmation).HasMaxLength(SettingsUpdate.TextLength);
        update.Property(u => u.Failure).HasMaxLength(SettingsUpdate.TextLength);
        update.Property(u => u.DueAt).IsRequired();
        update.HasOne(u => u.Sim).WithMany().HasForeignKey(u => u.SimId).OnDelete(DeleteBehavior.Cascade);

        // For the queue; for the updates of one Sim, the latest of which says what its network knows; and for those of one state, newest first.
        update.HasIndex(u => u.DueAt).HasFilter("\"EndedAt\" IS NULL").HasDatabaseName("IX_SettingsUpdates_Due");
        update.HasIndex(u => new { u.SimId, u.Id });
        update.HasIndex(u => new { u.State, u.Id });
    }
}
