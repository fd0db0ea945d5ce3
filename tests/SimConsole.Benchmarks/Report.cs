using System.Globalization;

namespace SimConsole.Benchmarks;

/// <summary>What a benchmark prints: a table for people, and one last line for programs.</summary>
internal sealed class Report(string name, params string[] columns)
{
    private readonly List<string[]> _rows = [];

    public void Row(params object[] cells) => _rows.Add([.. cells.Select(Text)]);

    /// <summary>Prints the table and <c>RESULT name=… key=value …</c>.</summary>
    public void Print(params (string Key, object Value)[] result)
    {
        string[][] all = [columns, .. _rows];
        int[] widths = [.. columns.Select((_, i) => all.Max(row => row[i].Length))];
        foreach (var row in all)
        {
            Console.WriteLine(string.Join("  ", row.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))));
        }

        Console.WriteLine($"RESULT name={name} {string.Join(' ', result.Select(r => $"{r.Key}={Text(r.Value)}"))}");
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Text(object value) => value switch
    {
        double number => number.ToString("0.###", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
