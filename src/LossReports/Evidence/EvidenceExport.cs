using SimConsole.Data;

namespace SimConsole.LossReports.Evidence;

/// <summary>The evidence sheet of a report as a file.</summary>
public static class EvidenceExport
{
    /// <summary>The type of the file.</summary>
    public const string Pdf = "application/pdf";

    /// <summary>Where a page finds it.</summary>
    public static string Address(LossReportSummary report) => $"loss-reports/{report.Sid}/evidence.pdf";

    public static IEndpointRouteBuilder MapEvidenceExport(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/loss-reports/{sid}/evidence.pdf", AnswerAsync).Needs(Permissions.SimsRead);
        return endpoints;
    }

    /// <summary>The file as the answer to a request.</summary>
    public static IResult Answer(EvidenceSheet sheet, EvidencePaper paper, CancellationToken token) => Results.File(EvidencePdf.Write(sheet, paper, token), Pdf, $"{sheet.Report.Sid}.pdf");

    private static async Task<IResult> AnswerAsync(string sid, HttpRequest request, Caller caller, EvidenceReader reader, ConsoleAddress address, CancellationToken token) =>
        await reader.FindAsync(sid, caller, address.Of(request, ""), token) is { } sheet ? Answer(sheet, PaperOf(request), token) : Results.NotFound();

    /// <summary>The paper of the country that the browser names first; A4 where it names none.</summary>
    private static EvidencePaper PaperOf(HttpRequest request) =>
        EvidencePapers.Of(request.GetTypedHeaders().AcceptLanguage.OrderByDescending(language => language.Quality ?? 1).FirstOrDefault()?.Value.Value);
}
