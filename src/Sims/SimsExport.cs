using System.Globalization;
using System.Runtime.CompilerServices;
using SimConsole.Api;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Sims.Tags;

namespace SimConsole.Sims;

/// <summary>The filtered list of Sims as a file. Its address holds the filter in the same form as the address of the list.</summary>
public static class SimsExport
{
    public const string Path = "sims.csv";

    /// <summary>A column by which an import knows such a file.</summary>
    internal const string ChangedAt = "status_changed_at";

    /// <inheritdoc cref="ChangedAt"/>
    internal const string HeldBy = "held_by";

    private const int Chunk = 2_000;

    internal static readonly string[] Header = ["iccid", "name", "sid", "status", "fleet", "imsi", "msisdn", ChangedAt, "created_at", HeldBy, "tags", "note"];

    public static IEndpointRouteBuilder MapSimsExport(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet($"/{Path}", AnswerAsync).Needs(Permissions.Export);
        return endpoints;
    }

    private static async Task<IResult> AnswerAsync(HttpRequest request, Caller caller, SimReader reader, TagReader tags, AuditTrail trail, CancellationToken token)
    {
        var query = request.QueryString.Value ?? "";
        await trail.RecordAsync(caller, AuditKinds.ListExported, Path, new AuditChange("filter", query.Length > 0 ? query : null));
        return new CsvAnswer(Path, Header, RowsAsync(reader, tags, SimsAddress.Parse(query).Query, caller.Scope, token));
    }

    private static async IAsyncEnumerable<string[]> RowsAsync(SimReader reader, TagReader tags, SimQuery query, FleetScope scope, [EnumeratorCancellation] CancellationToken token)
    {
        IReadOnlyList<SimRow> rows = [];
        do
        {
            rows = await reader.ListBeforeAsync(query, rows.Count == 0 ? null : rows[^1].Id, Chunk, scope, token);
            var tagsOf = await tags.OfAsync(rows.Select(row => row.Id), scope, token);
            foreach (var row in rows)
            {
                yield return Fields(row, tagsOf.GetValueOrDefault(row.Id, []));
            }
        }
        while (rows.Count == Chunk);
    }

    internal static string[] Fields(SimRow sim, IReadOnlyList<string> tags) =>
    [
        SpreadsheetText.Dressed(sim.Iccid),
        SpreadsheetText.Harmless(sim.UniqueName ?? ""),
        sim.Sid,
        sim.Status.Word(),
        SpreadsheetText.Harmless(sim.FleetName ?? ""),
        sim.Imsi is { } imsi ? SpreadsheetText.Dressed(imsi) : "",
        sim.Msisdn is { } msisdn ? SpreadsheetText.Dressed(msisdn) : "",
        Time(sim.StatusChangedAt),
        Time(sim.CreatedAt),
        sim.HeldBy ?? "",
        SpreadsheetText.Harmless(string.Join(", ", tags)),
        SpreadsheetText.Harmless(sim.Note ?? ""),
    ];

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
