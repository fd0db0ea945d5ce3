using System.Globalization;
using SimConsole.Shell;

namespace SimConsole.Inventory.Imports;

/// <summary>How far a job is, how fast it goes, and how long it still takes.</summary>
/// <param name="Done">How much is done, of <paramref name="Of"/>, in <paramref name="Unit"/>.</param>
internal sealed record ImportPace(double Done, double Of, TimeSpan Elapsed, string Unit)
{
    // Before that a guess would jump.
    private static readonly TimeSpan FirstGuess = TimeSpan.FromSeconds(1);

    public static ImportPace None { get; } = new(0, 0, TimeSpan.Zero, "");

    /// <summary>From 0 to 1.</summary>
    public double Share => Of <= 0 ? 0 : Math.Clamp(Done / Of, 0, 1);

    public string Says
    {
        get
        {
            if (Elapsed < FirstGuess || Done <= 0)
            {
                return Of <= 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Share:P0}");
            }

            var rate = Done / Elapsed.TotalSeconds;
            var left = TimeSpan.FromSeconds(Math.Ceiling(Math.Max(0, Of - Done) / rate));
            return string.Create(CultureInfo.InvariantCulture, $"{Share:P0} · {(rate < 100 ? $"{rate:0.0}" : $"{rate:#,0}")} {Unit} a second · {Durations.Words(left)} left");
        }
    }
}
