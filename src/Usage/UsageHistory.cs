using System.Globalization;
using SimConsole.Billing;
using SimConsole.Data;
using SimConsole.DataLimits;
using SimConsole.Fleets;
using SimConsole.Sims;

namespace SimConsole.Usage;

/// <summary>What was used in one hour, on one day or in one month.</summary>
/// <param name="Start">In UTC.</param>
/// <param name="End">The first moment that is no longer counted; the present time where it is not over yet.</param>
/// <param name="Upload">In bytes.</param>
/// <param name="Download">In bytes.</param>
/// <param name="IsOver">Whether it is over; the usage of one that is not over can still grow.</param>
public sealed record UsageOfTime(DateTimeOffset Start, DateTimeOffset End, long Upload, long Download, bool IsOver)
{
    /// <summary>Both together, in bytes.</summary>
    public long Total => Upload + Download;
}

/// <summary>How much of its limit a Sim has used.</summary>
/// <param name="LimitMegabytes">The limit of its Fleet; null where it is in none.</param>
/// <param name="Block">The block that this has led to; null where its data is not blocked.</param>
public sealed record UsageOfPeriod(PeriodUsage Used, int? LimitMegabytes, DataBlock? Block);

/// <summary>What a page shows of the usage of a Sim, of a Fleet, or of everything.</summary>
public sealed class UsageHistory(
    UsageReader reader, BillingPeriodService periods, DataLimitService limits, SimReader sims, FleetService fleets, TimeProvider time)
{
    /// <summary>What was used in each of the times of a view, in order, those without usage too.</summary>
    /// <param name="simId">Only the data of this Sim.</param>
    /// <param name="fleetId">Only the data of Sims that were in this Fleet then.</param>
    public async Task<IReadOnlyList<UsageOfTime>> ListAsync(UsageView view, long? simId, long? fleetId, FleetScope scope, CancellationToken token)
    {
        var now = time.Now();
        var times = view.Times(now);
        var granularity = view.Step == UsageStep.Hour ? UsageGranularity.Hour : UsageGranularity.Day;
        var query = new UsageQuery(UsageGroup.None, granularity, times[0], times[^1], simId, fleetId);
        var most = (int)((times[^1] - times[0]) / (granularity == UsageGranularity.Hour ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1)));
        var used = (await reader.ListBeforeAsync(query, null, most, scope, token))
            .ToLookup(total => view.StartOf(granularity == UsageGranularity.Hour ? UsageTime.OfHour(total.Bucket) : UsageTime.OfDay(total.Bucket)));
        return [.. times.Zip(times.Skip(1), (start, end) => new UsageOfTime(
            start, end <= now ? end : now, used[start].Sum(total => total.Upload), used[start].Sum(total => total.Download), end <= now))];
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

    /// <summary>An amount of data as people read it: <c>1.2 MB</c>.</summary>
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
