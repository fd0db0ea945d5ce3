using SimConsole.Usage;

namespace SimConsole.Tests.Usage;

/// <summary>What a chart of usage shows, and how its scale is.</summary>
public sealed class UsageViewTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 15, 13, 20, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", UsageRange.Month, UsageStep.Day)]
    [InlineData("?usage=24h&by=day", UsageRange.Day, UsageStep.Hour)]
    [InlineData("?usage=7d&by=hour", UsageRange.Week, UsageStep.Hour)]
    [InlineData("?usage=7d", UsageRange.Week, UsageStep.Day)]
    [InlineData("?usage=12m&by=day#top", UsageRange.Year, UsageStep.Day)]
    [InlineData("?usage=12m&by=hour", UsageRange.Year, UsageStep.Month)]
    [InlineData("?usage=for+ever", UsageRange.Month, UsageStep.Day)]
    public void An_address_is_read_and_what_it_cannot_mean_is_the_default(string query, UsageRange range, UsageStep step)
    {
        var view = UsageView.Parse($"http://localhost/fleets/x{query}");
        Assert.Equal((range, step), (view.Range, view.Step));
        var again = "?" + string.Join('&', view.Query.Where(pair => pair.Value is not null).Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.Equal(view, UsageView.Parse(again));
    }

    [Theory]
    [InlineData("?usage=24h", 24, "2026-03-14 14:00", "2026-03-15 13:00")]
    [InlineData("?usage=7d", 7, "2026-03-09", "2026-03-15")]
    [InlineData("?usage=7d&by=hour", 158, "2026-03-09 00:00", "2026-03-15 13:00")]
    [InlineData("?usage=30d", 30, "2026-02-14", "2026-03-15")]
    [InlineData("?usage=12m", 12, "2025-04", "2026-03")]
    [InlineData("?usage=12m&by=day", 349, "2025-04-01", "2026-03-15")]
    public void It_ends_with_the_present_time_and_begins_alike_whatever_its_steps(string query, int count, string first, string last)
    {
        var view = UsageView.Parse(query);
        var times = view.Times(Now);
        Assert.Equal((count + 1, first, last), (times.Count, view.Name(times[0]), view.Name(times[^2])));
        Assert.True(times[^2] <= Now && times[^1] > Now);
        Assert.All(times, time => Assert.Equal(time, view.StartOf(time)));
    }

    [Theory]
    [InlineData(0, "0|1 B")]
    [InlineData(3, "0|1 B|2 B|3 B")]
    [InlineData(1_500_000, "0|0.5 MB|1 MB|1.5 MB")]
    [InlineData(999_999, "0|0.5 MB|1 MB")]
    [InlineData(36_000_000_000, "0|10 GB|20 GB|30 GB|40 GB")]
    public void A_scale_begins_at_zero_and_reaches_over_the_most_in_steps_that_can_be_read(long most, string ticks)
    {
        var scale = UsageScale.Of(most);
        Assert.Equal(ticks, string.Join('|', scale.Ticks.Select(scale.Words)));
        Assert.True(scale.Most >= most);
    }
}
