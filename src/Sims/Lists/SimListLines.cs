namespace SimConsole.Sims.Lists;

/// <summary>Reads lists in which each line is read as a whole.</summary>
internal static class SimListLines
{
    /// <summary>The headings of a column of Sims, which are never read as names.</summary>
    private static readonly HashSet<string> Headings = new(StringComparer.OrdinalIgnoreCase) { "iccid", "sim", "sid", "name", "unique_name", "uniquename", "unique name", "imsi", "msisdn", "eid" };

    public static IReadOnlyList<SimListEntry> EntriesOf(ListTable table)
    {
        var hasIdentifiers = table.Rows.Any(row => WasIdentifier(row.Whole) || row.Fields.Any(WasIdentifier) || Iccid.Within(row.Whole).Count > 0);
        return [.. table.Rows.SelectMany((row, i) => Apart(row, RoleOf(row.Whole, first: i == 0 && table.Rows.Count > 1, hasIdentifiers)))];
    }

    private static SimListRole RoleOf(string text, bool first, bool hasIdentifiers) =>
        first && Headings.Contains(text) ? SimListRole.Heading
        : text.StartsWith('#') || (first && hasIdentifiers && !text.Any(char.IsAsciiDigit)) ? SimListRole.Aside
        : SimListRole.Sim;

    /// <summary>Whether a field has the form of an identifier that is unique to one Sim: an ICCID or a SID.</summary>
    public static bool IsIdentifier(string field) =>
        field.Length >= Iccid.MinLength && (Sid.IsShapeOf(field, Sim.SidPrefix) || (Iccid.Cleaned(field) is var number && (Iccid.IsShapeOf(number) || Iccid.MayBePrinted(number) || Iccid.Turned(number) is not null)));

    /// <summary>Whether a field is an identifier, or was one before a spreadsheet ruined it; such a line gets a verdict that says so.</summary>
    public static bool WasIdentifier(string field) => IsIdentifier(field) || SpreadsheetText.IsPowerOfTen(field);

    private static IEnumerable<SimListEntry> Apart(ListRow row, SimListRole role)
    {
        string[] fields = [.. row.Fields.Where(field => field.Length > 0)];
        string[] numbers = [.. fields.Where(IsIdentifier)];

        // What stands beside a single number is a remark; two beside each other make a table.
        string[] parts = numbers.Length == 1 && fields.Sum(field => IsIdentifier(field) ? 0 : Iccid.Within(field).Count) == 0 ? numbers
            : [fields.Length == 1 ? fields[0] : row.Whole];
        return parts.SelectMany(Words).Select(part => new SimListEntry(row.Line, part, role));
    }

    /// <summary>Whole numbers with spaces between them are several entries; groups of digits are one, and so is a sentence.</summary>
    public static IEnumerable<string> Words(string field)
    {
        var words = field.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 && words.All(IsIdentifier) ? words : [field];
    }
}
