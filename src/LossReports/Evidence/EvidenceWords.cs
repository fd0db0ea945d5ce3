using System.Globalization;
using SimConsole.Audit;
using SimConsole.Reconciliation;
using SimConsole.Sims;

namespace SimConsole.LossReports.Evidence;

/// <summary>One line of what an evidence sheet says of the report as a whole.</summary>
/// <param name="Label">What it is, such as <c>Reference</c>.</param>
public sealed record EvidenceFact(string Label, string Value)
{
    /// <summary>The moment that <see cref="Value"/> begins with; null where it names none.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Whether it is compared letter by letter.</summary>
    public bool IsCode { get; init; }
}

/// <summary>A column of an evidence sheet.</summary>
/// <param name="Of">What it says of a Sim; a line break where a cell has two lines.</param>
/// <param name="Everywhere">Whether a narrow screen has room for it, too.</param>
public sealed record EvidenceColumn(string Name, Func<ReportedSim, string> Of, bool Everywhere = false);

/// <summary>What an evidence sheet says, on the page, on paper and in the PDF alike. Times are in UTC: a sheet is passed on to other people.</summary>
public static class EvidenceWords
{
    /// <summary>A dash where there is nothing to say.</summary>
    public const string Nothing = "—";

    /// <summary>The columns that a sheet shows for each Sim.</summary>
    public static IReadOnlyList<EvidenceColumn> Columns { get; } =
    [
        new("ICCID", sim => sim.UniqueName is { } name ? $"{sim.Iccid}\n{name}" : sim.Iccid, Everywhere: true),
        new("Status", Status, Everywhere: true),
        new("Was", sim => sim.SeenStatus.Word()),
        new("Ordered off", Ordered),
        new("Confirmed", Confirmed),
        new("What the network said", sim => sim.NextAttemptAt is { } next ? $"{Said(sim)}, next on {Utc(next)}." : Said(sim), Everywhere: true),
        new("Attach attempts refused since", Refused),
    ];

    /// <summary>What it proves: <c>58 SIMs stolen</c>.</summary>
    public static string Title(LossReportSummary report) => $"{report.Sims:N0} {(report.Sims == 1 ? "SIM" : "SIMs")} {report.Kind.Word()}";

    /// <summary>What there is to say of the report.</summary>
    public static IReadOnlyList<EvidenceFact> Facts(LossReportSummary report) =>
    [
        new("Confirmed off", $"{report.Off:N0} of {report.Held:N0} held"),
        new("Reported", $"{Utc(report.ReportedAt)} by {report.ReportedBy}") { At = report.ReportedAt },
        new("Reference", report.Reference ?? "none"),
        new("Note", report.Note ?? "none"),
        new("Report", report.Sid) { IsCode = true },
    ];

    /// <summary>When and by whom the sheet was printed.</summary>
    public static EvidenceFact Printed(DateTimeOffset at, string by) => new("Printed", $"{Utc(at)} by {by}") { At = at };

    /// <summary>Where a sheet is from, and how anybody who holds it can check that it says what was written then.</summary>
    /// <param name="console">The address of the console.</param>
    /// <param name="written">What the audit holds of the report; null where it holds nothing of it any more.</param>
    public static IReadOnlyList<EvidenceFact> Origin(string console, AuditEntry? written)
    {
        var from = new EvidenceFact("Console", $"{console}, SimConsole {ThisBuild.Version}");
        return written is null
            ? [from, new EvidenceFact("Seal", "none: the entry of this report is in an archive of the audit.")]
            :
            [
                from,
                new EvidenceFact("Seal", Convert.ToHexStringLower(written.Seal)) { IsCode = true },
                new EvidenceFact(
                    "Check",
                    $"The seal is that of entry {written.Sequence} of the audit's chain {written.Chain}, which holds this report with the number of its SIMs. It is the last column of that entry in the file that the page "
                    + "Audit exports. Started with --verify-audit, the console says whether all entries are as they were written."),
            ];
    }

    /// <summary>A moment in one line.</summary>
    public static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>When it was ordered off.</summary>
    public static string Ordered(ReportedSim sim) => sim.Off is { } order ? Lines(order.QueuedAt) : Nothing;

    /// <summary>When the network confirmed it.</summary>
    public static string Confirmed(ReportedSim sim) => sim.Off?.ConfirmedAt is { } confirmed ? Lines(confirmed) : Nothing;

    /// <summary>How often the network has refused it since, and when last.</summary>
    public static string Refused(ReportedSim sim) => sim.Refused == 0 ? "none" : $"{sim.Refused:N0}, last\n{Lines(sim.LastRefusedAt!.Value)}";

    /// <summary>What the network said of it, or who released it.</summary>
    public static string Said(ReportedSim sim) =>
        sim.ReleasedAt is { } released ? $"Released {Utc(released)} by {sim.ReleasedBy}: {sim.ReleaseReason}"
        : sim.Said();

    /// <summary>The date, and the time below it: a sheet of paper is narrow, and a date with a line break in the middle is hard to read.</summary>
    private static string Lines(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'\n'HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>What the chip on the page says.</summary>
    private static string Status(ReportedSim sim)
    {
        var target = sim.TargetStatus is { } to ? $" → {to.Word()}" : "";
        var held = sim.ReleasedAt is null ? " · held" : "";
        var drift = sim.Drift is { } kind && kind.Belies(sim.Status) ? $", {DriftWords.But(kind)}" : "";
        return $"{sim.Status.Word()}{target}{held}{drift}";
    }
}
