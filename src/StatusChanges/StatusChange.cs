using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.StatusChanges;

/// <summary>What a status change is for. The numbers are stored: never reorder them.</summary>
public enum StatusChangeKind
{
    /// <summary>Somebody asked for another status, or for another Fleet of a Sim that may connect.</summary>
    Requested = 0,

    /// <summary>The network took a Sim from ready to active by itself.</summary>
    Automatic = 1,

    /// <summary>
    /// The network may have been told something that did not come to pass, and is brought back to the status of the Sim. The Sim itself does not change.
    /// </summary>
    Reconcile = 2,
}

/// <summary>How far a status change is. The numbers are stored: never reorder them.</summary>
public enum StatusChangeState
{
    /// <summary>Waiting for its turn, or for its next attempt.</summary>
    Queued = 0,

    /// <summary>Taken by a worker, which is asking the network authority.</summary>
    Applying = 1,

    /// <summary>Confirmed by the network authority.</summary>
    Completed = 2,

    /// <summary>Ended without a confirmation; the Sim went back to the status it had.</summary>
    Failed = 3,

    /// <summary>Ended because a later order made it pointless.</summary>
    Superseded = 4,

    /// <summary>Cancelled before the network was asked.</summary>
    Withdrawn = 5,
}

/// <summary>Which change goes first: the lower number. The numbers are stored.</summary>
public enum StatusChangePriority
{
    LossReport = 0,
    Single = 1,
    Bulk = 2,
}

/// <summary>
/// One request to bring one Sim to a status: who asked, why, from where to where, when, and how it ended. An open change (<see cref="EndedAt"/> null) is a due
/// row. A change that takes a Sim off the network while a loss report holds that Sim has no deadline.
/// </summary>
public sealed class StatusChange : DueRowOfSim
{
    /// <summary>The letters a change's SID begins with.</summary>
    public const string SidPrefix = "SC";

    public Sim? Sim { get; init; }

    public StatusChangeKind Kind { get; init; }

    public SimStatus FromStatus { get; init; }

    public SimStatus ToStatus { get; init; }

    /// <summary>Whether the Sim also moves to <see cref="ToFleetId"/> once the change is confirmed.</summary>
    public bool MovesFleet { get; init; }

    /// <summary>The Fleet it moves to, null for none; without meaning unless <see cref="MovesFleet"/>.</summary>
    public long? ToFleetId { get; init; }

    public StatusChangePriority Priority { get; init; } = StatusChangePriority.Single;

    /// <summary>The bulk change that it is a part of; null where there is none.</summary>
    public long? BulkChangeId { get; init; }

    public required string RequestedBy { get; init; }

    public OrderSource Source { get; init; }

    public string? Reason { get; init; }

    public StatusChangeState State { get; set; }

    public DateTimeOffset QueuedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>What the network authority said that proves the change.</summary>
    public string? Confirmation { get; set; }

    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>The place in a trace of the request that ordered it (<see cref="Tracing"/>); null where that was not recorded, and for bulk changes.</summary>
    public string? Traceparent { get; init; }

    /// <summary>The SID by which programs name it. It is computed from the number, so that none has to be stored and indexed for millions of rows.</summary>
    public string Sid => $"{SidPrefix}{Id:x32}";

    /// <summary>Whether it waits for its turn, and the network cannot have been told of it: then whoever ordered it may take it back.</summary>
    public bool IsUntouched => EndedAt is null && Kind == StatusChangeKind.Requested && State == StatusChangeState.Queued && Attempts == 0;

    /// <summary>Whether a person may take it back; what a loss report has ordered stands.</summary>
    /// <param name="held">Whether a loss report holds its Sim.</param>
    public bool CanBeWithdrawn(bool held) => IsUntouched && Priority != StatusChangePriority.LossReport && !held;

    /// <summary>The number in a SID; null if it is not the SID of a change.</summary>
    public static long? IdOf(string sid) => Kernel.Sid.IsShapeOf(sid, SidPrefix)
        && long.TryParse(sid.AsSpan(SidPrefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id) ? id : null;
}

internal sealed class StatusChangeTable : IEntityTypeConfiguration<StatusChange>
{
    public void Configure(EntityTypeBuilder<StatusChange> change)
    {
        change.Property(c => c.RequestedBy).HasMaxLength(Actor.NameLength);
        change.Property(c => c.Reason).HasMaxLength(StatusChange.TextLength);
        change.Property(c => c.Confirmation).HasMaxLength(StatusChange.TextLength);
        change.Property(c => c.Failure).HasMaxLength(StatusChange.TextLength);
        change.Property(c => c.Traceparent).HasMaxLength(Tracing.Length).IsUnicode(false);
        change.Property(c => c.DueAt).IsRequired();
        change.Ignore(c => c.Sid);
        change.Ignore(c => c.IsUntouched);
        change.HasOne(c => c.Sim).WithMany().HasForeignKey(c => c.SimId).OnDelete(DeleteBehavior.Cascade);

        // The queue: open changes only, in the order in which they are taken; and the open changes of each Sim, in the same order.
        change.HasIndex(c => new { c.Priority, c.DueAt }).HasFilter("\"EndedAt\" IS NULL").HasDatabaseName("IX_StatusChanges_Due");
        change.HasIndex(c => new { c.SimId, c.Id });

        // Open repairs of the network are few, and every order looks for the repairs of its Sims.
        change.HasIndex(c => c.SimId).HasFilter($"\"EndedAt\" IS NULL AND \"Kind\" = {(int)StatusChangeKind.Reconcile}").HasDatabaseName("IX_StatusChanges_Repairs");

        // Failures are few among millions that ended, and the latest are looked for by time.
        change.HasIndex(c => c.EndedAt).HasFilter($"\"State\" = {(int)StatusChangeState.Failed}").HasDatabaseName("IX_StatusChanges_Failures");

        // Notices tell of failures outside bulk changes, and a bulk change of a million may fail. The first column is the same in all rows; it makes the
        // database prefer this index to the one above.
        change.HasIndex(c => new { c.BulkChangeId, c.EndedAt }).HasFilter($"\"State\" = {(int)StatusChangeState.Failed} AND \"BulkChangeId\" IS NULL").HasDatabaseName("IX_StatusChanges_FailuresAlone");
    }
}
