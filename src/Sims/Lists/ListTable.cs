using CsvHelper;
using SimConsole.Data;

namespace SimConsole.Sims.Lists;

/// <summary>One line of a list that is not blank.</summary>
/// <param name="Line">Its number, the first being 1.</param>
/// <param name="Fields">What stands between the separators, without what spreadsheets add.</param>
/// <param name="Whole">All of it.</param>
internal sealed record ListRow(int Line, string[] Fields, string Whole)
{
    /// <summary>The field of a column; empty where the line ends before it.</summary>
    public string this[int column] => column < Fields.Length ? Fields[column] : "";
}

/// <summary>The lines of a text, and whether they are rows of a table.</summary>
internal sealed class ListTable
{
    private static readonly char[] Separators = ['\t', ';', ','];

    private ListTable(List<ListRow> rows, char? separator) => (Rows, Separator) = (rows, separator);

    public IReadOnlyList<ListRow> Rows { get; }

    /// <summary>The character that separates the fields; null where there is none.</summary>
    public char? Separator { get; }

    /// <summary>How many columns the widest line has.</summary>
    public int Columns => Rows.Max(row => row.Fields.Length);

    /// <summary>
    /// Whether the columns mean something: most lines have several, the first line is a heading of several, or some line has two cards beside each other, as a list of
    /// replacements has. Otherwise each line is read as a whole, since a comma in a sentence separates nothing.
    /// </summary>
    public bool IsTable => Rows.Count(HasSeveral) * 2 > Rows.Count
        || (Rows.FirstOrDefault(row => !row.Whole.StartsWith('#')) is { } first && HasSeveral(first) && !first.Fields.Any(text => text.Any(char.IsAsciiDigit)))
        || Rows.Any(row => row.Fields.Count(SimListLines.IsIdentifier) > 1);

    /// <summary>Reads a text; null where it has more lines than <see cref="SimList.MostLines"/>.</summary>
    public static ListTable? Read(string text)
    {
        var rows = new List<ListRow>();
        var (separator, line) = (SeparatorOf(text), 0);
        foreach (var row in text.AsSpan().EnumerateLines())
        {
            if (++line > SimList.MostLines)
            {
                return null;
            }

            // The first line may tell a spreadsheet which separator the file uses.
            if (line == 1 && Named(row) is { } named)
            {
                separator = named;
                continue;
            }

            if (row.IsWhiteSpace())
            {
                continue;
            }

            string[] fields = [.. FieldsOf(row, separator).Select(SpreadsheetText.Undressed)];
            if (fields.Any(field => field.Length > 0))
            {
                rows.Add(new ListRow(line, fields, SpreadsheetText.Undressed(row.ToString())));
            }
        }

        return new ListTable(rows, separator);
    }

    private static bool HasSeveral(ListRow row) => row.Fields.Count(text => text.Length > 0) > 1;

    private static char? Named(ReadOnlySpan<char> row) => row.Trim() is ['s' or 'S', 'e' or 'E', 'p' or 'P', '=', var separator] ? separator : null;

    /// <summary>The most frequent separator; null where there is none. The comma within a number that a spreadsheet has ruined does not count.</summary>
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
}
