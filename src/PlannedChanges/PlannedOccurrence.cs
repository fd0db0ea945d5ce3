using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.PlannedChanges;

/// <summary>The state of one time of a planned change. The numbers are stored: never reorder them.</summary>
public enum PlannedOccurrenceState
{
    /// <summary>Its bulk change is being ordered.</summary>
    Beginning = 0,

    /// <summary>Its bulk change was ordered.</summary>
    Ordered = 1,

    /// <summary>There was nothing to order, or it was refused.</summary>
    NotOrdered = 2,

    /// <summary>The console was not running then, and a later time was done in its place; or the plan was paused.</summary>
    Missed = 3,
}

/// <summary>One time of a planned change that is due or has passed.</summary>
public sealed class PlannedOccurrence
{
    public long Id { get; init; }

    public long PlannedChangeId { get; init; }

    public PlannedChange? PlannedChange { get; init; }

    /// <summary>The local time of the plan, such as <c>2026-12-24T08:00</c>; unique within a plan.</summary>
    public required string Local { get; init; }

    public DateTimeOffset DueAt { get; init; }

    public PlannedOccurrenceState State { get; set; }

    /// <summary>When it was begun; null where it was missed.</summary>
    public DateTimeOffset? BeganAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The process that orders it; see <see cref="RunningProcess"/>.</summary>
    public long? ProcessId { get; set; }

    /// <summary>The bulk change that was ordered.</summary>
    public string? BulkChangeSid { get; set; }

    /// <summary>Why nothing was ordered, in a sentence.</summary>
    public string? Says { get; set; }

    /// <summary>How long after its time it was begun; zero if it was not begun.</summary>
    public TimeSpan Late => BeganAt - DueAt ?? TimeSpan.Zero;
}

internal sealed class PlannedOccurrenceTable : IEntityTypeConfiguration<PlannedOccurrence>
{
    public void Configure(EntityTypeBuilder<PlannedOccurrence> occurrence)
    {
        occurrence.Property(o => o.Local).HasMaxLength(PlannedChange.LocalLength).IsUnicode(false);
        occurrence.Property(o => o.BulkChangeSid).HasMaxLength(Sid.Length).IsUnicode(false).IsFixedLength();
        occurrence.Property(o => o.Says).HasMaxLength(StatusChange.TextLength);
        occurrence.Ignore(o => o.Late);
        occurrence.HasIndex(o => new { o.PlannedChangeId, o.Local }).IsUnique();
        occurrence.HasIndex(o => o.State);
        occurrence.HasIndex(o => o.EndedAt);
        occurrence.HasOne(o => o.PlannedChange).WithMany().HasForeignKey(o => o.PlannedChangeId).OnDelete(DeleteBehavior.Cascade);
    }
}
