using SimConsole.Data;
using SimConsole.Sims.Lists;

namespace SimConsole.Inventory;

/// <summary>Where the cards of a file begin, and what separates their columns.</summary>
/// <param name="Above">How many lines stand above the first card: titles, remarks and the header.</param>
/// <param name="Separator">Null where there is a single column.</param>
internal sealed record CardHead(int Above, char? Separator, CardColumns Columns)
{
    /// <summary>The most lines that may stand above the header.</summary>
    public const int MostAbove = 60;

    /// <summary>The word before the header of a delivery by a maker of cards: its fields are separated by slashes, those of each card by spaces or tabs.</summary>
    private const string Delivery = "var_out:";

    /// <param name="lines">The first lines of a file: <see cref="MostAbove"/> and some cards, if it has as many.</param>
    public static CardHead Of(IReadOnlyList<string> lines)
    {
        var delivery = lines.ToList().FindIndex(line => line.StartsWith(Delivery, StringComparison.OrdinalIgnoreCase));
        if (delivery >= 0)
        {
            return new CardHead(delivery + 1, lines.Skip(delivery + 1).Any(line => line.Contains('\t', StringComparison.Ordinal)) ? '\t' : ' ', CardColumns.Of(lines[delivery][Delivery.Length..].Trim().Split('/'), [], []));
        }

        var table = ListTable.Read(string.Join('\n', lines));
        var rows = table!.Rows.Where(row => !row.Whole.StartsWith('#')).Take(MostAbove).ToList();
        if (rows.Count == 0)
        {
            return new CardHead(1, null, CardColumns.Of([], [], []));
        }

        var named = rows.Find(row => CardColumns.Of(row.Fields, [], []) is { Fault: null });
        var header = named ?? HeaderOver(rows) ?? rows[0];
        var below = rows.Where(row => row.Line > header.Line).ToList();
        int[] holding = header.Fields.Any(SimListLines.IsIdentifier) ? [] : [.. Enumerable.Range(0, header.Fields.Length).Where(column => below.Exists(row => SimListLines.WasIdentifier(row[column])))];
        int[] constant = [.. Enumerable.Range(0, header.Fields.Length).Where(column => below.Count > 1 && below[0][column].Length > 0 && below.TrueForAll(row => row[column] == below[0][column]))];
        return new CardHead(header.Line, table.Separator, CardColumns.Of(header.Fields, holding, constant));
    }

    /// <summary>The line right above the first card.</summary>
    private static ListRow? HeaderOver(List<ListRow> rows)
    {
        var first = rows.FindIndex(row => row.Fields.Any(SimListLines.IsIdentifier));
        return first > 0 ? rows[first - 1] : null;
    }
}
