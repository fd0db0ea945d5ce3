using SimConsole.Audit;

namespace SimConsole.LossReports.Evidence;

/// <summary>What proves that the SIMs of a report are off, as of one moment.</summary>
/// <param name="Sims">All Sims of the report, in the order of their ICCIDs.</param>
/// <param name="Written">What the audit holds of the report; null where it holds nothing of it any more.</param>
/// <param name="At">When it was asked for.</param>
public sealed record EvidenceSheet(LossReportSummary Report, IReadOnlyList<ReportedSim> Sims, AuditEntry? Written, DateTimeOffset At)
{
    /// <summary>The person who asked for it.</summary>
    public required string By { get; init; }

    /// <summary>The address of the console, without a slash at its end.</summary>
    public required string Console { get; init; }

    /// <summary>The text above its table.</summary>
    public IEnumerable<EvidenceFact> Facts => [.. EvidenceWords.Facts(Report), EvidenceWords.Printed(At, By), .. EvidenceWords.Origin(Console, Written)];
}
