using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Sims;

namespace SimConsole.Callbacks;

/// <summary>Which callbacks are looked for; a property that is null is not a condition.</summary>
public sealed record CallbackFilter
{
    /// <summary>SID, unique name or ICCID of the Sim.</summary>
    public string? Sim { get; init; }

    /// <summary>A part of the URL.</summary>
    public string? Url { get; init; }

    public CallbackState? State { get; init; }
}

/// <summary>A callback as lists show it.</summary>
public sealed record CallbackSummary
{
    public required long Id { get; init; }
    public required string Sid { get; init; }
    public required CallbackSubject Subject { get; init; }

    /// <summary>The SID of what it tells of; null for a status change.</summary>
    public required string? SubjectSid { get; init; }

    /// <summary>The Sim that it is about; null where there is none yet.</summary>
    public required string? SimSid { get; init; }
    public required string? SimUniqueName { get; init; }
    public required string? SimIccid { get; init; }
    public required string Url { get; init; }
    public required CallMethod Method { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required CallbackState State { get; init; }

    /// <summary>Failed attempts of the message that is next; 0 when nothing waits.</summary>
    public required int Failures { get; init; }

    /// <summary>When the message that is next is due; in the past while it is being sent or about to be.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>All attempts of all messages.</summary>
    public required int Attempts { get; init; }

    /// <summary>The messages so far, the first one first.</summary>
    public required IReadOnlyList<CallbackMessage> Messages { get; init; }

    /// <summary>The latest attempt, or null before the first.</summary>
    public required Delivery? Last { get; init; }
}

/// <summary>Reads callbacks and their deliveries for pages and programs.</summary>
public sealed class CallbackReader(IDbContextFactory<SimConsoleDb> databases)
{
    /// <summary>The newest callbacks made before <paramref name="beforeId"/> (all where null), newest first.</summary>
    public async Task<IReadOnlyList<CallbackSummary>> ListBeforeAsync(CallbackFilter filter, long? beforeId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Summaries(Found(db, scope, filter).Where(c => beforeId == null || c.Id < beforeId).OrderByDescending(c => c.Id).Take(take)).ToListAsync(token);
    }

    /// <summary>The oldest callbacks made after <paramref name="afterId"/>, newest first: the page before a page.</summary>
    public async Task<IReadOnlyList<CallbackSummary>> ListAfterAsync(CallbackFilter filter, long afterId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var callbacks = await Summaries(Found(db, scope, filter).Where(c => c.Id > afterId).OrderBy(c => c.Id).Take(take)).ToListAsync(token);
        callbacks.Reverse();
        return callbacks;
    }

    /// <summary>The callback with this SID, or null.</summary>
    public async Task<CallbackSummary?> FindAsync(string sid, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Summaries(db.Callbacks.OfSimsIn(scope, c => c.Sim).Where(c => c.Sid == sid)).SingleOrDefaultAsync(token);
    }

    /// <summary>The newest attempts of a callback made before <paramref name="beforeId"/> (all where null), newest first.</summary>
    public async Task<IReadOnlyList<Delivery>> DeliveriesBeforeAsync(long callbackId, long? beforeId, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.Deliveries.AsNoTracking().Where(d => d.CallbackId == callbackId && (beforeId == null || d.Id < beforeId))
            .OrderByDescending(d => d.Id).Take(take).ToListAsync(token);
    }

    /// <summary>The oldest attempts of a callback made after <paramref name="afterId"/>, newest first: the page before a page.</summary>
    public async Task<IReadOnlyList<Delivery>> DeliveriesAfterAsync(long callbackId, long afterId, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var deliveries = await db.Deliveries.AsNoTracking().Where(d => d.CallbackId == callbackId && d.Id > afterId).OrderBy(d => d.Id).Take(take).ToListAsync(token);
        deliveries.Reverse();
        return deliveries;
    }

    private static IQueryable<Callback> Found(SimConsoleDb db, FleetScope scope, CallbackFilter filter)
    {
        var callbacks = db.Callbacks.OfSimsIn(scope, c => c.Sim);
        if (filter.Sim is { Length: > 0 } sim)
        {
            callbacks = callbacks.Where(c => db.Sims.Where(s => s.Sid == sim || s.UniqueName == sim || s.Iccid == sim).Select(s => (long?)s.Id).Contains(c.SimId));
        }

        if (filter.Url is { Length: > 0 } url)
        {
            callbacks = callbacks.Where(c => c.Url.Contains(url));
        }

        return filter.State is { } state ? callbacks.Where(c => c.State == state) : callbacks;
    }

    private static IQueryable<CallbackSummary> Summaries(IQueryable<Callback> callbacks) => callbacks.AsNoTracking().AsSplitQuery().Select(c => new CallbackSummary
    {
        Id = c.Id,
        Sid = c.Sid,
        Subject = c.Subject,
        SubjectSid = c.SubjectSid,
        SimSid = c.Sim!.Sid,
        SimUniqueName = c.Sim.UniqueName,
        SimIccid = c.Sim.Iccid,
        Url = c.Url,
        Method = c.Method,
        CreatedAt = c.CreatedAt,
        State = c.State,
        Failures = c.Attempts,
        DueAt = c.DueAt,
        Attempts = c.Deliveries.Count,
        Messages = c.Messages.OrderBy(m => m.Number).ToList(),
        Last = c.Deliveries.OrderByDescending(d => d.Id).FirstOrDefault(),
    });
}
