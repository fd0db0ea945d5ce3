using SimConsole.Audit;
using SimConsole.Data;

namespace SimConsole.LossReports.Evidence;

/// <summary>Reads what an evidence sheet says.</summary>
public sealed class EvidenceReader(LossReportReader reports, AuditReader audit, TimeProvider time)
{
    /// <summary>The sheet of the report with this SID; null where the caller can see no such report.</summary>
    /// <param name="console">The address of the console, for the sheet to say where it is from.</param>
    public async Task<EvidenceSheet?> FindAsync(string sid, Caller caller, string console, CancellationToken token)
    {
        if (await reports.FindAsync(sid, caller.Scope, token) is not { } report)
        {
            return null;
        }

        var sims = await reports.SimsAsync(report.Id, 0, LossReportService.MostSims, token);
        return new EvidenceSheet(report, sims, await audit.OfReportAsync(report.Sid, token), time.GetUtcNow()) { By = caller.Name, Console = console };
    }
}

internal static class AuditOfReports
{
    /// <summary>What the audit holds of a report: it was written together with the report, and never changes. Null where it is in an archive.</summary>
    public static async Task<AuditEntry?> OfReportAsync(this AuditReader audit, string sid, CancellationToken token) =>
        (await audit.ListBeforeAsync(new AuditFilter { Kind = AuditKinds.LossReported, Subject = sid }, null, 1, token)).SingleOrDefault();
}
