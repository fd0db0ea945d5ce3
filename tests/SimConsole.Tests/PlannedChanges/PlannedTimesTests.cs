using CsCheck;
using SimConsole.PlannedChanges;

namespace SimConsole.Tests.PlannedChanges;

/// <summary>When a plan is due, over the zones of the world and what their clocks do twice a year.</summary>
public sealed class PlannedTimesTests
{
    private static readonly string[] Zones =
    [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu", "UTC", "Europe/London", "America/St_Johns", "Pacific/Chatham", "Pacific/Apia",
        "America/Sao_Paulo", "Asia/Tehran", "Africa/Cairo", "Pacific/Kiritimati", "Etc/GMT+12", "Antarctica/Troll", "Asia/Gaza", "America/Santiago",
    ];

    private static readonly Gen<TimeZoneInfo> Zone = Gen.Int[0, Zones.Length - 1].Select(i => TimeZones.Find(Zones[i])!);

    /// <summary>Whole minutes of the years in which the rules of zones are known.</summary>
    private static readonly Gen<DateTime> Local = Gen.Int[0, 40 * 366 * 24 * 60 - 1].Select(minutes => new DateTime(2000, 1, 1).AddMinutes(minutes));

    private static readonly Gen<PlannedRepeat> Again = Gen.Bool.Select(monthly => monthly ? PlannedRepeat.Monthly : PlannedRepeat.Yearly);

    [Theory]

    // Left out when summer time begins: the moment at which the clock jumps.
    [InlineData("Europe/Berlin", "2026-03-29T02:00", "2026-03-29T01:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29T02:59", "2026-03-29T01:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29T01:59", "2026-03-29T00:59:00Z")]
    [InlineData("America/New_York", "2026-03-08T02:30", "2026-03-08T07:00:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30:00Z")]
    [InlineData("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00:00Z")]

    // Shown twice when it ends: the first of both.
    [InlineData("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00:00Z")]
    [InlineData("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45:00Z")]

    [InlineData("Europe/Berlin", "2026-12-24T08:00", "2026-12-24T07:00:00Z")]
    [InlineData("Asia/Kathmandu", "2026-12-24T08:00", "2026-12-24T02:15:00Z")]
    [InlineData("UTC", "2026-12-24T08:00", "2026-12-24T08:00:00Z")]
    public void A_local_time_is_the_first_moment_at_which_the_clock_shows_so_much(string zone, string local, string instant) =>
        Assert.Equal(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture), PlannedTimes.InstantOf(PlannedTimes.Parse(local)!.Value, TimeZones.Find(zone)!));

    [Fact]
    public void Before_its_moment_the_clock_has_never_shown_it_and_from_then_on_it_has() => Gen.Select(Zone, Local).Sample((zone, local) =>
    {
        var at = PlannedTimes.InstantOf(local, zone);
        Assert.Equal(TimeSpan.Zero, at.Offset);
        Assert.True(Shown(at, zone) >= local);
        Assert.True(Shown(at.AddTicks(-1), zone) < local);
        Assert.All(Enumerable.Range(1, 36 * 4), quarter => Assert.True(Shown(at.AddMinutes(-15 * quarter), zone) < local, $"{zone.Id} {local:s}"));

        // It is exactly that, unless the clock jumps over it at that moment.
        Assert.True(Shown(at, zone) == local || zone.GetUtcOffset(at) > zone.GetUtcOffset(at.AddTicks(-1)), $"{zone.Id} {local:s}");
    });

    [Fact]
    public void Times_come_one_after_the_other_each_in_a_month_or_year_of_its_own_on_its_day_or_the_last() => Gen.Select(Zone, Local, Again).Sample((zone, first, repeat) =>
    {
        var times = new PlannedTimes(first, zone, repeat, null);
        var at = times.First!.Value;
        for (var n = 1; n < 30; n++)
        {
            var next = times.After(at.At)!.Value;
            Assert.True(next.At > at.At);
            Assert.Equal(first.TimeOfDay, next.Local.TimeOfDay);
            Assert.Equal(Math.Min(first.Day, DateTime.DaysInMonth(next.Local.Year, next.Local.Month)), next.Local.Day);
            Assert.Equal((repeat == PlannedRepeat.Monthly ? 1 : 12) * n, (next.Local.Year - first.Year) * 12 + next.Local.Month - first.Month);
            at = next;
        }
    });

    [Fact]
    public void What_is_due_in_two_spans_is_what_is_due_in_both_together() => Gen.Select(Zone, Local, Again, Gen.Int[0, 2_000], Gen.Int[0, 2_000]).Sample((zone, first, repeat, days, more) =>
    {
        var times = new PlannedTimes(first, zone, repeat, null);
        var (from, middle, to) = (times.First!.Value.At, times.First.Value.At.AddDays(days), times.First.Value.At.AddDays(days + more));
        Assert.Equal(times.Between(from, to), times.Between(from, middle).Concat(times.Between(middle.AddTicks(1), to)));
        Assert.Equal(times.Between(from, to).Count + 1, times.Between(from, times.After(to)!.Value.At).Count);
    });

    [Fact]
    public void Nothing_is_due_after_its_last_day_and_something_is_on_it() => Gen.Select(Zone, Local, Again, Gen.Int[0, 3_000]).Sample((zone, first, repeat, days) =>
    {
        var until = DateOnly.FromDateTime(first).AddDays(days);
        var times = new PlannedTimes(first, zone, repeat, until);
        var all = times.Between(DateTimeOffset.MinValue.AddYears(1), times.First!.Value.At.AddDays(days + 400));
        Assert.NotEmpty(all);
        Assert.All(all, time => Assert.True(DateOnly.FromDateTime(time.Local) <= until));
        Assert.Null(times.After(all[^1].At));
        Assert.True(DateOnly.FromDateTime(new PlannedTimes(first, zone, repeat, null).After(all[^1].At)!.Value.Local) > until);
    });

    [Fact]
    public void Once_is_once() => Gen.Select(Zone, Local).Sample((zone, local) =>
    {
        var times = new PlannedTimes(local, zone, PlannedRepeat.Once, null);
        Assert.Equal(local, times.First!.Value.Local);
        Assert.Null(times.After(times.First.Value.At));
        Assert.Equal([times.First.Value], times.Between(times.First.Value.At.AddYears(-1), times.First.Value.At.AddYears(3)));
    });

    [Theory]
    [InlineData("2027-01-31T08:00", PlannedRepeat.Monthly, "2027-02-28 2027-03-31 2027-04-30 2027-05-31")]
    [InlineData("2028-01-30T08:00", PlannedRepeat.Monthly, "2028-02-29 2028-03-30 2028-04-30 2028-05-30")]
    [InlineData("2028-02-29T08:00", PlannedRepeat.Yearly, "2029-02-28 2030-02-28 2031-02-28 2032-02-29")]
    public void A_day_that_a_month_does_not_have_is_its_last_one(string first, PlannedRepeat repeat, string next)
    {
        var times = new PlannedTimes(PlannedTimes.Parse(first)!.Value, TimeZones.Find("Europe/Berlin")!, repeat, null);
        var days = times.Between(times.First!.Value.At.AddTicks(1), times.First.Value.At.AddYears(5)).Take(4).Select(time => time.Local.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(next, string.Join(' ', days));
    }

    [Theory]
    [InlineData("Europe/Berlin", true)]
    [InlineData("UTC", true)]
    [InlineData("America/Argentina/Buenos_Aires", true)]
    [InlineData("", false)]
    [InlineData("Berlin", false)]
    [InlineData("W. Europe Standard Time", false)]
    [InlineData("../../etc/passwd", false)]
    [InlineData("/etc/localtime", false)]
    [InlineData("Europe/\0", false)]
    public void A_zone_is_named_as_iana_names_it(string name, bool known) => Assert.Equal(known, TimeZones.Find(name) is not null);

    [Theory]
    [InlineData("2026-12-24T08:00", true)]
    [InlineData("2026-12-24 08:00", false)]
    [InlineData("2026-12-24T08:00:00", false)]
    [InlineData("2026-12-24T08:00Z", false)]
    [InlineData("2026-02-30T08:00", false)]
    [InlineData("2026-12-24T24:00", false)]
    public void A_local_time_is_read_as_it_is_written(string text, bool right) => Assert.Equal(right ? text : null, PlannedTimes.Parse(text) is { } local ? PlannedTimes.Text(local) : null);

    private static DateTime Shown(DateTimeOffset at, TimeZoneInfo zone) => DateTime.SpecifyKind(at.UtcDateTime + zone.GetUtcOffset(at), DateTimeKind.Unspecified);
}
