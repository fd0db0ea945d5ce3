namespace SimConsole.Callbacks;

/// <summary>When a message that was not taken is tried again. Source: the callbacks of the API's own specification.</summary>
public static class CallbackSchedule
{
    /// <summary>The wait after the first failed attempt, after the second, and so on; after the last wait and one more failure the message is given up.</summary>
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

    /// <summary>
    /// The wait after so many failed attempts, of which <paramref name="last"/> was the latest; null where the message is given up, which is at once if the receiver is gone.
    /// A receiver that asks for a longer wait than the schedule's gets it, up to the longest of the schedule.
    /// </summary>
    public static TimeSpan? After(int failures, Delivery last) =>
        last.IsGone || failures > Waits.Count ? null
        : last.RetryAfter is { } asked && asked > Waits[failures - 1] ? TimeSpan.FromTicks(Math.Min(asked.Ticks, Waits[^1].Ticks))
        : Waits[failures - 1];
}
