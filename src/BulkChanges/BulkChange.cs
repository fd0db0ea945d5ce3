using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.Sims.Tags;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.BulkChanges;

/// <summary>What a bulk change does. The numbers are stored: never reorder them.</summary>
public enum BulkChangeKind
{
    Activate = 0,
    Deactivate = 1,
    MoveToFleet = 2,

    /// <summary>Brings each Sim of another bulk change back to the status, the Fleet or the tags that it had before.</summary>
    Undo = 3,

    AddTag = 4,
    RemoveTag = 5,
}

/// <summary>How far a bulk change is. The numbers are stored: never reorder them.</summary>
public enum BulkChangeState
{
    /// <summary>Its selection is being frozen.</summary>
    Preparing = 0,

    /// <summary>Its selection is frozen, and nothing has been ordered.</summary>
    Preview = 1,

    /// <summary>Ordered; its Sims are scheduled a chunk at a time.</summary>
    Running = 2,

    /// <summary>What is scheduled goes on; nothing more is scheduled.</summary>
    Paused = 3,

    /// <summary>Every Sim has its result.</summary>
    Completed = 4,

    /// <summary>Sims whose turn had not come are left as they are; changes about which the network was being asked end by themselves.</summary>
    Cancelled = 5,
}

/// <summary>
/// One order for many Sims. Its selection is frozen as rows before it is ordered: exactly what was previewed is changed. The counts are updated in the same
/// transactions as the changes that they count.
/// </summary>
public sealed class BulkChange
{
    /// <summary>The letters a bulk change's SID begins with.</summary>
    public const string SidPrefix = "BC";

    public const int SelectionLength = 200;
    public const int KeyLength = 64;

    public long Id { get; init; }

    public string Sid { get; init; } = Kernel.Sid.New(SidPrefix);

    public BulkChangeKind Kind { get; init; }

    public BulkChangeState State { get; set; }

    /// <summary>The Fleet to move to; null unless <see cref="BulkChangeKind.MoveToFleet"/>.</summary>
    public long? FleetId { get; init; }

    /// <summary>The tag that Sims are given, or that is removed; null where the bulk change is about their status or their Fleet.</summary>
    public string? Tag { get; init; }

    /// <summary>The bulk change that this one undoes.</summary>
    public long? UndoesId { get; init; }

    /// <summary>What was selected, in words for the list of bulk changes.</summary>
    public required string Selection { get; init; }

    public string? Reason { get; init; }

    public required string RequestedBy { get; set; }

    public OrderSource Source { get; init; }

    /// <summary>The Fleets to which the person or program that selected the Sims was limited. Only those with the same limit, and those with none, see it.</summary>
    public FleetScope Scope { get; init; } = FleetScope.All;

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? CommittedAt { get; set; }

    /// <summary>When it was completed or cancelled.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The client's key for its request, so that a repetition orders nothing twice; null where it gave none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>A digest of that request: the same key with another request is a mistake.</summary>
    public string? RequestDigest { get; init; }

    /// <summary>The process that freezes its selection, or deletes it; see <see cref="RunningProcess"/>.</summary>
    public long? ProcessId { get; set; }

    /// <summary>Sims of the frozen selection.</summary>
    public int Selected { get; set; }

    /// <summary>Selected Sims that could take the step when they were seen.</summary>
    public int Eligible { get; set; }

    public int AlreadyThere { get; set; }

    public int NotEligible { get; set; }

    /// <summary>Selected Sims for which a loss report forbids the step.</summary>
    public int Held { get; set; }

    /// <summary>Selected Sims that had changed since they were seen: found when an undo was frozen, or when their turn came.</summary>
    public int Skipped { get; set; }

    /// <summary>Lines of the list that named a Sim again.</summary>
    public int DuplicateLines { get; set; }

    /// <summary>Lines of the list that name no Sim of this console.</summary>
    public int UnknownLines { get; set; }

    /// <summary>Lines of the list that cannot be read.</summary>
    public int UnreadableLines { get; set; }

    /// <summary>Every selected Sim up to this id has had its turn.</summary>
    public long OrderedUpTo { get; set; }

    /// <summary>Sims for which a change was opened, or that moved at once.</summary>
    public int Ordered { get; set; }

    public int Completed { get; set; }

    public int Failed { get; set; }

    /// <summary>Ordered Sims whose change was superseded by a loss report.</summary>
    public int Superseded { get; set; }

    /// <summary>Ordered Sims taken back before the network was asked.</summary>
    public int Withdrawn { get; set; }

    /// <summary>Ordered Sims whose change has not ended.</summary>
    public int InFlight => Ordered - Completed - Failed - Superseded - Withdrawn;

    /// <summary>Eligible Sims whose turn has not come; in a cancelled bulk change, those whose turn will never come.</summary>
    public int Waiting => Selected - AlreadyThere - NotEligible - Held - Skipped - Ordered;
}

internal sealed class BulkChangeTable : IEntityTypeConfiguration<BulkChange>
{
    public void Configure(EntityTypeBuilder<BulkChange> bulk)
    {
        bulk.Property(b => b.Sid).HasMaxLength(Sid.Length).IsUnicode(false).IsFixedLength();
        bulk.Property(b => b.Selection).HasMaxLength(BulkChange.SelectionLength);
        bulk.Property(b => b.Tag).HasMaxLength(TagName.Length);
        bulk.Property(b => b.Scope).IsFleetScope();
        bulk.Property(b => b.Reason).HasMaxLength(StatusChange.TextLength);
        bulk.Property(b => b.RequestedBy).HasMaxLength(Actor.NameLength);
        bulk.Property(b => b.IdempotencyKey).HasMaxLength(BulkChange.KeyLength);
        bulk.Property(b => b.RequestDigest).HasMaxLength(64).IsUnicode(false);
        bulk.Ignore(b => b.InFlight);
        bulk.Ignore(b => b.Waiting);
        bulk.HasIndex(b => b.Sid).IsUnique();
        bulk.HasIndex(b => b.IdempotencyKey).IsUnique();
        bulk.HasIndex(b => b.State);
        bulk.HasIndex(b => b.EndedAt);
        bulk.HasIndex(b => b.UndoesId);
    }
}

internal static class BulkChangesInScope
{
    /// <summary>
    /// Those of these bulk changes that a caller with this limit sees: all if there is no limit, otherwise those ordered under the same limit. Others may
    /// contain Sims of other Fleets.
    /// </summary>
    public static IQueryable<BulkChange> In(this IQueryable<BulkChange> bulks, FleetScope scope) => scope.IsAll ? bulks : bulks.Where(b => b.Scope == scope);
}
