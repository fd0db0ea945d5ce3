namespace SimConsole.Kernel;

/// <summary>The time as the database keeps it.</summary>
public static class Clock
{
    /// <summary>The present time in UTC, cut to whole milliseconds: the precision both databases store, so that what is written equals what is read.</summary>
    public static DateTimeOffset Now(this TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new DateTimeOffset(now.Ticks - now.Ticks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
    }
}
