using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using SimConsole.Api;
using SimConsole.Audit;

namespace SimConsole.Inventory.Imports;

/// <summary>The lines of an import that can be mended, as a file that can be imported again: as they were in the file, each followed by what to do about it.</summary>
public static class ImportExport
{
    /// <summary>The heading of the column that says what to do; no import reads it.</summary>
    public const string Heading = "what to do";

    private const int Chunk = 2_000;

    public static string Address(Import import) => $"import/{import.Sid}/lines.csv";

    public static IEndpointRouteBuilder MapImportExport(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/import/{sid}/lines.csv", AnswerAsync).Needs(Permissions.Import);
        return endpoints;
    }

    private static async Task<IResult> AnswerAsync(string sid, Caller caller, ImportReader reader, ImportFiles files, AuditTrail trail, HttpContext context, CancellationToken token)
    {
        if (await reader.FindAsync(sid, caller.Scope, token) is not { HasFile: true } import)
        {
            return Results.NotFound();
        }

        // Keys are for the network only. They are given back only to the person who imported them, who has them anyway.
        if (import.HasKeys && import.RequestedBy != caller.Name)
        {
            return Results.Text($"This file holds keys of cards. Only {import.RequestedBy}, who imported it, gets its lines.", statusCode: StatusCodes.Status403Forbidden);
        }

        CardFile file;
        try
        {
            file = (await files.OpenAsync(import.Id, token)).Value!;
        }
        catch (CryptographicException)
        {
            return Results.NotFound();
        }

        context.Response.RegisterForDisposeAsync(file);
        await trail.RecordAsync(caller, AuditKinds.ListExported, sid, new AuditChange("filter", "to be mended"));
        return new CsvAnswer($"{Path.GetFileNameWithoutExtension(import.FileName)}-to-mend.csv", [.. Headings(file), Heading], RowsAsync(reader, import, file, token));
    }

    private static async IAsyncEnumerable<string[]> RowsAsync(ImportReader reader, Import import, CardFile file, [EnumeratorCancellation] CancellationToken token)
    {
        var says = new Dictionary<int, string>();
        foreach (var kind in new[] { CardVerdictKind.Bad, CardVerdictKind.Duplicate })
        {
            IReadOnlyList<ImportLine> lines = [];
            do
            {
                lines = await reader.LinesAfterAsync(import.Id, kind, lines.Count == 0 ? 0 : lines[^1].Line, Chunk, token);
                foreach (var line in lines)
                {
                    says.Add(line.Line, line.Says);
                }
            }
            while (lines.Count == Chunk);
        }

        var count = Headings(file).Length;
        await foreach (var (line, fields) in file.ReadFieldsAsync(says.Keys.ToHashSet(), token))
        {
            // The advice of an earlier export is left out.
            var own = fields.Length <= file.Columns.Count ? fields.Take(count) : fields;
            yield return [.. own.Select(Text), .. Enumerable.Repeat("", Math.Max(0, count - fields.Length)), SpreadsheetText.Harmless(says[line])];
        }
    }

    private static string[] Headings(CardFile file)
    {
        var all = file.Columns.Headings;
        return [.. all.Count > 0 && all[^1] == Heading ? all.SkipLast(1) : all];
    }

    /// <summary>The field in a form that an import reads back, and that a spreadsheet in between neither rounds nor runs as a formula.</summary>
    private static string Text(string field) => SpreadsheetText.Kept(SpreadsheetText.Undressed(field));
}
