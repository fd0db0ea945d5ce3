namespace SimConsole.Sims.Lists;

/// <summary>The columns of a table, and which of them name Sims: by what they hold first, by their headings second.</summary>
internal sealed class SimListColumns
{
    /// <summary>The most lines that may stand above the first Sim: titles, an address, the heading.</summary>
    private const int MostAbove = 10;

    /// <summary>The headings that identify a column of Sims where its content does not.</summary>
    private static readonly string[] Headings = ["iccid", "sid", "uniquename", "simname", "name", "imsi", "msisdn", "eid"];

    private readonly ListTable _table;
    private readonly int _first;

    public SimListColumns(ListTable table)
    {
        _table = table;
        int[] all = [.. Enumerable.Range(0, table.Columns)];
        Named = ByContent(all) is { Length: > 0 } found ? found : ByHeading(all);
        _first = Named.Count == 0 ? 0 : FirstRow();
        IsHeaded = _first > 0 && !table.Rows[_first - 1].Fields.Any(SimListLines.IsIdentifier);

        // Several numbers on a single line are a list, not columns.
        Choices = Named.Count > 1 && (IsHeaded || table.Rows.Count > 1) ? [.. Named.Select(ColumnOf)] : [];
    }

    /// <summary>The columns that name Sims.</summary>
    public IReadOnlyList<int> Named { get; }

    /// <summary>The columns from which a person must choose.</summary>
    public IReadOnlyList<SimListColumn> Choices { get; }

    /// <summary>Whether a line above the first Sim says what the columns are.</summary>
    public bool IsHeaded { get; }

    /// <summary>The entries of these columns, line by line.</summary>
    public IReadOnlyList<SimListEntry> EntriesOf(IReadOnlyCollection<int> columns) => [.. _table.Rows.SelectMany((row, i) => EntriesOf(row, i, columns))];

    /// <summary>Sentences that say which columns were read and which were not; none where there is no heading to name them by.</summary>
    public IReadOnlyList<string> Says(IReadOnlyCollection<int> read)
    {
        if (!IsHeaded)
        {
            return [];
        }

        string[] others = [.. Enumerable.Range(0, _table.Columns).Except(read).Where(column => _table.Rows.Any(row => row[column].Length > 0)).Select(HeadingOf)];
        return others.Length == 0 ? [] : [$"The SIMs are in {Quoted(read.Select(HeadingOf))}; {Quoted(others)} {(others.Length == 1 ? "is" : "are")} not read."];
    }

    private static string Quoted(IEnumerable<string> headings) => string.Join(", ", headings.Select(heading => $"“{heading}”"));

    private IEnumerable<SimListEntry> EntriesOf(ListRow row, int index, IReadOnlyCollection<int> columns)
    {
        // A title stands in whatever column it was typed into.
        var above = index < _first && _first <= MostAbove;
        var filled = columns.Select(column => row[column]).Where(field => field.Length > 0).ToList();
        if (above || row.Whole.StartsWith('#'))
        {
            return [new SimListEntry(row.Line, filled.Count == 1 ? filled[0] : row.Whole, index == _first - 1 && IsHeaded ? SimListRole.Heading : SimListRole.Aside)];
        }

        return filled.Count == 0 ? [new SimListEntry(row.Line, "", Beside: BesideOf(row, columns))]
            : filled.SelectMany(SimListLines.Words).Select(text => new SimListEntry(row.Line, text, Beside: SimListLines.WasIdentifier(text) ? null : BesideOf(row, columns)));
    }

    private static string? BesideOf(ListRow row, IReadOnlyCollection<int> columns) =>
        row.Fields.Where((_, column) => !columns.Contains(column)).SelectMany(field => Iccid.Within(field)).FirstOrDefault();

    /// <summary>Prefers ICCIDs to SIDs, since an export of the console has both; and numbers that fill a field to those within a remark.</summary>
    private int[] ByContent(int[] all)
    {
        foreach (var isOne in (Func<string, bool>[])[IsIccid, SimListLines.IsIdentifier])
        {
            int[] whole = [.. all.Where(column => Counted(column, isOne) is { Ones: > 0 } counted && counted.Ones * 2 >= counted.Filled)];
            if (whole.Length > 0)
            {
                return whole;
            }
        }

        foreach (var isOne in (Func<string, bool>[])[SimListLines.WasIdentifier, field => Iccid.Within(field).Count > 0])
        {
            var (most, ones) = all.Select(column => (column, Counted(column, isOne).Ones)).MaxBy(found => found.Ones);
            if (ones > 0)
            {
                return [most];
            }
        }

        return [];
    }

    private static bool IsIccid(string field) => !Sid.IsShapeOf(field, Sim.SidPrefix) && SimListLines.IsIdentifier(field);

    /// <summary>How many fields of a column match, and how many are filled from the first match on.</summary>
    private (int Ones, int Filled) Counted(int column, Func<string, bool> isOne)
    {
        var (ones, filled) = (0, 0);
        foreach (var row in _table.Rows)
        {
            ones += isOne(row[column]) ? 1 : 0;
            filled += ones > 0 && row[column].Length > 0 ? 1 : 0;
        }

        return (ones, filled);
    }

    private int[] ByHeading(int[] all)
    {
        string[] headings = [.. all.Select(column => Plain(_table.Rows[0][column]))];
        return Headings.Select(heading => Array.IndexOf(headings, heading)).Where(column => column >= 0).Take(1).ToArray();
    }

    private int FirstRow()
    {
        var first = _table.Rows.TakeWhile(row => !Named.Any(column => SimListLines.WasIdentifier(row[column]) || Iccid.Within(row[column]).Count > 0)).Count();

        // The column was found by its heading: nothing in it can be recognized as the first Sim, so the first line is the heading.
        return first == _table.Rows.Count ? 1 : first;
    }

    private SimListColumn ColumnOf(int column) => new(column, HeadingOf(column), _table.Rows.Select(row => row[column]).First(SimListLines.WasIdentifier));

    private string HeadingOf(int column) => IsHeaded && _table.Rows[_first - 1][column] is { Length: > 0 } heading ? heading : FormattableString.Invariant($"column {column + 1}");

    private static string Plain(string heading) => string.Concat(heading.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
