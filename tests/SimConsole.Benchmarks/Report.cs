using System.Globalization;

namespace SimConsole.Benchmarks;

/// <summary>What a benchmark prints: a table for people, and one last line for programs.</summary>
internal sealed class Report(string name, params string[] columns)
{
    private readonly List<string[]> _rows = [];
    private readonly string _load = Load();

    public void Row(params object[] cells) => _rows.Add([.. cells.Select(Text)]);

    /// <summary>Prints the table and <c>RESULT name=… key=value …</c>, with the load of the machine over the minute before the first measurement and before the last.</summary>
    public void Print(params (string Key, object Value)[] result)
    {
        string[][] all = [columns, .. _rows];
        int[] widths = [.. columns.Select((_, i) => all.Max(row => row[i].Length))];
        foreach (var row in all)
        {
            Console.WriteLine(string.Join("  ", row.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))));
        }

        Console.WriteLine($"RESULT name={name} {string.Join(' ', result.Select(r => $"{r.Key}={Text(r.Value)}"))} load_before={_load} load_after={Load()}");
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private static string Text(object value) => value switch
    {
        double number => number.ToString("0.###", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
