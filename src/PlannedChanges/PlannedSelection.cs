using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.Sims.Tags;

namespace SimConsole.PlannedChanges;

/// <summary>Which Sims a planned change is for, and when it is due.</summary>
internal static class PlannedSelection
{
    /// <summary>When it is due.</summary>
    /// <exception cref="TimeZoneNotFoundException">This machine does not know its zone.</exception>
    public static PlannedTimes Times(this PlannedChange plan) => new(
        PlannedTimes.Parse(plan.At)!.Value,
        TimeZones.Find(plan.Zone) ?? throw new TimeZoneNotFoundException($"This machine does not know the time zone {plan.Zone}."),
        plan.Repeats,
        plan.Until is { } until ? PlannedTimes.ParseDay(until) : null);

    /// <summary>The filter that selects the Sims; null if they were chosen one by one.</summary>
    public static SimQuery? Query(this PlannedChange plan) => plan.Chosen is not null ? null
        : new SimQuery
        {
            Statuses = plan.WhereStatus is { } status ? [status] : [],
            Fleets = plan.WhereFleet is { } fleet ? [fleet] : [],
            Tags = [.. TagName.Parse(plan.WhereTags ?? "")],
            Iccid = plan.WhereIccid,
            Search = plan.WhereSearch,
        };

    /// <summary>The Sims that are selected now.</summary>
    public static async Task<SimSelection> SelectAsync(SimConsoleDb db, PlannedChange plan, CancellationToken token) => plan.Query() is { } query
        ? new SimSelection.Matching(query, [])
        : new SimSelection.Chosen(await db.PlannedChangeSims.Where(s => s.PlannedChangeId == plan.Id).Select(s => s.SimId).ToListAsync(token));
}
