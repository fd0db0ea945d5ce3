using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Work;

namespace SimConsole.Callbacks;

/// <summary>A callback that a worker has taken, with the message that is next.</summary>
public sealed record ClaimedCallback
{
    public required long Id { get; init; }
    public required string Sid { get; init; }
    public required string Url { get; init; }
    public required string Host { get; init; }
    public required CallMethod Method { get; init; }
    public required int Attempts { get; init; }
    public required int Number { get; init; }
    public required CallbackFields Fields { get; init; }

    /// <summary>The trace context of the request for the change that it tells of; null where none was recorded.</summary>
    public string? Traceparent { get; init; }

    /// <summary>The lease token of the worker that holds it.</summary>
    public required Guid Lease { get; init; }

    /// <inheritdoc cref="ThisProcess.Life"/>
    public CancellationToken Life { get; init; }

    /// <summary>The name of the message, the same for every attempt.</summary>
    public string MessageId => CallbackMessage.IdOf(Sid, Number);
}

/// <summary>
/// Hands out due callbacks, host by host, so that callbacks for one host never wait behind those for another. As with status changes, the conditional UPDATE alone makes
/// this correct on every database, and a worker keeps what it has taken for as long as its process lives, whatever clocks say.
/// </summary>
public sealed class CallbackQueue(IDbContextFactory<SimConsoleDb> databases, ThisProcess process, CallbackSignal signal, TimeProvider time) : IHeldWork
{
    /// <summary>How far the clocks of two machines may differ before one treats a time that the other wrote as a mistake.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<(Guid Lease, long Callback)> _abandoned = new();

    /// <summary>The hosts for which something is due. Before that, abandoned callbacks are made due again. For one caller at a time.</summary>
    public async Task<IReadOnlyList<string>> DueHostsAsync(CancellationToken token)
    {
        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        await LetGoAsync(db, token);
        return await Due(db, now).Select(c => c.Host).Distinct().ToListAsync(token);
    }

    /// <summary>Takes up to <paramref name="most"/> due callbacks of one host, the longest due first. Empty when nothing is due.</summary>
    public async Task<IReadOnlyList<ClaimedCallback>> ClaimAsync(string host, int most, CancellationToken token)
    {
        if (process.IsFenced)
        {
            return [];
        }

        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        var ids = await Due(db, now).Where(c => c.Host == host).OrderBy(c => c.DueAt).ThenBy(c => c.Id).Select(c => c.Id).Take(most).ToListAsync(token);
        if (ids.Count == 0)
        {
            return [];
        }

        // The condition is on Waiting, not on State: with State the database would scan all that is due instead of looking up these ids.
        var (lease, (id, life)) = (Guid.NewGuid(), await process.LiveAsync(token));
        try
        {
            await db.Callbacks.Where(c => ids.Contains(c.Id) && c.Waiting > 0 && c.DueAt <= now && c.LeaseToken == null && db.RunningProcesses.Any(p => p.Id == id))
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.LeaseToken, lease).SetProperty(c => c.ProcessId, id), token);
            return await ReadAsync(db, ids, lease, life, token);
        }
        catch
        {
            // They may have been taken even so.
            ids.ForEach(taken => _abandoned.Enqueue((lease, taken)));
            throw;
        }
    }

    /// <summary>Whether a callback that was taken may still be sent: not if its process has stood still, since another worker may have it now.</summary>
    public bool MaySend(ClaimedCallback claimed) => !process.IsFenced && !claimed.Life.IsCancellationRequested;

    /// <summary>Gives up a callback that was taken. It is released at the next look for what is due, once the database can be written.</summary>
    public void Abandon(ClaimedCallback claimed) => _abandoned.Enqueue((claimed.Lease, claimed.Id));

    /// <summary>Releases the callbacks of processes that no longer exist, so that they may be taken at once.</summary>
    public Task ReleaseAsync(SimConsoleDb db, CancellationToken token) =>
        db.Callbacks.Where(c => c.State == CallbackState.Waiting && c.LeaseToken != null && !db.RunningProcesses.Any(p => p.Id == c.ProcessId))
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.LeaseToken, (Guid?)null), token);

    public void Wake() => signal.Wake();

    private async Task LetGoAsync(SimConsoleDb db, CancellationToken token)
    {
        while (_abandoned.TryPeek(out var left))
        {
            await db.Callbacks.Where(c => c.Id == left.Callback && c.LeaseToken == left.Lease).ExecuteUpdateAsync(set => set.SetProperty(c => c.LeaseToken, (Guid?)null), token);
            _abandoned.TryDequeue(out _);
        }
    }

    private static async Task<IReadOnlyList<ClaimedCallback>> ReadAsync(SimConsoleDb db, IReadOnlyList<long> ids, Guid lease, CancellationToken life, CancellationToken token)
    {
        var claimed = await db.CallbackMessages
            .Where(m => ids.Contains(m.CallbackId) && m.Callback!.LeaseToken == lease && m.State == CallbackState.Waiting
                && !db.CallbackMessages.Any(earlier => earlier.CallbackId == m.CallbackId && earlier.Number < m.Number && earlier.State == CallbackState.Waiting))
            .OrderBy(m => m.CallbackId)
            .Select(m => new ClaimedCallback
            {
                Id = m.CallbackId,
                Sid = m.Callback!.Sid,
                Url = m.Callback.Url,
                Host = m.Callback.Host,
                Method = m.Callback.Method,
                Attempts = m.Callback.Attempts,
                Number = m.Number,
                Fields = m.Fields,
                Traceparent = m.Callback.StatusChange!.Traceparent,
                Lease = lease,
            })
            .ToListAsync(token);
        return [.. claimed.Select(callback => callback with { Life = life })];
    }

    /// <summary>When the next callback is due, or null where none waits.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.Callbacks.Where(c => c.State == CallbackState.Waiting && c.LeaseToken == null).MinAsync(c => (DateTimeOffset?)c.DueAt, token);
    }

    /// <summary>
    /// Makes callbacks due whose wait is longer than the schedule has after that many attempts, unless their receiver has asked for it: the clock has been set
    /// back since it was written. Returns how many callbacks were made due.
    /// </summary>
    public async Task<int> RecallAsync(CancellationToken token)
    {
        var now = time.Now();
        var soon = now + Slack;
        await using var db = await databases.CreateDbContextAsync(token);
        if (!await db.Callbacks.AnyAsync(c => c.State == CallbackState.Waiting && c.DueAt > soon, token))
        {
            return 0;
        }

        var recalled = 0;
        for (var attempts = 0; attempts <= CallbackSchedule.Waits.Count; attempts++)
        {
            var latest = soon + (attempts == 0 ? TimeSpan.Zero : CallbackSchedule.Waits[attempts - 1]);
            recalled += await db.Callbacks
                .Where(c => c.State == CallbackState.Waiting && c.LeaseToken == null && c.Attempts == attempts && c.DueAt > latest
                    && !db.Deliveries.Any(d => d.CallbackId == c.Id && d.NextTryAt == c.DueAt && d.At <= soon))
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.DueAt, now), token);
        }

        return recalled;
    }

    private static IQueryable<Callback> Due(SimConsoleDb db, DateTimeOffset now) => db.Callbacks.Where(c => c.State == CallbackState.Waiting && c.DueAt <= now && c.LeaseToken == null);
}
