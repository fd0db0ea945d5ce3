using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Callbacks;

/// <summary>Writes messages in the transaction of the change that they tell of: either both are committed, or neither.</summary>
public sealed class CallbackOutbox(CallbackSignal signal, TimeProvider time) : IChangeEnded
{
    /// <summary>Adds the callback of a change that is being opened, and its message that the Sim is scheduled. The caller saves.</summary>
    public static void AddScheduled(SimConsoleDb db, StatusChange change, Sim sim, CallbackRequest request, DateTimeOffset now) =>
        db.Callbacks.Add(New(request, FieldsOf(sim.Sid, sim.UniqueName, SimStatus.Scheduled), now, sim.Id, change));

    /// <summary>Adds the callback of something that has a SID, and its first message. The caller saves, and calls <see cref="Wake"/> after the commit.</summary>
    /// <param name="subjectSid">The SID of what it tells of; each has at most one callback.</param>
    /// <param name="simId">The Sim that it is about, where there is one.</param>
    public static void AddFirst(
        SimConsoleDb db, CallbackSubject subject, string subjectSid, long? simId, CallbackRequest request, CallbackFields fields, DateTimeOffset now) =>
        db.Callbacks.Add(New(request, fields, now, simId, null, subject, subjectSid));

    /// <summary>
    /// Adds the next message of each callback that tells of one of these subjects, in the caller's transaction. Subjects without a callback are skipped. The caller
    /// saves, and calls <see cref="Wake"/> after the commit where this returns true.
    /// </summary>
    /// <param name="told">What is told of each subject, by its SID.</param>
    /// <returns>Whether there was anything to tell.</returns>
    public static async Task<bool> AddNextAsync(SimConsoleDb db, IReadOnlyDictionary<string, CallbackFields> told, DateTimeOffset now, CancellationToken token)
    {
        string[] sids = [.. told.Keys];
        var callbacks = db.Callbacks.Where(c => sids.Contains(c.SubjectSid));
        if (sids.Length == 0 || await ExpectOneMoreAsync(callbacks, now, token) == 0)
        {
            return false;
        }

        var found = await callbacks.Select(c => new { c.Id, c.SubjectSid, Last = c.Messages.Max(m => m.Number) }).ToListAsync(token);
        db.CallbackMessages.AddRange(found.Select(c => new CallbackMessage { CallbackId = c.Id, Number = c.Last + 1, Fields = told[c.SubjectSid!], CreatedAt = now }));
        return true;
    }

    /// <summary>
    /// Adds the last message of each callback that belongs to one of these changes: one look-up in an index for all of them, and nothing else if
    /// none has a callback.
    /// </summary>
    public async Task EndedAsync(SimConsoleDb db, IReadOnlyList<EndedChange> ended, AfterCommit after, CancellationToken token)
    {
        // A bulk change that is cancelled ends many at once, and those have no callback.
        var ends = ended.Where(e => e.Kind == StatusChangeKind.Requested && (e.State != StatusChangeState.Withdrawn || e.BulkChangeId is null)).ToDictionary(e => e.Id);
        if (ends.Count == 0)
        {
            return;
        }

        var now = time.Now();
        long?[] changeIds = [.. ends.Keys];
        var found = await db.Callbacks.Where(c => changeIds.Contains(c.StatusChangeId))
            .Select(c => new { c.Id, StatusChangeId = c.StatusChangeId!.Value, SimSid = c.Sim!.Sid, c.Sim.UniqueName })
            .ToListAsync(token);
        if (found.Count == 0)
        {
            return;
        }

        long[] ids = [.. found.Select(c => c.Id)];
        await ExpectOneMoreAsync(db.Callbacks.Where(c => ids.Contains(c.Id)), now, token);
        db.CallbackMessages.AddRange(found.Select(c => new CallbackMessage
        {
            CallbackId = c.Id,
            Number = CallbackMessage.End,
            Fields = FieldsOf(c.SimSid, c.UniqueName, ends[c.StatusChangeId]),
            CreatedAt = now,
        }));
        await db.SaveChangesAsync(token);
        after.Wake(signal);
    }

    /// <summary>Wakes the worker of this process. Call it after the commit.</summary>
    public void Wake() => signal.Wake();

    private static Callback New(
        CallbackRequest request, CallbackFields fields, DateTimeOffset now, long? simId, StatusChange? change, CallbackSubject subject = CallbackSubject.StatusChange, string? subjectSid = null)
    {
        var callback = new Callback
        {
            Subject = subject,
            SubjectSid = subjectSid,
            StatusChange = change,
            SimId = simId,
            Url = request.Url,
            Host = request.Host,
            Method = request.Method,
            CreatedAt = now,
            DueAt = now,
            Waiting = 1,
        };
        callback.Messages.Add(new CallbackMessage { Number = 1, Fields = fields, CreatedAt = now });
        return callback;
    }

    /// <summary>
    /// One statement sets both that there is one more message and when it is due. A worker that settles the message before does the same, so neither overlooks the other.
    /// </summary>
    private static Task<int> ExpectOneMoreAsync(IQueryable<Callback> callbacks, DateTimeOffset now, CancellationToken token) => callbacks.ExecuteUpdateAsync(set => set
        .SetProperty(c => c.DueAt, c => c.Waiting == 0 ? now : c.DueAt)
        .SetProperty(c => c.Waiting, c => c.Waiting + 1)
        .SetProperty(c => c.State, CallbackState.Waiting), token);

    private static CallbackFields FieldsOf(string simSid, string? simUniqueName, SimStatus status) =>
        CallbackFields.Of(("SimSid", simSid), ("SimUniqueName", simUniqueName), (CallbackFields.StatusName, status.Word()));

    private static CallbackFields FieldsOf(string simSid, string? simUniqueName, EndedChange ended)
    {
        var fields = FieldsOf(simSid, simUniqueName, ended.SimStatus);
        return ended.State switch
        {
            StatusChangeState.Completed => fields,
            StatusChangeState.Failed => fields.WithError(CallbackErrors.Failed, ended.Failure),
            StatusChangeState.Withdrawn => fields.WithError(CallbackErrors.Withdrawn, ended.Failure),
            _ => fields.WithError(CallbackErrors.Superseded, ended.Failure),
        };
    }
}
