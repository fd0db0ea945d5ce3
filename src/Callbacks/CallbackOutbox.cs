using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Callbacks;

/// <summary>How a change ended, as a callback tells it.</summary>
/// <param name="Status">The status that the Sim has then.</param>
public sealed record EndedChange(long StatusChangeId, SimStatus Status, int? ErrorCode = null, string? ErrorMessage = null);

/// <summary>Writes what is to be told, in the transaction of what has happened: either both are committed, or neither.</summary>
public sealed class CallbackOutbox(CallbackSignal signal)
{
    /// <summary>Adds the callback of a change that is being opened, and its message that the Sim is scheduled. The caller saves.</summary>
    public static void AddScheduled(SimConsoleDb db, StatusChange change, Sim sim, CallbackRequest request, DateTimeOffset now)
    {
        var callback = new Callback
        {
            StatusChange = change,
            SimId = sim.Id,
            Url = request.Url,
            Host = request.Host,
            Method = request.Method,
            CreatedAt = now,
            DueAt = now,
            Waiting = 1,
        };
        callback.Messages.Add(new CallbackMessage { Number = CallbackMessage.Scheduled, Status = SimStatus.Scheduled, SimUniqueName = sim.UniqueName, CreatedAt = now });
        db.Callbacks.Add(callback);
    }

    /// <summary>
    /// Adds the last message of each callback that belongs to one of these changes, in the caller's transaction: one look-up in an index however many
    /// they are, and nothing else where none has a callback. The caller saves, and calls <see cref="Wake"/> after the commit where this says so.
    /// </summary>
    /// <param name="ended">Changes that have ended, each for the first time.</param>
    /// <returns>Whether there was anything to tell.</returns>
    public static async Task<bool> AddEndsAsync(SimConsoleDb db, IReadOnlyCollection<EndedChange> ended, DateTimeOffset now, CancellationToken token)
    {
        if (ended.Count == 0)
        {
            return false;
        }

        long[] changeIds = [.. ended.Select(e => e.StatusChangeId)];
        var found = await db.Callbacks.Where(c => changeIds.Contains(c.StatusChangeId))
            .Select(c => new { c.Id, c.StatusChangeId, c.Sim!.UniqueName })
            .ToListAsync(token);
        if (found.Count == 0)
        {
            return false;
        }

        // One statement decides both that there is one message more and when it is due: a worker that settles the message before does the same, so neither overlooks the other.
        long[] ids = [.. found.Select(c => c.Id)];
        await db.Callbacks.Where(c => ids.Contains(c.Id)).ExecuteUpdateAsync(set => set
            .SetProperty(c => c.DueAt, c => c.Waiting == 0 ? now : c.DueAt)
            .SetProperty(c => c.Waiting, c => c.Waiting + 1)
            .SetProperty(c => c.State, CallbackState.Waiting), token);
        var ends = ended.ToDictionary(e => e.StatusChangeId);
        db.CallbackMessages.AddRange(found.Select(c => new CallbackMessage
        {
            CallbackId = c.Id,
            Number = CallbackMessage.End,
            Status = ends[c.StatusChangeId].Status,
            SimUniqueName = c.UniqueName,
            ErrorCode = ends[c.StatusChangeId].ErrorCode,
            ErrorMessage = ends[c.StatusChangeId].ErrorMessage,
            CreatedAt = now,
        }));
        return true;
    }

    /// <summary>Wakes the worker of this process. Call it after the commit.</summary>
    public void Wake() => signal.Wake();
}
