using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Data;

namespace SimConsole.Sims;

/// <summary>The kinds of things that happen to a Sim beside changes of status. The numbers are stored: never reorder them.</summary>
public enum SimEventKind
{
    Registered = 0,
    Renamed = 1,
    MovedToFleet = 2,

    /// <summary>The network was found to differ from the status: the old value is the status, the new value is what the network does.</summary>
    DriftFound = 3,

    /// <summary>The network refuses its data: it has used up the limit of its Fleet.</summary>
    DataBlocked = 10,

    /// <summary>The network lets its data through again.</summary>
    DataUnblocked = 11,

    /// <summary>It was given the tag that is the new value.</summary>
    Tagged = 12,

    /// <summary>The tag that is the new value was taken away.</summary>
    Untagged = 13,

    /// <summary>Its note was changed; the record of what was done has both texts.</summary>
    NoteChanged = 14,
}

/// <summary>One entry of a Sim's timeline that is not a change of status; those are <see cref="StatusChanges.StatusChange"/> rows.</summary>
public sealed class SimEvent
{
    public long Id { get; init; }

    public long SimId { get; init; }

    public Sim? Sim { get; init; }

    public DateTimeOffset At { get; init; }

    public SimEventKind Kind { get; init; }

    public string? OldValue { get; init; }

    public string? NewValue { get; init; }

    /// <summary>Who did it.</summary>
    public required string Actor { get; init; }
}

internal sealed class SimEventTable : IEntityTypeConfiguration<SimEvent>
{
    public void Configure(EntityTypeBuilder<SimEvent> simEvent)
    {
        simEvent.Property(e => e.OldValue).HasMaxLength(UniqueName.Length);
        simEvent.Property(e => e.NewValue).HasMaxLength(UniqueName.Length);
        simEvent.Property(e => e.Actor).HasMaxLength(Actor.NameLength);
        simEvent.HasOne(e => e.Sim).WithMany().HasForeignKey(e => e.SimId).OnDelete(DeleteBehavior.Cascade);
    }
}
