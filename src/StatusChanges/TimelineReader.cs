using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.StatusChanges;

/// <summary>One entry of a Sim's timeline: a change of status or another event, never both.</summary>
public sealed record TimelineEntry(DateTimeOffset At, StatusChange? Change, SimEvent? Event);

/// <summary>The change of a Sim that has not ended, with its clock.</summary>
/// <param name="Change">The change: when it was queued, how often and for how long it was tried, why it waits.</param>
/// <param name="Ahead">How many changes are taken before it.</param>
/// <param name="UsualTime">The median time that the last changes to the same status took; null where there was none.</param>
public sealed record ChangeInFlight(StatusChange Change, int Ahead, TimeSpan? UsualTime);

/// <summary>Reads what has happened to a Sim, and what is happening to it.</summary>
public sealed class TimelineReader(IDbContextFactory<SimConsoleDb> databases)
{
    private const int Sample = 101;

    /// <summary>The latest <paramref name="take"/> entries of a Sim's timeline, latest first.</summary>
    public async Task<IReadOnlyList<TimelineEntry>> ReadAsync(long simId, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var changes = await db.StatusChanges.AsNoTracking().Where(c => c.SimId == simId).OrderByDescending(c => c.Id).Take(take).ToListAsync(token);
        var events = await db.SimEvents.AsNoTracking().Where(e => e.SimId == simId).OrderByDescending(e => e.Id).Take(take).ToListAsync(token);
        return [.. changes.Select(c => new TimelineEntry(c.EndedAt ?? c.QueuedAt, c, null))
            .Concat(events.Select(e => new TimelineEntry(e.At, null, e)))
            .OrderByDescending(entry => entry.At)
            .Take(take)];
    }

    /// <summary>The change in flight of a Sim, or null where its status is settled.</summary>
    public async Task<ChangeInFlight?> InFlightAsync(long simId, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var change = await db.StatusChanges.AsNoTracking()
            .Where(c => c.SimId == simId && c.EndedAt == null && c.Kind == StatusChangeKind.Requested)
            .OrderBy(c => c.Id).FirstOrDefaultAsync(token);
        if (change is null)
        {
            return null;
        }

        var ahead = await db.StatusChanges.CountAsync(
            c => c.EndedAt == null && c.State == StatusChangeState.Queued
                && (c.Priority < change.Priority || (c.Priority == change.Priority && c.DueAt < change.DueAt)), token);
        var times = await db.StatusChanges
            .Where(c => c.ToStatus == change.ToStatus && c.State == StatusChangeState.Completed && c.Kind == StatusChangeKind.Requested && c.EndedAt != null)
            .OrderByDescending(c => c.Id).Take(Sample)
            .Select(c => new { c.QueuedAt, EndedAt = c.EndedAt!.Value })
            .ToListAsync(token);
        var sorted = times.Select(t => t.EndedAt - t.QueuedAt).Order().ToList();
        return new ChangeInFlight(change, ahead, sorted.Count == 0 ? null : sorted[sorted.Count / 2]);
    }
}
