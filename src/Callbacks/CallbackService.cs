using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.Callbacks;

/// <summary>What a person or a program may order of a callback.</summary>
public sealed class CallbackService(IDbContextFactory<SimConsoleDb> databases, CallbackSignal signal, TimeProvider time)
{
    /// <summary>
    /// Tries messages again at once, from the beginning of the schedule: the one that is named; where none is, all that were not delivered, or
    /// the last one if all were. What is being sent at this moment is left alone.
    /// </summary>
    /// <param name="number">Which of the callback's messages, or null.</param>
    /// <returns>How many messages are to be delivered now, as a sentence.</returns>
    public async Task<Result<string>> ResendAsync(string sid, int? number, Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.CallbacksManage) is { } lacking)
        {
            return lacking;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        Result<string> result = default;
        await db.InTransactionAsync(async () => result = await ResendAsync(db, sid, number, caller, token), token);
        if (result.Refusal is null)
        {
            signal.Wake();
        }

        return result;
    }

    private async Task<Result<string>> ResendAsync(SimConsoleDb db, string sid, int? number, Caller caller, CancellationToken token)
    {
        var callback = await db.Callbacks.OfSimsIn(caller.Scope, c => c.Sim).AsNoTracking().Include(c => c.Messages).SingleOrDefaultAsync(c => c.Sid == sid, token);
        if (callback is null)
        {
            return new Refusal(ErrorCodes.NotFound, $"There is no callback {sid}.");
        }

        var undelivered = callback.Messages.Where(m => m.State != CallbackState.Delivered).Select(m => m.Number).ToList();
        int[] chosen = number is { } one ? [one] : undelivered.Count > 0 ? [.. undelivered] : [callback.Messages.Max(m => m.Number)];
        if (chosen.Except(callback.Messages.Select(m => m.Number)).Any())
        {
            return new Refusal(ErrorCodes.Invalid, "Message names one that this callback does not have yet. Leave it out, or wait until it has happened.");
        }

        var now = time.Now();
        var again = await db.CallbackMessages.Where(m => m.CallbackId == callback.Id && chosen.Contains(m.Number) && m.State != CallbackState.Waiting)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.State, CallbackState.Waiting).SetProperty(m => m.SettledAt, (DateTimeOffset?)null), token);
        await db.Callbacks.Where(c => c.Id == callback.Id).ExecuteUpdateAsync(set => set
            .SetProperty(c => c.Waiting, c => c.Waiting + again)
            .SetProperty(c => c.State, CallbackState.Waiting)
            .SetProperty(c => c.Attempts, 0)
            .SetProperty(c => c.DueAt, now), token);
        db.Audit(caller, AuditKinds.CallbackSentAgain, sid, new AuditChange("messages", string.Join(", ", chosen)));
        await db.SaveChangesAsync(token);
        return chosen.Length == 1 ? "1 message is being sent." : $"{chosen.Length} messages are being sent.";
    }
}
