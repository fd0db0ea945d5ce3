using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SimConsole.NetworkAccessProfiles;

/// <summary>The kinds of things that somebody does to a profile. The numbers are stored: never reorder them.</summary>
public enum NetworkAccessProfileEventKind
{
    Made = 0,
    Renamed = 1,
    NetworkAdded = 2,
    NetworkRemoved = 3,
}

/// <summary>One thing that somebody did to a profile.</summary>
public sealed class NetworkAccessProfileEvent
{
    private const int ValueLength = 200;

    public long Id { get; init; }

    public long NetworkAccessProfileId { get; init; }

    public NetworkAccessProfile? NetworkAccessProfile { get; init; }

    public DateTimeOffset At { get; init; }

    public NetworkAccessProfileEventKind Kind { get; init; }

    /// <summary>The name before, or the network that was removed.</summary>
    public string? OldValue { get; init; }

    /// <summary>The name since, or the network that was added.</summary>
    public string? NewValue { get; init; }

    /// <summary>Who did it.</summary>
    public required string Actor { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<NetworkAccessProfileEvent>
    {
        public void Configure(EntityTypeBuilder<NetworkAccessProfileEvent> profileEvent)
        {
            profileEvent.Property(e => e.OldValue).HasMaxLength(ValueLength);
            profileEvent.Property(e => e.NewValue).HasMaxLength(ValueLength);
            profileEvent.Property(e => e.Actor).HasMaxLength(Kernel.Actor.NameLength);
            profileEvent.HasOne(e => e.NetworkAccessProfile).WithMany().HasForeignKey(e => e.NetworkAccessProfileId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
