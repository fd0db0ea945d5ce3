using System.Globalization;

namespace SimConsole.Usage;

/// <summary>The scale of a chart of data: from zero up, in steps that are easy to read, all in one unit.</summary>
/// <param name="Ticks">Where lines are, in bytes; zero first.</param>
/// <param name="Unit">How many bytes the unit has.</param>
/// <param name="Name">The name of the unit.</param>
public sealed record UsageScale(IReadOnlyList<long> Ticks, long Unit, string Name)
{
    private const int MostSteps = 4;

    private static readonly (long Bytes, string Name)[] Units = [(1_000_000_000_000, "TB"), (1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB"), (1, "B")];

    /// <summary>The highest line, in bytes.</summary>
    public long Most => Ticks[^1];

    /// <summary>The scale that reaches at least as high as <paramref name="most"/> bytes.</summary>
    public static UsageScale Of(long most)
    {
        most = Math.Max(most, 1);
        var step = 1L;
        foreach (var next in Steps())
        {
            step = next;
            if (step * MostSteps >= most)
            {
                break;
            }
        }

        var count = (int)Math.Max(1, (most + step - 1) / step);
        var (unit, name) = Units.First(u => count * step >= u.Bytes);
        return new UsageScale([.. Enumerable.Range(0, count + 1).Select(i => i * step)], unit, name);
    }

    /// <summary>An amount in the unit of the scale: <c>1.5 MB</c>; zero has no unit.</summary>
    public string Words(long bytes) => bytes == 0 ? "0" : string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / Unit:0.##} {Name}");

    // 1, 2, 5, 10, 20, 50 …
    private static IEnumerable<long> Steps()
    {
        for (var power = 1L; power <= long.MaxValue / 100; power *= 10)
        {
            yield return power;
            yield return power * 2;
            yield return power * 5;
        }
    }
}
