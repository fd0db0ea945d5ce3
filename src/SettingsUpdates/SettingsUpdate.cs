using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Data;
using SimConsole.Sims;

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
/// One time that the network is told which networks one Sim may use. It names no networks: whoever carries it out takes those that the Sim may use
/// then, so that an update which has not begun stands for every change meanwhile. An open one (<see cref="EndedAt"/> null) is a due row.
/// </summary>
public sealed class SettingsUpdate
{
    /// <summary>The letters an update's SID begins with.</summary>
    public const string SidPrefix = "OB";

    /// <summary>The most characters of a confirmation or a failure that are kept.</summary>
    public const int TextLength = 400;

    public long Id { get; init; }

    public required string Sid { get; init; }

    public long SimId { get; init; }

    public Sim? Sim { get; init; }

    public SettingsUpdateState State { get; set; }

    /// <summary>The profile whose networks the network was told last; null before it was told any.</summary>
    public long? NetworkAccessProfileId { get; set; }

    /// <summary>The revision of that profile; null before the network was told, and while that is to be tried again.</summary>
    public long? Revision { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>From when on a worker may take it: after a back-off, or when the lease of the worker that has it runs out.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>When it ends as failed if nothing has confirmed it by then.</summary>
    public DateTimeOffset Deadline { get; init; }

    public int Attempts { get; set; }

    /// <summary>Stamped by the worker that has it; whoever holds another token has lost it.</summary>
    public Guid? LeaseToken { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>What the network said that proves it.</summary>
    public string? Confirmation { get; set; }

    /// <summary>Why it failed; while it is open, why it still waits.</summary>
    public string? Failure { get; set; }
}

/// <summary>
/// A Fleet whose Sims may use other networks since: each of them is given an update, some thousands at a time, so that nothing else waits for all of them.
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
        update.HasOne(u => u.Sim).WithMany().HasForeignKey(u => u.SimId).OnDelete(DeleteBehavior.Cascade);

        // The queue; the updates of one Sim, the latest of which says what its network knows; and those of one state, newest first.
        update.HasIndex(u => u.DueAt).HasFilter("\"EndedAt\" IS NULL").HasDatabaseName("IX_SettingsUpdates_Due");
        update.HasIndex(u => new { u.SimId, u.Id });
        update.HasIndex(u => new { u.State, u.Id });
    }
}
