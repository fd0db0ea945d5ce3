using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.PlannedChanges;

/// <summary>The times of a plan that are due and not recorded yet.</summary>
internal static class PlannedDue
{
    /// <summary>
    /// How much earlier than expected a time may come if the law has since changed the offset of its time zone. No two times of a plan are that close together.
    /// </summary>
    private static readonly TimeSpan Moved = TimeSpan.FromDays(2);

    /// <summary>The times up to <paramref name="now"/>, in chronological order.</summary>
    public static async Task<IReadOnlyList<PlannedTime>> OfAsync(SimConsoleDb db, PlannedChange plan, DateTimeOffset now, CancellationToken token)
    {
        var times = plan.Times().Between((plan.NextAt ?? now) - Moved, now);
        string[] locals = [.. times.Select(time => PlannedTimes.Text(time.Local))];
        var recorded = await db.PlannedOccurrences.Where(o => o.PlannedChangeId == plan.Id && locals.Contains(o.Local)).Select(o => o.Local).ToListAsync(token);
        return [.. times.Where(time => !recorded.Contains(PlannedTimes.Text(time.Local)))];
    }

    /// <summary>The record of a time at which nothing was done.</summary>
    public static PlannedOccurrence Missed(PlannedChange plan, PlannedTime time, string says, DateTimeOffset now) => new()
    {
        PlannedChangeId = plan.Id,
        Local = PlannedTimes.Text(time.Local),
        DueAt = time.At.Milliseconds(),
        State = PlannedOccurrenceState.Missed,
        EndedAt = now,
        Says = says,
    };
}
