using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.LossReports;

/// <summary>What has happened to the SIMs. The numbers are stored: never reorder them.</summary>
public enum LossKind
{
    Lost = 0,
    Stolen = 1,
}

/// <summary>
/// An order to take SIMs off the network because they are lost or stolen. It goes ahead of all other work, and holds its Sims: nothing
/// reactivates them until they are released.
/// </summary>
public sealed class LossReport
{
    /// <summary>The letters a loss report's SID begins with.</summary>
    public const string SidPrefix = "LR";

    public const int ReferenceLength = 64;
    public const int NoteLength = 1_000;

    public long Id { get; init; }

    public string Sid { get; init; } = Kernel.Sid.New(SidPrefix);

    public LossKind Kind { get; init; }

    /// <summary>The reference that others use for the case: the number of the police or of the insurer.</summary>
    public string? Reference { get; init; }

    public string? Note { get; init; }

    public required string ReportedBy { get; init; }

    public OrderSource Source { get; init; }

    /// <summary>The Fleets that the reporter was limited to. Only people with the same limit, and people with none, see the report.</summary>
    public FleetScope Scope { get; init; } = FleetScope.All;

    public DateTimeOffset ReportedAt { get; init; }

    /// <summary>The Idempotency-Key of the request, so that a repeated request orders nothing twice; null where the client sent none.</summary>
    public string? IdempotencyKey { get; init; }

    public ICollection<LossReportSim> Sims { get; } = [];
}

/// <summary>One Sim of a loss report. It is held until <see cref="ReleasedAt"/>.</summary>
public sealed class LossReportSim
{
    public long LossReportId { get; init; }

    public LossReport? LossReport { get; init; }

    public long SimId { get; init; }

    public Sim? Sim { get; init; }

    /// <summary>The status that the Sim had when it was reported.</summary>
    public SimStatus SeenStatus { get; init; }

    public DateTimeOffset? ReleasedAt { get; set; }

    public string? ReleasedBy { get; set; }

    public string? ReleaseReason { get; set; }
}

internal sealed class LossReportTable : IEntityTypeConfiguration<LossReport>
{
    public void Configure(EntityTypeBuilder<LossReport> report)
    {
        report.Property(r => r.Sid).HasMaxLength(Sid.Length).IsUnicode(false).IsFixedLength();
        report.Property(r => r.Reference).HasMaxLength(LossReport.ReferenceLength);
        report.Property(r => r.Note).HasMaxLength(LossReport.NoteLength);
        report.Property(r => r.ReportedBy).HasMaxLength(Actor.NameLength);
        report.Property(r => r.Scope).IsFleetScope();
        report.Property(r => r.IdempotencyKey).HasMaxLength(LossReport.ReferenceLength);
        report.HasIndex(r => r.Sid).IsUnique();
        report.HasIndex(r => r.IdempotencyKey).IsUnique();
    }
}

internal sealed class LossReportSimTable : IEntityTypeConfiguration<LossReportSim>
{
    public void Configure(EntityTypeBuilder<LossReportSim> sim)
    {
        sim.HasKey(s => new { s.LossReportId, s.SimId });
        sim.Property(s => s.ReleasedBy).HasMaxLength(Actor.NameLength);
        sim.Property(s => s.ReleaseReason).HasMaxLength(StatusChange.TextLength);
        sim.HasOne(s => s.LossReport).WithMany(r => r.Sims).HasForeignKey(s => s.LossReportId).OnDelete(DeleteBehavior.Cascade);
        sim.HasOne(s => s.Sim).WithMany().HasForeignKey(s => s.SimId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal static class LossReportsInScope
{
    /// <summary>The reports that a person with this limit sees: all, or those reported under the same limit. The others may name Sims of other Fleets.</summary>
    public static IQueryable<LossReport> In(this IQueryable<LossReport> reports, FleetScope scope) => scope.IsAll ? reports : reports.Where(r => r.Scope == scope);
}
