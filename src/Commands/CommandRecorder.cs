using Microsoft.EntityFrameworkCore;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.StatusChanges;

namespace SimConsole.Commands;

/// <summary>What became of one taken command.</summary>
/// <param name="Status">How it stands now.</param>
/// <param name="Failure">Why it failed or is tried again; null where all is well.</param>
/// <param name="DueAt">When to go on with it; null where nothing is left to do.</param>
public sealed record CommandVerdict(ClaimedCommand Command, CommandStatus Status, string? Failure, DateTimeOffset? DueAt);

/// <summary>
/// Writes what became of taken commands, who is told of it, and what it makes of their Sims: all in one transaction. What this worker no longer
/// holds is left to the one that does.
/// </summary>
public sealed class CommandRecorder(
    IDbContextFactory<SimConsoleDb> databases, StatusChangeService changes, CallbackOutbox callbacks, CommandSignal signal, LiveFeed live, TimeProvider time)
{
    public async Task WriteAsync(Guid lease, IReadOnlyList<CommandVerdict> verdicts, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var (told, changed) = (false, (IReadOnlyList<SimChanged>)[]);
        for (var held = verdicts; held.Count > 0;)
        {
            try
            {
                await db.InTransactionAsync(async () => (told, changed) = await WriteAsync(db, lease, held, token), token);
                break;
            }
            catch (LeaseLostException)
            {
                held = await StillHeldAsync(db, lease, held, token);
            }
            catch (DbUpdateConcurrencyException)
            {
                // A ready Sim changed meanwhile: it may no longer be one.
            }
        }

        live.Publish(changed);
        signal.Wake();
        if (told)
        {
            callbacks.Wake();
        }
    }

    private async Task<(bool Told, IReadOnlyList<SimChanged> Changed)> WriteAsync(SimConsoleDb db, Guid lease, IReadOnlyList<CommandVerdict> held, CancellationToken token)
    {
        var now = time.Now();
        foreach (var group in held.GroupBy(v => (v.Status, v.Failure, v.DueAt, v.Command.DeviceIp)))
        {
            var (status, failure, dueAt, address) = group.Key;
            long[] ids = [.. group.Select(v => v.Command.Id)];
            var rows = await db.Commands.Where(c => ids.Contains(c.Id) && c.LeaseToken == lease).ExecuteUpdateAsync(set => set
                .SetProperty(c => c.UpdatedAt, c => c.Status == status ? c.UpdatedAt : now)
                .SetProperty(c => c.Status, status)
                .SetProperty(c => c.Failure, failure)
                .SetProperty(c => c.DueAt, dueAt)
                .SetProperty(c => c.DeviceIp, address)
                .SetProperty(c => c.LeaseToken, (Guid?)null), token);
            if (rows != ids.Length)
            {
                throw new LeaseLostException();
            }
        }

        var news = held.Where(v => v.Status != v.Command.Status).ToList();
        var told = await TellAsync(db, news, now, token);
        await db.SaveChangesAsync(token);
        long[] sims = [.. news.Where(v => v.Command.Kind == CommandKind.Sms && v.Status == CommandStatus.Sent).Select(v => v.Command.SimId).Distinct()];
        return (told, await CommandUse.ActivateAsync(db, changes, sims, token));
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

    private static async Task<IReadOnlyList<CommandVerdict>> StillHeldAsync(SimConsoleDb db, Guid lease, IReadOnlyList<CommandVerdict> verdicts, CancellationToken token)
    {
        long[] ids = [.. verdicts.Select(v => v.Command.Id)];
        var held = await db.Commands.Where(c => ids.Contains(c.Id) && c.LeaseToken == lease).Select(c => c.Id).ToHashSetAsync(token);
        return [.. verdicts.Where(v => held.Contains(v.Command.Id))];
    }

    private sealed class LeaseLostException : Exception;
}
