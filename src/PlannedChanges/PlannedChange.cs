using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.BulkChanges;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.Sims.Tags;
using SimConsole.StatusChanges;

namespace SimConsole.PlannedChanges;

/// <summary>How often a planned change repeats. The numbers are stored: never reorder them.</summary>
public enum PlannedRepeat
{
    Once = 0,
    Monthly = 1,
    Yearly = 2,
}

/// <summary>The state of a planned change. The numbers are stored: never reorder them.</summary>
public enum PlannedChangeState
{
    /// <summary>It waits for its next time.</summary>
    Planned = 0,

    /// <summary>Times that come due are skipped until it is resumed.</summary>
    Paused = 1,

    /// <summary>Its last time has passed.</summary>
    Done = 2,

    /// <summary>Ended by somebody before its last time.</summary>
    Cancelled = 3,
}

/// <summary>A bulk change that is not due yet. Each time it is due, a bulk change is ordered and a row records that: see <see cref="PlannedOccurrence"/>.</summary>
public sealed class PlannedChange
{
    /// <summary>The letters a planned change's SID begins with.</summary>
    public const string SidPrefix = "PC";

    public const int NameLength = 80;
    public const int SelectionLength = 200;
    public const int KeyLength = 64;
    public const int ZoneLength = TimeZones.NameLength;
    public const int LocalLength = 16;

    public long Id { get; init; }

    public string Sid { get; init; } = Kernel.Sid.New(SidPrefix);

    public PlannedChangeState State { get; set; }

    /// <summary>The name that people gave it; null where they gave none.</summary>
    public string? Name { get; init; }

    public BulkChangeKind Kind { get; init; }

    /// <summary>The Fleet to move to; null unless <see cref="BulkChangeKind.MoveToFleet"/>.</summary>
    public long? FleetId { get; init; }

    /// <summary>Which Sims are meant, in words.</summary>
    public required string Selection { get; init; }

    /// <summary>How many Sims were chosen one by one; null if a filter selects them when it is due.</summary>
    public int? Chosen { get; init; }

    public SimStatus? WhereStatus { get; init; }

    /// <summary>The SID of the Fleet whose Sims are meant; an empty text for Sims without one.</summary>
    public string? WhereFleet { get; init; }

    /// <summary>The tags that the Sims have, all of them, between commas; null where none is asked for.</summary>
    public string? WhereTags { get; init; }

    public string? WhereIccid { get; init; }

    public string? WhereSearch { get; init; }

    public string? Reason { get; init; }

    /// <summary>In whose name it is done: the person or program that ordered it, or that resumed it last.</summary>
    public required string RequestedBy { get; set; }

    public OrderSource Source { get; set; }

    /// <summary>The permissions that <see cref="RequestedBy"/> had then.</summary>
    public Permissions May { get; set; }

    /// <summary>The Fleets to which the person or program that first ordered it was limited. Only those with the same limit, and those with none, see it.</summary>
    public FleetScope Scope { get; init; } = FleetScope.All;

    /// <summary>Whether a person had just confirmed their identity, so that it may change any number of Sims.</summary>
    public bool Confirmed { get; set; }

    /// <summary>The local date and time at which it is due for the first time, such as <c>2026-12-24T08:00</c>.</summary>
    public required string At { get; init; }

    /// <summary>The IANA name of the time zone of that date and time.</summary>
    public required string Zone { get; init; }

    public PlannedRepeat Repeats { get; init; }

    /// <summary>The last local day on which it is due, such as <c>2027-03-31</c>; null for no end.</summary>
    public string? Until { get; init; }

    /// <summary>When it is due next; null once it has ended.</summary>
    public DateTimeOffset? NextAt { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its last time had come, or it was cancelled.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The client's key for its request, so that a repetition plans nothing twice; null where it gave none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>A digest of that request: the same key with another request is a mistake.</summary>
    public string? RequestDigest { get; init; }
}

/// <summary>A Sim that was chosen for a planned change.</summary>
public sealed class PlannedChangeSim
{
    public long PlannedChangeId { get; init; }

    public PlannedChange? PlannedChange { get; init; }

    public long SimId { get; init; }
}

internal sealed class PlannedChangeTable : IEntityTypeConfiguration<PlannedChange>
{
    private const int DayLength = 10;
    private const int SearchLength = 64;

    public void Configure(EntityTypeBuilder<PlannedChange> plan)
    {
        plan.Property(p => p.Sid).HasMaxLength(Sid.Length).IsUnicode(false).IsFixedLength();
        plan.Property(p => p.Name).HasMaxLength(PlannedChange.NameLength);
        plan.Property(p => p.Selection).HasMaxLength(PlannedChange.SelectionLength);
        plan.Property(p => p.WhereTags).HasMaxLength(TagName.MostOfOneSim * (TagName.Length + 1));
        plan.Property(p => p.WhereFleet).HasMaxLength(Sid.Length).IsUnicode(false);
        plan.Property(p => p.WhereIccid).HasMaxLength(Iccid.MaxLength);
        plan.Property(p => p.WhereSearch).HasMaxLength(SearchLength);
        plan.Property(p => p.Reason).HasMaxLength(StatusChange.TextLength);
        plan.Property(p => p.RequestedBy).HasMaxLength(Actor.NameLength);
        plan.Property(p => p.Scope).IsFleetScope();
        plan.Property(p => p.At).HasMaxLength(PlannedChange.LocalLength).IsUnicode(false);
        plan.Property(p => p.Zone).HasMaxLength(PlannedChange.ZoneLength).IsUnicode(false);
        plan.Property(p => p.Until).HasMaxLength(DayLength).IsUnicode(false);
        plan.Property(p => p.IdempotencyKey).HasMaxLength(PlannedChange.KeyLength);
        plan.Property(p => p.RequestDigest).HasMaxLength(64).IsUnicode(false);
        plan.HasIndex(p => p.Sid).IsUnique();
        plan.HasIndex(p => p.IdempotencyKey).IsUnique();
        plan.HasIndex(p => new { p.State, p.NextAt });
    }
}

internal sealed class PlannedChangeSimTable : IEntityTypeConfiguration<PlannedChangeSim>
{
    public void Configure(EntityTypeBuilder<PlannedChangeSim> sim)
    {
        sim.HasKey(s => new { s.PlannedChangeId, s.SimId });
        sim.HasOne(s => s.PlannedChange).WithMany().HasForeignKey(s => s.PlannedChangeId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal static class PlannedChangesInScope
{
    /// <summary>
    /// Those of these plans that a caller with this limit sees: all if there is no limit, otherwise those ordered under the same limit. Others may contain Sims
    /// of other Fleets.
    /// </summary>
    public static IQueryable<PlannedChange> In(this IQueryable<PlannedChange> plans, FleetScope scope) => scope.IsAll ? plans : plans.Where(p => p.Scope == scope);
}
