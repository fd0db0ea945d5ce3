using SimConsole.Data;

namespace SimConsole.Usage;

/// <summary>Adds sessions to the sums that pages and programs read.</summary>
internal static class UsageSums
{
    /// <summary>Adds sessions that are new to every sum, in the caller's transaction.</summary>
    public static async Task AddAsync(SimConsoleDb db, IReadOnlyCollection<DataSession> sessions, CancellationToken token)
    {
        await db.AddUpAsync<SimDayUsage>(
            [.. sessions.GroupBy(s => (s.SimId, Day: UsageTime.DayOf(s.StartedAt), s.FleetId, s.NetworkId)).Select(g => new SimDayUsage
            {
                SimId = g.Key.SimId, Day = g.Key.Day, FleetId = g.Key.FleetId, NetworkId = g.Key.NetworkId, Upload = g.Sum(s => s.Upload), Download = g.Sum(s => s.Download),
            })], token);
        await db.AddUpAsync<HourUsage>(
            [.. sessions.GroupBy(s => (Hour: UsageTime.HourOf(s.StartedAt), s.FleetId, s.NetworkId)).Select(g => new HourUsage
            {
                Hour = g.Key.Hour, FleetId = g.Key.FleetId, NetworkId = g.Key.NetworkId, Upload = g.Sum(s => s.Upload), Download = g.Sum(s => s.Download),
            })], token);
        await db.AddUpAsync<DayUsage>(
            [.. sessions.GroupBy(s => (Day: UsageTime.DayOf(s.StartedAt), s.FleetId, s.NetworkId)).Select(g => new DayUsage
            {
                Day = g.Key.Day, FleetId = g.Key.FleetId, NetworkId = g.Key.NetworkId, Upload = g.Sum(s => s.Upload), Download = g.Sum(s => s.Download),
            })], token);
    }
}

/// <summary>The hours and days in which usage is kept, counted from 1970-01-01 in UTC.</summary>
public static class UsageTime
{
    public static int HourOf(DateTimeOffset time) => (int)(time.ToUnixTimeSeconds() / 3_600);

    public static int DayOf(DateTimeOffset time) => (int)(time.ToUnixTimeSeconds() / 86_400);

    public static DateTimeOffset OfHour(int hour) => DateTimeOffset.UnixEpoch.AddHours(hour);

    public static DateTimeOffset OfDay(int day) => DateTimeOffset.UnixEpoch.AddDays(day);
}
