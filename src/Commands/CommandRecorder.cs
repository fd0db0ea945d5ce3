using Microsoft.EntityFrameworkCore;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Commands;

/// <summary>What became of one taken command.</summary>
/// <param name="Status">How it stands now.</param>
/// <param name="Failure">Why it failed or is tried again; null where all is well.</param>
/// <param name="Next">When to continue with it; null where nothing is left to do.</param>
public sealed record CommandVerdict(ClaimedCommand Command, CommandStatus Status, string? Failure, NextAttempt? Next);

/// <summary>
/// Writes the outcomes of taken commands, their callbacks, and the changes to their Sims: all in one transaction. A command that this worker no longer
/// holds is left to the worker that does.
/// </summary>
public sealed class CommandRecorder(CommandQueue queue, StatusChangeService changes, CallbackSignal callbacks, CommandSignal signal, TimeProvider time)
{
    public async Task WriteAsync(Guid lease, IReadOnlyList<CommandVerdict> verdicts, CancellationToken token)
    {
        for (var written = false; !written;)
        {
            try
            {
                await queue.WriteAsync(lease, verdicts, v => v.Command.Id, (db, held, after) => WriteAsync(db, lease, held, after, token), token);
                written = true;
            }
            catch (DbUpdateConcurrencyException)
            {
                // A ready Sim changed meanwhile: it may no longer be ready.
            }
        }
    }

    private async Task WriteAsync(SimConsoleDb db, Guid lease, IReadOnlyList<CommandVerdict> held, AfterCommit after, CancellationToken token)
    {
        var now = time.Now();
        foreach (var group in held.GroupBy(v => (v.Status, v.Failure, v.Next, v.Command.DeviceIp)))
        {
            var (status, failure, next, address) = group.Key;
            var (dueAt, spent) = (now + next?.Wait, next?.Spent ?? 0);
            await queue.SetAsync(db, lease, [.. group.Select(v => v.Command.Id)], set => set
                .SetProperty(c => c.UpdatedAt, c => c.Status == status ? c.UpdatedAt : now)
                .SetProperty(c => c.Status, status)
                .SetProperty(c => c.Failure, failure)
                .SetProperty(c => c.DueAt, dueAt)
                .SetProperty(c => c.SecondsLeft, c => c.SecondsLeft - spent)
                .SetProperty(c => c.DeviceIp, address)
                .SetProperty(c => c.LeaseToken, (Guid?)null), token);
        }

        var news = held.Where(v => v.Status != v.Command.Status).ToList();
        if (await TellAsync(db, news, now, token))
        {
            after.Wake(callbacks);
        }

        await db.SaveChangesAsync(token);
        long[] sims = [.. news.Where(v => v.Command.Kind == CommandKind.Sms && v.Status == CommandStatus.Sent).Select(v => v.Command.SimId).Distinct()];
        await CommandUse.ActivateAsync(db, changes, sims, after, token);
        after.Wake(signal);
    }

    private static async Task<bool> TellAsync(SimConsoleDb db, List<CommandVerdict> news, DateTimeOffset now, CancellationToken token)
    {
        var heard = news.Where(v => v.Command.CallbackUrl is not null).ToLookup(v => v.Command.Status == CommandStatus.Queued);
        foreach (var verdict in heard[true])
        {
            if (CommandTeller.At(verdict.Command.CallbackUrl, verdict.Command.CallbackMethod) is { } request)
            {
                CommandTeller.AddFirst(db, Told(verdict), request, now);
            }
        }

        return await CommandTeller.AddNextAsync(db, heard[false].Select(Told), now, token) || heard[true].Any();
    }

    private static ToldCommand Told(CommandVerdict verdict) => new()
    {
        Sid = verdict.Command.Sid,
        Kind = verdict.Command.Kind,
        SimId = verdict.Command.SimId,
        SimSid = verdict.Command.SimSid,
        SimUniqueName = verdict.Command.SimUniqueName,
        SimIccid = verdict.Command.SimIccid,
        Direction = CommandDirection.ToSim,
        Status = verdict.Status,
        Payload = verdict.Command.Payload,
        PayloadType = verdict.Command.PayloadType,
        DevicePort = verdict.Command.DevicePort,
        DeviceIp = verdict.Command.DeviceIp,
        Failure = verdict.Failure,
    };
}
