namespace SimConsole.Work;

/// <summary>How long to wait after a failed attempt: 1 s, 2 s, 4 s … <paramref name="Longest"/>.</summary>
public readonly record struct BackOff(TimeSpan Longest)
{
    private const int MostDoublings = 30;

    /// <summary>The wait after so many attempts.</summary>
    public TimeSpan After(int attempts) => TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, 1 << Math.Clamp(attempts - 1, 0, MostDoublings)));
}
