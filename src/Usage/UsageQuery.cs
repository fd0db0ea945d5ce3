using System.Globalization;
using SimConsole.Data;
using SimConsole.Networks;

namespace SimConsole.Usage;

/// <summary>What usage is added up by, beside time.</summary>
public enum UsageGroup
{
    None,
    Sim,
    Fleet,
    Network,
    IsoCountry,
}

/// <summary>How long the times are that usage is added up over.</summary>
public enum UsageGranularity
{
    /// <summary>All of the time asked for, as one.</summary>
    All,
    Day,
    Hour,
}

/// <summary>Which usage is asked for, and how it is added up.</summary>
/// <param name="SimId">Only of this Sim; no Sim has the id 0.</param>
/// <param name="FleetId">Only of Sims that were in this Fleet then.</param>
/// <param name="NetworkId">Only on the network with this number.</param>
/// <param name="IsoCountry">Only in this country, two capital letters.</param>
/// <param name="Start">The first moment; on an hour, and on a day where the granularity is one.</param>
/// <param name="End">The first moment that is no longer counted; on an hour or a day alike.</param>
public sealed record UsageQuery(
    UsageGroup Group, UsageGranularity Granularity, DateTimeOffset Start, DateTimeOffset End, long? SimId = null, long? FleetId = null, int? NetworkId = null, string? IsoCountry = null)
{
    /// <summary>Whether it can be answered from whole days.</summary>
    public bool WholeDays => Granularity != UsageGranularity.Hour && Start.TimeOfDay == TimeSpan.Zero && End.TimeOfDay == TimeSpan.Zero;

    /// <summary>The numbers of the only networks that count; null where all do.</summary>
    public IReadOnlyList<int>? Networks(NetworkCatalogue catalogue) =>
        NetworkId is null && IsoCountry is null ? null
        : [.. catalogue.All.Where(n => (NetworkId is null || n.Id == NetworkId) && (IsoCountry is null || n.IsoCountry == IsoCountry)).Select(n => n.Id)];
}

/// <summary>The time that somebody asks for usage of, and what keeps it within the limits. Source: Twilio's errors 83600 to 83605.</summary>
public static class UsagePeriod
{
    private const int MostDaysBySim = 31;
    private const int MostDaysByHour = 31;
    private const int MostMonthsByDay = 3;
    private const int MostMonths = 18;

    // Calculations with years in this range cannot overflow.
    private const int FirstYear = 1900;
    private const int LastYear = 9000;

    /// <summary>
    /// The time from the hour or day of <paramref name="start"/> to that of <paramref name="end"/>. The default end is the present time, and the default start is one month before the
    /// end. A default is moved outwards to a boundary of the step; a given time has to be on one.
    /// </summary>
    public static Result<UsageTimes> Read(string? start, string? end, UsageGranularity granularity, UsageGroup group, DateTimeOffset now)
    {
        var (from, to) = (Parse(start), Parse(end));
        if (start is not null && from is null)
        {
            return Invalid("StartTime", start);
        }

        if (end is not null && to is null)
        {
            return Invalid("EndTime", end);
        }

        var step = granularity == UsageGranularity.Day ? TimeSpan.FromDays(1) : TimeSpan.FromHours(1);
        if ((from is { } f && Down(f, step) != f) || (to is { } t && Down(t, step) != t))
        {
            return granularity == UsageGranularity.Day
                ? new Refusal(ErrorCodes.UsageNotOnADay, "With the granularity day, StartTime and EndTime are the beginnings of days in UTC, such as 2026-03-01T00:00:00Z.")
                : new Refusal(ErrorCodes.UsageNotOnAnHour, "StartTime and EndTime are the beginnings of hours in UTC, such as 2026-03-01T04:00:00Z.");
        }

        var until = to ?? now;
        var since = from ?? until.AddMonths(-1);
        return Fault(since, until, granularity, group, now) is { } refusal ? refusal
            : new UsageTimes(Down(since, step), to ?? Down(until + step - TimeSpan.FromTicks(1), step), granularity == UsageGranularity.All ? until : null);
    }

    private static Refusal? Fault(DateTimeOffset since, DateTimeOffset until, UsageGranularity granularity, UsageGroup group, DateTimeOffset now) =>
        since >= until ? new Refusal(ErrorCodes.UsageTimesInvalid, "EndTime is not after StartTime. Give an EndTime that is.")
        : since < new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddMonths(-MostMonths) ? new Refusal(ErrorCodes.UsageTooLongAgo, $"StartTime is too long ago. It may be {MostMonths} months before today.")
        : group == UsageGroup.Sim && until - since > TimeSpan.FromDays(MostDaysBySim) ? new Refusal(ErrorCodes.UsageTooLongBySim, $"Grouped by sim, EndTime may be {MostDaysBySim} days after StartTime.")
        : granularity switch
        {
            UsageGranularity.Hour when until - since > TimeSpan.FromDays(MostDaysByHour) => TooLong($"{MostDaysByHour} days"),
            UsageGranularity.Day when since.AddMonths(MostMonthsByDay) < until => TooLong($"{MostMonthsByDay} months"),
            _ when since.AddMonths(MostMonths) < until => TooLong($"{MostMonths} months"),
            _ => null,
        };

    private static Refusal TooLong(string most) => new(ErrorCodes.UsageTooLong, $"With this granularity, EndTime may be {most} after StartTime.");

    private static Refusal Invalid(string name, string value) =>
        new(ErrorCodes.UsageTimesInvalid, $"{name} is '{Cut.Short(value)}'; it takes a time in ISO 8601, such as 2026-03-01T04:00:00Z.");

    private static DateTimeOffset? Parse(string? text) =>
        text is not null && text.Length >= "2026-03-01".Length && text[4] == '-' && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            && time.Year is >= FirstYear and <= LastYear ? time : null;

    private static DateTimeOffset Down(DateTimeOffset time, TimeSpan step) => new(time.UtcTicks - time.UtcTicks % step.Ticks, TimeSpan.Zero);
}

/// <summary>The time that the answer covers.</summary>
/// <param name="ShownEnd">The end that the answer shows, where that is the present time; its whole hour is counted all the same.</param>
public sealed record UsageTimes(DateTimeOffset Start, DateTimeOffset End, DateTimeOffset? ShownEnd);
