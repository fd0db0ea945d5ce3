using System.Globalization;

namespace SimConsole.PlannedChanges;

/// <summary>One moment of a plan.</summary>
/// <param name="Local">The local time of the plan, in its time zone.</param>
/// <param name="At">When that is: the first moment at which the local clock shows that time.</param>
public readonly record struct PlannedTime(DateTime Local, DateTimeOffset At);

/// <summary>
/// When a plan is due: at a local date and time in a zone, once, or repeated each month or each year. If a month does not have the day, its last day counts. If
/// the clock skips the time when summer time begins, it is due at the moment of the jump; if the clock shows the time twice when summer time ends, the first
/// one counts.
/// </summary>
/// <param name="first">The first local time, in whole minutes.</param>
/// <param name="until">The last local day on which it may be due; null for no end.</param>
public sealed class PlannedTimes(DateTime first, TimeZoneInfo zone, PlannedRepeat repeat, DateOnly? until)
{
    /// <summary>How a local time is written, here and in the API.</summary>
    public const string Format = "yyyy-MM-dd'T'HH:mm";

    /// <summary>How a local day is written.</summary>
    public const string DayFormat = "yyyy-MM-dd";

    /// <summary>The largest offset from UTC of any time zone.</summary>
    private static readonly TimeSpan Furthest = TimeSpan.FromHours(15);

    private static readonly TimeSpan Step = TimeSpan.FromHours(1);

    /// <summary>The first moment; null where the plan ends before it.</summary>
    public PlannedTime? First => From(0).Select(time => (PlannedTime?)time).FirstOrDefault();

    /// <summary>The first moment after <paramref name="instant"/>; null where there is none.</summary>
    public PlannedTime? After(DateTimeOffset instant) => From(NumberBefore(instant)).Where(time => time.At > instant).Select(time => (PlannedTime?)time).FirstOrDefault();

    /// <summary>The moments from <paramref name="from"/> to <paramref name="to"/>, both included, in chronological order.</summary>
    public IReadOnlyList<PlannedTime> Between(DateTimeOffset from, DateTimeOffset to) => [.. From(NumberBefore(from)).TakeWhile(time => time.At <= to).Where(time => time.At >= from)];

    /// <summary>The moment at which the clock of a zone shows a local time for the first time, or jumps over it.</summary>
    public static DateTimeOffset InstantOf(DateTime local, TimeZoneInfo zone)
    {
        // Only the conversion from a moment to its local time is unambiguous, so it is the only one used.
        var shown = new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), TimeSpan.Zero);
        var hours = Enumerable.Range(0, (int)(2 * Furthest / Step) + 1).Select(hour => shown - Furthest + hour * Step).ToList();
        var exact = hours.Select(zone.GetUtcOffset).Distinct().Select(offset => shown - offset).Where(at => Shown(at, zone) == shown).Order().ToList();
        return exact.Count > 0 ? exact[0] : JumpOver(shown, zone, hours);
    }

    /// <summary>Reads a local time; null if the text is not one.</summary>
    public static DateTime? Parse(string text) =>
        DateTime.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? local : null;

    /// <summary>Reads a day; null if the text is not one.</summary>
    public static DateOnly? ParseDay(string text) =>
        DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>A local time as it is written.</summary>
    public static string Text(DateTime local) => local.ToString(Format, CultureInfo.InvariantCulture);

    private int Months => repeat switch
    {
        PlannedRepeat.Monthly => 1,
        PlannedRepeat.Yearly => 12,
        _ => 0,
    };

    private IEnumerable<PlannedTime> From(int number)
    {
        for (var n = number; n == 0 || Months > 0; n++)
        {
            // Always counted from the first time: after 31 January comes 28 February, and then 31 March.
            var local = first.AddMonths(n * Months);
            if (DateOnly.FromDateTime(local) > until)
            {
                yield break;
            }

            yield return new PlannedTime(local, InstantOf(local, zone));
        }
    }

    /// <summary>The number of a time that is certainly before <paramref name="instant"/>, or 0, whatever the time zone.</summary>
    private int NumberBefore(DateTimeOffset instant) => Months == 0 ? 0 : Math.Max(0, ((instant.Year - first.Year) * 12 + instant.Month - first.Month) / Months - 1);

    private static DateTimeOffset Shown(DateTimeOffset at, TimeZoneInfo zone) => new(at.UtcDateTime + zone.GetUtcOffset(at), TimeSpan.Zero);

    private static DateTimeOffset JumpOver(DateTimeOffset shown, TimeZoneInfo zone, IReadOnlyList<DateTimeOffset> hours)
    {
        var after = hours.First(at => Shown(at, zone) > shown);
        var (low, high) = ((after - Step).UtcTicks, after.UtcTicks);
        while (high - low > 1)
        {
            var middle = low + (high - low) / 2;
            (low, high) = Shown(new DateTimeOffset(middle, TimeSpan.Zero), zone) > shown ? (low, middle) : (middle, high);
        }

        return new DateTimeOffset(high, TimeSpan.Zero);
    }
}
