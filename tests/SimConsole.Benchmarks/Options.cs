using System.Globalization;

namespace SimConsole.Benchmarks;

/// <summary>What is given on the command line: <c>--sims 1000 --database postgresql</c>.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> _values = [];

    /// <summary>Null where the arguments are not pairs of an option and its value.</summary>
    public static Options? Parse(string[] args)
    {
        var options = new Options();
        foreach (var pair in args.Chunk(2))
        {
            if (pair.Length < 2 || !pair[0].StartsWith("--", StringComparison.Ordinal))
            {
                return null;
            }

            options._values[pair[0][2..]] = pair[1];
        }

        return options;
    }

    /// <summary>Null where it is not given.</summary>
    public string? Text(string name) => _values.GetValueOrDefault(name);

    public int Number(string name, int otherwise) => _values.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
