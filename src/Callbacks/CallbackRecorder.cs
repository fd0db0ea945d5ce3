using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.Callbacks;

/// <summary>
/// Writes the outcome of attempts: all that came in while the last ones were being written, in one transaction. If a process dies before that is committed,
/// others release its callbacks, and the messages are delivered once more under the same name.
/// </summary>
public sealed partial class CallbackRecorder(IDbContextFactory<SimConsoleDb> databases, CallbackQueue queue, CallbackSignal signal, TimeProvider time, ILogger<CallbackRecorder> log)
{
    private readonly Lock _lock = new();
    private List<Attempt> _waiting = [];
    private Task _writing = Task.CompletedTask;

    /// <summary>Takes one attempt, to be written soon. The task ends when it and all before it are written, or could not be.</summary>
    public Task Add(ClaimedCallback claimed, Delivery delivery)
    {
        lock (_lock)
        {
            _waiting.Add(new Attempt(claimed, delivery));
            return _waiting.Count > 1 ? _writing : _writing = WriteAfterAsync(_writing);
        }
    }

    /// <summary>Ends when all that was added is written.</summary>
    public Task IdleAsync()
    {
        lock (_lock)
        {
            return _writing;
        }
    }

    private async Task WriteAfterAsync(Task earlier)
    {
        await earlier;
        await Task.Yield();
        List<Attempt> attempts;
        lock (_lock)
        {
            (attempts, _waiting) = (_waiting, []);
        }

        try
        {
            await WriteAsync(attempts);
            attempts.ForEach(attempt => attempt.Measure());
            signal.Wake();
        }
        catch (Exception exception)
        {
            attempts.ForEach(attempt => queue.Abandon(attempt.Claimed));
            LogLost(exception, attempts.Count);
        }
    }

    private async Task WriteAsync(IReadOnlyList<Attempt> attempts)
    {
        await using var db = await databases.CreateDbContextAsync();
        var held = attempts;
        while (true)
        {
            try
            {
                await db.InTransactionAsync(() => WriteAsync(db, attempts, held), CancellationToken.None);
                return;
            }
            catch (LeaseLostException)
            {
                held = await StillHeldAsync(db, held);
            }
        }
    }

    private async Task WriteAsync(SimConsoleDb db, IReadOnlyList<Attempt> attempts, IReadOnlyList<Attempt> held)
    {
        var now = time.Now();
        foreach (var group in held.GroupBy(a => (a.Claimed.Lease, a.Claimed.Number, a.Becomes, a.Wait)))
        {
            long[] ids = [.. group.Select(a => a.Claimed.Id)];
            var mine = db.Callbacks.Where(c => ids.Contains(c.Id) && c.LeaseToken == group.Key.Lease);
            var rows = group.Key.Wait is { } wait ? await WaitAsync(mine, now + wait) : await SettleAsync(mine, group.Key.Becomes, now);
            if (rows != ids.Length)
            {
                throw new LeaseLostException();
            }

            if (group.Key.Wait is null)
            {
                await db.CallbackMessages.Where(m => ids.Contains(m.CallbackId) && m.Number == group.Key.Number).ExecuteUpdateAsync(set => set
                    .SetProperty(m => m.State, group.Key.Becomes)
                    .SetProperty(m => m.SettledAt, now));
            }
        }

        var lost = attempts.Except(held).ToHashSet();
        db.Deliveries.AddRange(attempts.Select(a => a.Delivery with { NextTryAt = lost.Contains(a) ? null : now + a.Wait }));
        await db.SaveChangesAsync();
    }

    private static Task<int> WaitAsync(IQueryable<Callback> callbacks, DateTimeOffset until) => callbacks.ExecuteUpdateAsync(set => set
        .SetProperty(c => c.Attempts, c => c.Attempts + 1)
        .SetProperty(c => c.DueAt, until)
        .SetProperty(c => c.LeaseToken, (Guid?)null));

    private static Task<int> SettleAsync(IQueryable<Callback> callbacks, CallbackState state, DateTimeOffset now) => callbacks.ExecuteUpdateAsync(set => set
        .SetProperty(c => c.State, c => c.Waiting > 1 ? CallbackState.Waiting : state)
        .SetProperty(c => c.Waiting, c => c.Waiting - 1)
        .SetProperty(c => c.Attempts, 0)
        .SetProperty(c => c.DueAt, now)
        .SetProperty(c => c.LeaseToken, (Guid?)null));

    private static async Task<IReadOnlyList<Attempt>> StillHeldAsync(SimConsoleDb db, IReadOnlyList<Attempt> attempts)
    {
        Guid?[] leases = [.. attempts.Select(a => (Guid?)a.Claimed.Lease).Distinct()];
        var held = await db.Callbacks.Where(c => leases.Contains(c.LeaseToken)).Select(c => new { c.Id, c.LeaseToken }).ToListAsync();
        var known = held.Select(c => (c.Id, c.LeaseToken!.Value)).ToHashSet();
        return [.. attempts.Where(a => known.Contains((a.Claimed.Id, a.Claimed.Lease)))];
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What became of {Count} callbacks could not be written; they will be delivered again")]
    private partial void LogLost(Exception exception, int count);

    /// <summary>One attempt, and what follows from it.</summary>
    private sealed record Attempt(ClaimedCallback Claimed, Delivery Delivery)
    {
        /// <summary>How long until the next one; null where the message is settled.</summary>
        public TimeSpan? Wait { get; } = Delivery.Succeeded ? null : CallbackSchedule.After(Claimed.Attempts + 1, Delivery);

        /// <summary>Records the metrics of the attempt, once it is written.</summary>
        public void Measure()
        {
            var result = Becomes switch { CallbackState.Delivered => "delivered", CallbackState.GivenUp => "given_up", _ => "failed" };
            Instruments.DeliveryDuration.Record(Delivery.LatencyMs / 1000d, new KeyValuePair<string, object?>("result", result));
            Instruments.CallbacksGivenUp.Add(Becomes == CallbackState.GivenUp ? 1 : 0);
        }

        public CallbackState Becomes => Delivery.Succeeded ? CallbackState.Delivered : Wait is null ? CallbackState.GivenUp : CallbackState.Waiting;
    }

    private sealed class LeaseLostException : Exception;
}
