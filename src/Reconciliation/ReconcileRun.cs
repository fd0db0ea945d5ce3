using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Data;

namespace SimConsole.Reconciliation;

/// <summary>One comparison of all Sims with the network: a due row until it ends, so that another process goes on where one died.</summary>
public sealed class ReconcileRun
{
    public const int FailureLength = 400;

    public long Id { get; init; }

    public required string RequestedBy { get; init; }

    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>From when on a worker may take it.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>Stamped by the worker that has it.</summary>
    public Guid? LeaseToken { get; set; }

    /// <summary>The last Sim that was compared.</summary>
    public long UpToSimId { get; set; }

    /// <summary>How many Sims were compared so far.</summary>
    public int Compared { get; set; }

    /// <summary>How many differences were found so far that were not known before.</summary>
    public int Found { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Why it ended before the last Sim.</summary>
    public string? Failure { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<ReconcileRun>
    {
        public void Configure(EntityTypeBuilder<ReconcileRun> run)
        {
            run.Property(r => r.RequestedBy).HasMaxLength(Actor.NameLength);
            run.Property(r => r.Failure).HasMaxLength(FailureLength);
            run.HasIndex(r => r.Id).HasFilter("\"EndedAt\" IS NULL").HasDatabaseName("IX_ReconcileRuns_Open");
        }
    }
}
