using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SimConsole.Data;

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

    /// <summary>The stamp of the lease, and when it runs out.</summary>
    public required Guid Lease { get; init; }
    public required DateTimeOffset LeaseUntil { get; init; }

    /// <summary>The name of the message, the same for every attempt.</summary>
    public string MessageId => CallbackMessage.IdOf(Sid, Number);
}

/// <summary>
/// Hands out due callbacks under a lease, host by host, so that what waits for one host never stands before what waits for another. Correct on every
/// database by the conditional UPDATE alone, as for status changes.
/// </summary>
public sealed class CallbackQueue(IDbContextFactory<SimConsoleDb> databases, TimeProvider time, IOptions<CallbackOptions> options)
{
    /// <summary>The hosts that something is due for.</summary>
    public async Task<IReadOnlyList<string>> DueHostsAsync(CancellationToken token)
    {
        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        return await Due(db, now).Select(c => c.Host).Distinct().ToListAsync(token);
    }

    /// <summary>Takes up to <paramref name="most"/> due callbacks of one host, the longest due first. Empty when nothing is due.</summary>
    public async Task<IReadOnlyList<ClaimedCallback>> ClaimAsync(string host, int most, CancellationToken token)
    {
        var now = time.Now();
        var until = now + options.Value.Lease;
        await using var db = await databases.CreateDbContextAsync(token);
        var ids = await Due(db, now).Where(c => c.Host == host).OrderBy(c => c.DueAt).ThenBy(c => c.Id).Select(c => c.Id).Take(most).ToListAsync(token);
        if (ids.Count == 0)
        {
            return [];
        }

        // Waiting, and not State, which would lead the database through all that is due instead of to these ids.
        var lease = Guid.NewGuid();
        await db.Callbacks.Where(c => ids.Contains(c.Id) && c.Waiting > 0 && c.DueAt <= now).ExecuteUpdateAsync(set => set
            .SetProperty(c => c.LeaseToken, lease)
            .SetProperty(c => c.DueAt, until), token);
        return await db.CallbackMessages
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
                Lease = lease,
                LeaseUntil = until,
            })
            .ToListAsync(token);
    }

    /// <summary>When the next callback is due, or null where none waits.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.Callbacks.Where(c => c.State == CallbackState.Waiting).MinAsync(c => (DateTimeOffset?)c.DueAt, token);
    }

    /// <summary>
    /// Makes due what would wait for longer than anything is made to wait after so many attempts: the clock has been set back since that was written.
    /// Returns how many callbacks it was.
    /// </summary>
    public async Task<int> RecallAsync(CancellationToken token)
    {
        var now = time.Now();
        var lease = options.Value.Lease;
        var leased = now + lease;
        await using var db = await databases.CreateDbContextAsync(token);
        if (!await db.Callbacks.AnyAsync(c => c.State == CallbackState.Waiting && c.DueAt > leased, token))
        {
            return 0;
        }

        var recalled = 0;
        for (var attempts = 0; attempts <= CallbackSchedule.Waits.Count; attempts++)
        {
            var wait = attempts == 0 ? lease : CallbackSchedule.Waits[attempts - 1];
            var latest = now + (wait > lease ? wait : lease);
            recalled += await db.Callbacks.Where(c => c.State == CallbackState.Waiting && c.Attempts == attempts && c.DueAt > latest)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.DueAt, now), token);
        }

        return recalled;
    }

    private static IQueryable<Callback> Due(SimConsoleDb db, DateTimeOffset now) => db.Callbacks.Where(c => c.State == CallbackState.Waiting && c.DueAt <= now);
}
