using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.NetworkAccessProfiles;

namespace SimConsole.Fleets;

/// <summary>One thing that somebody did to a Fleet: made it, or changed one property of its policy.</summary>
public sealed class FleetEvent
{
    private const int PropertyLength = 64;

    // Properties that change with every write are left out.
    private static readonly HashSet<string> Silent = [nameof(Fleet.UpdatedAt), nameof(Fleet.Version), nameof(Fleet.NetworkAccessProfileId)];

    public long Id { get; init; }

    public long FleetId { get; init; }

    public Fleet? Fleet { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>The name of the property that changed; null where the Fleet was made.</summary>
    public string? Property { get; init; }

    public string? OldValue { get; init; }

    public string? NewValue { get; init; }

    /// <summary>Who did it.</summary>
    public required string Actor { get; init; }

    /// <summary>An event for each property of a tracked Fleet that was changed since it was read.</summary>
    internal static IEnumerable<FleetEvent> Of(EntityEntry<Fleet> fleet, NetworkAccessProfile? profileBefore, DateTimeOffset at, Actor actor)
    {
        var changes = fleet.Properties
            .Where(p => p.IsModified && !Silent.Contains(p.Metadata.Name))
            .Select(p => (p.Metadata.Name, Old: p.OriginalValue?.ToString(), New: p.CurrentValue?.ToString()));
        if (fleet.Entity.NetworkAccessProfile is { } profile && profile.Id != profileBefore?.Id)
        {
            changes = changes.Append((nameof(Fleet.NetworkAccessProfile), profileBefore?.DisplayName, profile.DisplayName));
        }

        return [.. changes.Select(c => new FleetEvent { FleetId = fleet.Entity.Id, At = at, Property = c.Name, OldValue = c.Old, NewValue = c.New, Actor = actor.Name })];
    }

    internal sealed class Table : IEntityTypeConfiguration<FleetEvent>
    {
        public void Configure(EntityTypeBuilder<FleetEvent> fleetEvent)
        {
            fleetEvent.Property(e => e.Property).HasMaxLength(PropertyLength).IsUnicode(false);
            fleetEvent.Property(e => e.OldValue).HasMaxLength(CallbackRequest.UrlLength);
            fleetEvent.Property(e => e.NewValue).HasMaxLength(CallbackRequest.UrlLength);
            fleetEvent.Property(e => e.Actor).HasMaxLength(Kernel.Actor.NameLength);
            fleetEvent.HasOne(e => e.Fleet).WithMany().HasForeignKey(e => e.FleetId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
