using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SimConsole.Callbacks;
using SimConsole.Data;

namespace SimConsole.ESimProfiles;

/// <summary>An order that a worker has taken.</summary>
public sealed record ClaimedESimProfile
{
    public required long Id { get; init; }
    public required string Sid { get; init; }
    public required string? Eid { get; init; }
    public required bool WantsMatchingId { get; init; }
    public required string RequestedBy { get; init; }
    public required DateTimeOffset Deadline { get; init; }
    public required int Attempts { get; init; }
    public required string? Failure { get; init; }

    /// <summary>The stamp of the lease.</summary>
    public required Guid Lease { get; init; }
}

/// <summary>Hands out orders of eSIM profiles under a lease. Correct on every database by the conditional UPDATE alone, as for status changes.</summary>
public sealed class ESimProfileQueue(
    IDbContextFactory<SimConsoleDb> databases, CallbackOutbox callbacks, ESimProfileSignal signal, TimeProvider time, IOptions<ESimProfileOptions> options)
{
    /// <summary>Takes orders that are due, the longest due first. Empty when nothing is due.</summary>
    public async Task<IReadOnlyList<ClaimedESimProfile>> ClaimAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var now = time.Now();
        var ids = await db.ESimProfiles.Where(p => p.DueAt <= now).OrderBy(p => p.DueAt).ThenBy(p => p.Id).Select(p => p.Id).Take(ESimProfileOptions.BatchSize).ToListAsync(token);
        if (ids.Count == 0)
        {
            return [];
        }

        IReadOnlyList<ClaimedESimProfile> taken = [];
        var told = false;
        await db.InTransactionAsync(async () =>
        {
            taken = await TakeAsync(db, ids, now, token);
            var begun = taken.Where(p => p.Attempts == 1).ToDictionary(p => p.Sid, p => ESimProfileRecorder.FieldsOf(p.Sid, p.Eid, null, ESimProfileStatus.Reserving));
            told = await CallbackOutbox.AddNextAsync(db, begun, now, token);
            await db.SaveChangesAsync(token);
        }, token);
        if (told)
        {
            callbacks.Wake();
        }

        signal.Wake();
        return taken;
    }

    /// <summary>Prolongs the lease of orders that are still being worked on.</summary>
    public async Task RenewAsync(IReadOnlyList<ClaimedESimProfile> taken, CancellationToken token)
    {
        var (until, lease) = (time.Now() + options.Value.Lease, taken[0].Lease);
        long[] ids = [.. taken.Select(p => p.Id)];
        await using var db = await databases.CreateDbContextAsync(token);
        await db.ESimProfiles.Where(p => ids.Contains(p.Id) && p.LeaseToken == lease).ExecuteUpdateAsync(set => set.SetProperty(p => p.DueAt, until), token);
    }

    /// <summary>When the next order is due, or null where none waits.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.ESimProfiles.Where(p => p.DueAt != null).MinAsync(p => p.DueAt, token);
    }

    private async Task<IReadOnlyList<ClaimedESimProfile>> TakeAsync(SimConsoleDb db, List<long> ids, DateTimeOffset now, CancellationToken token)
    {
        var (lease, until) = (Guid.NewGuid(), now + options.Value.Lease);
        await db.ESimProfiles.Where(p => ids.Contains(p.Id) && p.DueAt <= now).ExecuteUpdateAsync(set => set
            .SetProperty(p => p.UpdatedAt, p => p.Status == ESimProfileStatus.New ? now : p.UpdatedAt)
            .SetProperty(p => p.Status, ESimProfileStatus.Reserving)
            .SetProperty(p => p.LeaseToken, lease)
            .SetProperty(p => p.DueAt, until)
            .SetProperty(p => p.Attempts, p => p.Attempts + 1), token);
        return await db.ESimProfiles.Where(p => ids.Contains(p.Id) && p.LeaseToken == lease).OrderBy(p => p.Id).Select(p => new ClaimedESimProfile
        {
            Id = p.Id,
            Sid = p.Sid,
            Eid = p.Eid,
            WantsMatchingId = p.WantsMatchingId,
            RequestedBy = p.RequestedBy,
            Deadline = p.Deadline,
            Attempts = p.Attempts,
            Failure = p.Failure,
            Lease = lease,
        }).ToListAsync(token);
    }
}
