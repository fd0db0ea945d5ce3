namespace SimConsole.People;

/// <summary>How a date and a time are written. The numbers are stored: never reorder them.</summary>
public enum TimeFormat
{
    /// <summary><c>2026-11-30 20:45:00</c>.</summary>
    Iso = 0,

    /// <summary><c>30 Nov 2026, 20:45:00</c>.</summary>
    DayFirst = 1,

    /// <summary><c>Nov 30, 2026, 8:45:00 PM</c>.</summary>
    MonthFirst = 2,

    /// <summary>As is usual in the language of the browser.</summary>
    Browser = 3,
}

/// <summary>The clock by which a person reads times.</summary>
/// <param name="Zone">The IANA name of a time zone; null for that of the browser.</param>
public sealed record PersonClock(string? Zone, TimeFormat Format)
{
    /// <summary>How the clock reads a moment of this format, as an example.</summary>
    public static string Example(TimeFormat format) => format switch
    {
        TimeFormat.DayFirst => "30 Nov 2026, 20:45:00",
        TimeFormat.MonthFirst => "Nov 30, 2026, 8:45:00 PM",
        TimeFormat.Browser => "As the browser has it",
        _ => "2026-11-30 20:45:00",
    };
}
