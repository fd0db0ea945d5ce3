using System.Text;
using CsvHelper;
using SimConsole.Data;

namespace SimConsole.Sims.Lists;

/// <summary>One entry of a list that somebody pasted or uploaded.</summary>
/// <param name="Line">The number of its line, the first being 1.</param>
/// <param name="Text">What stands there, without what spreadsheets add.</param>
public sealed record SimListEntry(int Line, string Text);

/// <summary>
/// A list of Sims as people have it: pasted or from a file, one column or many, with or without a heading in any language. The column that
/// counts is found by what it holds.
/// </summary>
public sealed class SimList
{
    /// <summary>The most lines a list may have.</summary>
    public const int MostLines = 1_000_000;

    /// <summary>The most bytes a list may have.</summary>
    public const int MostBytes = 64 * 1024 * 1024;

    private static readonly HashSet<string> Headings = new(StringComparer.OrdinalIgnoreCase) { "iccid", "sim", "sid", "name", "unique_name", "uniquename", "unique name" };

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly char[] Separators = ['\t', ';', ','];

    private SimList(IReadOnlyList<SimListEntry> entries) => Entries = entries;

    /// <summary>The entries in their order; blank lines and the heading are none.</summary>
    public IReadOnlyList<SimListEntry> Entries { get; }

    /// <summary>Whether a person has confirmed that the numbers which end in the zeros of a spreadsheet are real; they are kept out unless set.</summary>
    public bool AcceptsRounded { get; init; }

    /// <summary>Reads an uploaded file in UTF-8, or in UTF-16 where it says so.</summary>
    public static async Task<Result<SimList>> ReadAsync(Stream file, CancellationToken token)
    {
        using var bytes = new MemoryStream();
        var (buffer, lines) = (new byte[81_920], 0L);
        for (int read; (read = await file.ReadAsync(buffer, token)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            if (lines > MostLines)
            {
                return TooManyLines;
            }

            if (bytes.Length > MostBytes)
            {
                return Unusable($"The file has more than {MostBytes / 1024 / 1024} MB. Split it, and hand the parts in one after the other.");
            }
        }

        bytes.Position = 0;
        try
        {
            using var text = new StreamReader(bytes, StrictUtf8, detectEncodingFromByteOrderMarks: true);
            return Read(await text.ReadToEndAsync(token));
        }
        catch (DecoderFallbackException)
        {
            return Unusable("The file is not a text in UTF-8; it may be a workbook. Save it as CSV (UTF-8), or copy the column of ICCIDs and paste it.");
        }
    }

    private static Refusal TooManyLines => Unusable($"The list has more than {MostLines:N0} lines. Split it, and hand the parts in one after the other.");

    /// <summary>The same list, after a person has said whether its rounded numbers are real.</summary>
    public SimList Accepting(bool rounded) => new(Entries) { AcceptsRounded = rounded };

    /// <summary>Reads a pasted text. The refusal says in a sentence why it is no list.</summary>
    public static Result<SimList> Read(string text)
    {
        text = text.TrimStart('\uFEFF');
        if (text.Any(c => char.IsControl(c) && c is not ('\r' or '\n' or '\t')))
        {
            return Unusable("This is not a text; it may be a workbook or an archive. Save it as CSV (UTF-8), or copy the column of ICCIDs and paste it.");
        }

        var rows = Rows(text);
        if (rows is null)
        {
            return TooManyLines;
        }

        if (rows.Count == 0)
        {
            return Unusable("The list is empty. Paste ICCIDs, SIDs or names, one on each line.");
        }

        return EntriesOf(rows) is { Count: > 0 } entries
            ? new SimList(entries)
            : Unusable("Nothing in this list looks like a SIM. Paste ICCIDs, SIDs or names, one on each line.");
    }

    private static List<(int Line, string[] Fields)>? Rows(string text)
    {
        var rows = new List<(int, string[])>();
        var separator = SeparatorOf(text);
        var line = 0;
        foreach (var row in text.AsSpan().EnumerateLines())
        {
            if (++line > MostLines)
            {
                return null;
            }

            if (row.IsWhiteSpace())
            {
                continue;
            }

            string[] fields = [.. FieldsOf(row, separator).Select(SpreadsheetText.Undressed)];
            if (fields.Any(field => field.Length > 0))
            {
                rows.Add((line, fields));
            }
        }

        return rows;
    }

    /// <summary>The separator there is most of, null where there is none. The comma within a number that a spreadsheet has ruined is not one.</summary>
    private static char? SeparatorOf(string text) => Separators
        .Select(c => (Separator: c, Count: text.AsSpan().Count(c) - (c == ',' ? SpreadsheetText.CountOfDecimalCommas(text) : 0)))
        .Where(found => found.Count > 0)
        .OrderByDescending(found => found.Count)
        .Select(found => (char?)found.Separator)
        .FirstOrDefault();

    private static string[] FieldsOf(ReadOnlySpan<char> row, char? separator)
    {
        if (separator is not { } delimiter)
        {
            return [Unquoted(row.ToString())];
        }

        if (row.IndexOf('"') < 0)
        {
            return row.ToString().Split(delimiter);
        }

        using var csv = CsvReader.Create(new StringReader(row.ToString()), new CsvReaderOptions { Separator = delimiter, HasHeader = false }, true);
        return csv.Read() ? [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)] : [];
    }

    private static string Unquoted(string text) => text.Trim() is ['"', .. var inner, '"'] ? inner.Replace("\"\"", "\"", StringComparison.Ordinal) : text;

    private static List<SimListEntry> EntriesOf(List<(int Line, string[] Fields)> rows)
    {
        // Several on one line, as when somebody pastes "a, b, c".
        if (rows.Count(row => row.Fields.Count(IsIdentifier) > 1) * 2 > rows.Count)
        {
            return [.. rows.SelectMany(row => row.Fields.Where(field => field.Length > 0).SelectMany(field => Apart(row.Line, field)))];
        }

        var column = ColumnOf(rows);
        var ofIdentifiers = rows.Any(row => WasIdentifier(Field(row.Fields, column)));
        var heading = Field(rows[0].Fields, column);
        var hasHeading = Headings.Contains(heading) || (ofIdentifiers && rows.Count > 1 && !heading.Any(char.IsAsciiDigit));
        return ofIdentifiers || rows.All(row => row.Fields.Count(field => field.Length > 0) == 1)
            ? [.. rows.Skip(hasHeading ? 1 : 0).SelectMany(row => Apart(row.Line, Field(row.Fields, column)))]
            : [];
    }

    private static int ColumnOf(List<(int Line, string[] Fields)> rows) => Enumerable.Range(0, rows.Max(row => row.Fields.Length))
        .OrderByDescending(column => rows.Count(row => WasIdentifier(Field(row.Fields, column))))
        .ThenByDescending(column => rows.Count(row => Field(row.Fields, column).Length > 0))
        .First();

    /// <summary>Whole ICCIDs with spaces between them are several entries; groups of digits are one.</summary>
    private static IEnumerable<SimListEntry> Apart(int line, string field)
    {
        var parts = field.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 1 && parts.All(IsIdentifier) ? parts.Select(part => new SimListEntry(line, part)) : [new SimListEntry(line, field)];
    }

    private static string Field(string[] fields, int column) => column < fields.Length ? fields[column] : "";

    private static bool IsIdentifier(string field) => Sid.IsShapeOf(field, Sim.SidPrefix) || Iccid.IsShapeOf(Iccid.Cleaned(field));

    /// <summary>A spreadsheet may have ruined it, and then its line is named.</summary>
    private static bool WasIdentifier(string field) => IsIdentifier(field) || SpreadsheetText.IsPowerOfTen(field);

    private static Refusal Unusable(string sentence) => new(ErrorCodes.Invalid, sentence);
}
