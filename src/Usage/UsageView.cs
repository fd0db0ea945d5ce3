using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace SimConsole.Usage;

/// <summary>How far back usage is shown, the present time included.</summary>
public enum UsageRange
{
    /// <summary>The last 24 hours that began.</summary>
    Day,

    /// <summary>Seven days.</summary>
    Week,

    /// <summary>Thirty days.</summary>
    Month,

    /// <summary>Twelve months of the calendar.</summary>
    Year,
}

/// <summary>How long the times are that usage is shown for. All of them begin and end in UTC, as usage is kept.</summary>
public enum UsageStep
{
    Hour,
    Day,
    Month,
}

/// <summary>
/// Which usage a page shows: how far back, and in what steps. Both are in the address of the page, so that a link shows the same chart. A value that an
/// address cannot have is read as the default.
/// </summary>
public sealed record UsageView
{
    /// <summary>The name of the range in an address.</summary>
    public const string RangeKey = "usage";

    /// <summary>The name of the step in an address.</summary>
    public const string StepKey = "by";

    private static readonly Dictionary<UsageRange, (string Word, string Words, UsageStep[] Steps)> Ranges = new()
    {
        [UsageRange.Day] = ("24h", "24 hours", [UsageStep.Hour]),
        [UsageRange.Week] = ("7d", "7 days", [UsageStep.Day, UsageStep.Hour]),
        [UsageRange.Month] = ("30d", "30 days", [UsageStep.Day]),
        [UsageRange.Year] = ("12m", "12 months", [UsageStep.Month, UsageStep.Day]),
    };

    private UsageView(UsageRange range, UsageStep step) => (Range, Step) = (range, step);

    public UsageRange Range { get; }

    public UsageStep Step { get; }

    /// <summary>What is shown where an address says nothing: 30 days, day by day.</summary>
    public static UsageView Default { get; } = Of(UsageRange.Month);

    /// <summary>The ranges to choose from, shortest first.</summary>
    public static IReadOnlyList<UsageRange> All { get; } = Enum.GetValues<UsageRange>();

    /// <summary>As a sentence has the range: <c>7 days</c>.</summary>
    public string Words => WordsOf(Range);

    /// <summary>The steps in which this range can be shown, its default first. Others would be too many to draw, or too few.</summary>
    public IReadOnlyList<UsageStep> Steps => Ranges[Range].Steps;

    /// <summary>A range in one of its <see cref="Steps"/>; in its default step where the given one is null or not among them.</summary>
    public static UsageView Of(UsageRange range, UsageStep? step = null) => new(range, step is { } s && Ranges[range].Steps.Contains(s) ? s : Ranges[range].Steps[0]);

    /// <summary>As a sentence has a range: <c>7 days</c>.</summary>
    public static string WordsOf(UsageRange range) => Ranges[range].Words;

    /// <summary>Reads an address, or the query of one.</summary>
    public static UsageView Parse(string uri)
    {
        var values = QueryHelpers.ParseQuery(uri.IndexOf('?') is var at and >= 0 ? uri[at..].Split('#')[0] : "");
        var range = Ranges.Where(r => r.Value.Word == values.GetValueOrDefault(RangeKey)).Select(r => (UsageRange?)r.Key).FirstOrDefault();
        var step = Enum.GetValues<UsageStep>().Where(s => Word(s) == values.GetValueOrDefault(StepKey)).Select(s => (UsageStep?)s).FirstOrDefault();
        return Of(range ?? Default.Range, step);
    }

    /// <summary>The values for an address; null for each that is the default.</summary>
    public IReadOnlyDictionary<string, object?> Query => new Dictionary<string, object?>
    {
        [RangeKey] = Range == Default.Range ? null : Ranges[Range].Word,
        [StepKey] = Step == Steps[0] ? null : Word(Step),
    };

    /// <summary>The beginnings of all the times that are shown, first one first, and after them the end of the last one.</summary>
    public IReadOnlyList<DateTimeOffset> Times(DateTimeOffset now)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var first = Range switch
        {
            UsageRange.Day => UsageTime.OfHour(UsageTime.HourOf(now) - 23),
            UsageRange.Week => today.AddDays(-6),
            UsageRange.Month => today.AddDays(-29),
            _ => new DateTimeOffset(today.Year, today.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(-11),
        };
        List<DateTimeOffset> times = [first];
        while (times[^1] <= now)
        {
            times.Add(Step switch
            {
                UsageStep.Hour => times[^1].AddHours(1),
                UsageStep.Day => times[^1].AddDays(1),
                _ => first.AddMonths(times.Count),
            });
        }

        return times;
    }

    /// <summary>The beginning of the time that an hour or a day belongs to.</summary>
    public DateTimeOffset StartOf(DateTimeOffset time) => Step == UsageStep.Month ? time.AddDays(1 - time.UtcDateTime.Day) : time;

    /// <summary>How one of its times is written in a table: <c>2026-03-01 04:00</c>, <c>2026-03-01</c>, <c>2026-03</c>.</summary>
    public string Name(DateTimeOffset start) => start.UtcDateTime.ToString(
        Step switch { UsageStep.Hour => "yyyy-MM-dd HH:mm", UsageStep.Day => "yyyy-MM-dd", _ => "yyyy-MM" }, CultureInfo.InvariantCulture);

    private static string Word(UsageStep step) => step.ToString().ToLowerInvariant();
}
