using System.Globalization;
using System.Runtime.CompilerServices;
using SimConsole.Api;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.BulkChanges;

/// <summary>The results of a bulk change as a file: one line for each Sim, then the lines of the list that matched no Sim.</summary>
public static class BulkChangeExport
{
    private const int Chunk = 2_000;

    private static readonly string[] Header = ["iccid", "name", "sid", "seen_status", "to_status", "result", "message", "ordered_at", "confirmed_at", "line"];

    public static string Address(BulkChange bulk, BulkChangeResult? result) => $"bulk-changes/{bulk.Sid}/results.csv{(result is { } r ? $"?result={r.Word()}" : "")}";

    public static IEndpointRouteBuilder MapBulkChangeExport(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/bulk-changes/{sid}/results.csv", AnswerAsync).Needs(Permissions.Export);
        return endpoints;
    }

    private static async Task<IResult> AnswerAsync(string sid, string? result, Caller caller, BulkChangeReader reader, AuditTrail trail, CancellationToken token)
    {
        if (await reader.FindAsync(sid, caller.Scope, token) is not { } view)
        {
            return Results.NotFound();
        }

        await trail.RecordAsync(caller, AuditKinds.ListExported, sid, new AuditChange("filter", result));
        return new CsvAnswer($"{sid}.csv", Header, RowsAsync(reader, view, BulkChangeWords.ParseResult(result), token));
    }

    private static async IAsyncEnumerable<string[]> RowsAsync(BulkChangeReader reader, BulkChangeView view, BulkChangeResult? result, [EnumeratorCancellation] CancellationToken token)
    {
        IReadOnlyList<BulkChangeSimView> sims = [];
        do
        {
            sims = await reader.SimsAfterAsync(view.Bulk, result, sims.Count == 0 ? 0 : sims[^1].Row.SimId, Chunk, token);
            foreach (var sim in sims)
            {
                yield return Fields(sim, view);
            }
        }
        while (sims.Count == Chunk);

        IReadOnlyList<BulkChangeLine> lines = [];
        do
        {
            lines = result is null ? await reader.LinesAfterAsync(view.Bulk.Id, lines.Count == 0 ? 0 : lines[^1].Number, Chunk, token) : [];
            foreach (var line in lines)
            {
                yield return [SpreadsheetText.Kept(line.Text), "", "", "", "", line.Kind.ToString().ToLowerInvariant(), line.Says, "", "", line.Line.ToString(CultureInfo.InvariantCulture)];
            }
        }
        while (lines.Count == Chunk);
    }

    private static string[] Fields(BulkChangeSimView sim, BulkChangeView view) =>
    [
        SpreadsheetText.Dressed(sim.Iccid),
        SpreadsheetText.Harmless(sim.UniqueName ?? ""),
        sim.SimSid,
        sim.Row.SeenStatus.Word(),
        sim.Row.ToStatus.Word(),
        sim.Result(view.Bulk).Word(),
        SpreadsheetText.Harmless(BulkChangeWords.Says(sim, view.Bulk, view.Moves)),
        Time(sim.Change?.QueuedAt),
        Time(sim.Change?.ConfirmedAt),
        "",
    ];

    private static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
