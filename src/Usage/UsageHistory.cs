using System.Globalization;
using SimConsole.Billing;
using SimConsole.Data;
using SimConsole.DataLimits;
using SimConsole.Fleets;
using SimConsole.Sims;

namespace SimConsole.Usage;

/// <summary>What was used on one day.</summary>
public sealed record UsageOfDay(DateOnly Day, long Upload, long Download)
{
    public long Total => Upload + Download;
}

/// <summary>How much of its limit a Sim has used.</summary>
/// <param name="LimitMegabytes">The limit of its Fleet; null where it is in none.</param>
/// <param name="Block">The block that this has led to; null where its data pass.</param>
public sealed record UsageOfPeriod(PeriodUsage Used, int? LimitMegabytes, DataBlock? Block);

/// <summary>What a page shows of the usage of a Sim, of a Fleet, or of everything.</summary>
public sealed class UsageHistory(
    UsageReader reader, BillingPeriodService periods, DataLimitService limits, SimReader sims, FleetService fleets, TimeProvider time)
{
    /// <summary>How many days are shown, today among them.</summary>
    public const int Days = 30;

    /// <summary>The last days in order, those without usage too.</summary>
    public async Task<IReadOnlyList<UsageOfDay>> DaysAsync(long? simId, long? fleetId, FleetScope scope, CancellationToken token)
    {
        var today = UsageTime.DayOf(time.Now());
        var query = new UsageQuery(UsageGroup.None, UsageGranularity.Day, UsageTime.OfDay(today - Days + 1), UsageTime.OfDay(today + 1), simId, fleetId);
        var used = (await reader.ListBeforeAsync(query, null, Days, scope, token)).ToDictionary(total => total.Bucket);
        return [.. Enumerable.Range(today - Days + 1, Days).Select(day =>
            new UsageOfDay(DateOnly.FromDateTime(UsageTime.OfDay(day).UtcDateTime), used.GetValueOrDefault(day)?.Upload ?? 0, used.GetValueOrDefault(day)?.Download ?? 0))];
    }

    /// <summary>The billing period of a Sim, and how much of its limit is used; null where it is in none.</summary>
    public async Task<UsageOfPeriod?> PeriodAsync(long simId, FleetScope scope, CancellationToken token)
    {
        if (await periods.CurrentAsync(simId, token) is not { } used || (await sims.FindAsync([simId], scope, token)).SingleOrDefault() is not { } sim)
        {
            return null;
        }

        var fleet = sim.FleetSid is { } sid ? await fleets.FindAsync(sid, scope, token) : null;
        return new UsageOfPeriod(used, fleet?.DataLimit, await limits.FindAsync(simId, token));
    }

    /// <summary>An amount of data for people: <c>1.2 MB</c>.</summary>
    public static string Words(long bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        var (amount, unit) = ((double)bytes, 0);
        while (amount >= 1_000 && unit < units.Length - 1)
        {
            (amount, unit) = (amount / 1_000, unit + 1);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Math.Round(amount, unit == 0 || amount >= 100 ? 0 : 1)} {units[unit]}");
    }
}
