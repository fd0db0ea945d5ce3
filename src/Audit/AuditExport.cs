using System.Globalization;
using System.Runtime.CompilerServices;
using SimConsole.Api;

namespace SimConsole.Audit;

/// <summary>The filtered audit as a file, with the filter in its address as the page has it.</summary>
public static class AuditExport
{
    public const string Path = "audit.csv";

    private const int Chunk = 2_000;

    private static readonly string[] Header = ["id", "at", "door", "actor", "session", "address", "kind", "subject", "changes", "chain", "sequence", "seal"];

    public static IEndpointRouteBuilder MapAuditExport(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet($"/{Path}", AnswerAsync).Needs(Permissions.AuditRead);
        return endpoints;
    }

    private static async Task<IResult> AnswerAsync(HttpRequest request, Caller caller, AuditReader reader, AuditTrail trail, CancellationToken token)
    {
        var query = request.QueryString.Value ?? "";
        await trail.RecordAsync(caller, AuditKinds.ListExported, Path, new AuditChange("filter", query.Length > 0 ? query : null));
        return new CsvAnswer(Path, Header, RowsAsync(reader, AuditAddress.Parse(query), token));
    }

    private static async IAsyncEnumerable<string[]> RowsAsync(AuditReader reader, AuditFilter filter, [EnumeratorCancellation] CancellationToken token)
    {
        IReadOnlyList<AuditEntry> rows = [];
        do
        {
            rows = await reader.ListBeforeAsync(filter, rows.Count == 0 ? null : rows[^1].Id, Chunk, token);
            foreach (var row in rows)
            {
                yield return Fields(row);
            }
        }
        while (rows.Count == Chunk);
    }

    private static string[] Fields(AuditEntry entry) =>
    [
        Number(entry.Id),
        entry.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        entry.Door.Word(),
        SpreadsheetText.Harmless(entry.Actor),
        entry.SessionId is { } session ? Number(session) : "",
        entry.Address,
        entry.Kind,
        SpreadsheetText.Harmless(entry.Subject),
        entry.Changes,
        SpreadsheetText.Dressed(entry.Chain),
        Number(entry.Sequence),
        Convert.ToHexStringLower(entry.Seal),
    ];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
