namespace SimConsole.Callbacks;

/// <summary>When a message that was not taken is tried again. Source: the callbacks of the API's own specification.</summary>
public static class CallbackSchedule
{
    /// <summary>The wait after the first failed attempt, after the second, and so on; after the last wait and one more failure it is given up.</summary>
    public static IReadOnlyList<TimeSpan> Waits { get; } =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(10),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(6),
        TimeSpan.FromHours(24),
    ];

    /// <summary>The wait after so many failed attempts, or null where it is given up.</summary>
    public static TimeSpan? After(int failures) => failures <= Waits.Count ? Waits[failures - 1] : null;
}
