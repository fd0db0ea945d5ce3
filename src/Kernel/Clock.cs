namespace SimConsole.Kernel;

/// <summary>The time as the database keeps it.</summary>
public static class Clock
{
    /// <summary>The present time in UTC, cut to whole milliseconds: the precision both databases store, so that what is written equals what is read.</summary>
    public static DateTimeOffset Now(this TimeProvider time) => time.GetUtcNow().Milliseconds();

    /// <summary>A time in UTC, cut to whole milliseconds.</summary>
    public static DateTimeOffset Milliseconds(this DateTimeOffset time) => new(time.Ticks - time.Ticks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
}
