using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Data;

namespace SimConsole.Reconciliation;

/// <summary>Which Sims a comparison is about.</summary>
public enum ComparisonScope
{
    All,
    Fleet,
    Sim,
}

/// <summary>How far a comparison is.</summary>
public enum ComparisonState
{
    Queued,
    UnderWay,
    Completed,
    Failed,
}

/// <summary>
/// One comparison with the network, of all Sims, those of a Fleet, or one: a due row until it ends, so that another process goes on where one died.
/// </summary>
public sealed class ReconcileRun
{
    /// <summary>The letters a comparison's SID begins with.</summary>
    public const string SidPrefix = "NC";

    public const int FailureLength = 400;

    public long Id { get; init; }

    public string Sid { get; init; } = Kernel.Sid.New(SidPrefix);

    /// <summary>The Fleet whose Sims are compared; null for others.</summary>
    public long? FleetId { get; init; }

    /// <summary>The only Sim that is compared; null for others.</summary>
    public long? SimId { get; init; }

    public required string RequestedBy { get; init; }

    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>When a worker may take it, at the earliest.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>The lease of the worker that has it.</summary>
    public Guid? LeaseToken { get; set; }

    /// <summary>The process of the worker that took it last; see <see cref="Work.RunningProcess"/>.</summary>
    public long? ProcessId { get; set; }

    /// <summary>The last Sim that was compared.</summary>
    public long UpToSimId { get; set; }

    /// <summary>How many Sims were compared so far.</summary>
    public int Compared { get; set; }

    /// <summary>How many differences were found so far that were not known before.</summary>
    public int Found { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Why it ended before the last Sim.</summary>
    public string? Failure { get; set; }

    public ComparisonScope Scope => SimId is not null ? ComparisonScope.Sim : FleetId is not null ? ComparisonScope.Fleet : ComparisonScope.All;

    public ComparisonState State =>
        Failure is not null ? ComparisonState.Failed
        : EndedAt is not null ? ComparisonState.Completed
        : LeaseToken is not null ? ComparisonState.UnderWay
        : ComparisonState.Queued;

    internal sealed class Table : IEntityTypeConfiguration<ReconcileRun>
    {
        public void Configure(EntityTypeBuilder<ReconcileRun> run)
        {
            run.Property(r => r.Sid).HasMaxLength(Kernel.Sid.Length).IsUnicode(false).IsFixedLength();
            run.Property(r => r.RequestedBy).HasMaxLength(Actor.NameLength);
            run.Property(r => r.Failure).HasMaxLength(FailureLength);
            run.HasIndex(r => r.Sid).IsUnique();
            run.HasIndex(r => r.Id).HasFilter("\"EndedAt\" IS NULL").HasDatabaseName("IX_ReconcileRuns_Open");

            // For the latest run of a Sim or of a Fleet, which its page shows.
            run.HasIndex(r => r.SimId);
            run.HasIndex(r => r.FleetId);
        }
    }
}
