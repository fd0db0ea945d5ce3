using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SimConsole.Data;
using SimConsole.Work;

namespace SimConsole.StatusChanges;

/// <summary>
/// Hands out due changes under a lease. Correct on every database by one statement alone: the conditional UPDATE that stamps a
/// row with a token changes it only while it is still due, so of two workers that saw the same row one gets it.
/// </summary>
public sealed class StatusChangeQueue(
    IDbContextFactory<SimConsoleDb> databases, ThisProcess running, TimeProvider time, IOptions<StatusChangeOptions> options) : IDisposable
{
    // Lanes of one process would only take each other's candidates.
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    /// <summary>
    /// Takes due changes of one priority, the most urgent there is down to <paramref name="lowest"/>, oldest first, and of each Sim
    /// only its first open change. Null when nothing is due.
    /// </summary>
    public async Task<ClaimedBatch?> ClaimAsync(StatusChangePriority lowest, CancellationToken token)
    {
        await _oneAtATime.WaitAsync(token);
        try
        {
            var now = time.Now();
            await using var db = await databases.CreateDbContextAsync(token);
            var candidates = await Due(db, now)
                .Where(c => c.Priority <= lowest)
                .OrderBy(c => c.Priority).ThenBy(c => c.DueAt).ThenBy(c => c.Id)
                .Select(c => new { c.Id, c.Priority })
                .Take(options.Value.BatchSize)
                .ToListAsync(token);
            if (candidates.Count == 0)
            {
                return null;
            }

            long[] ids = [.. candidates.Where(c => c.Priority == candidates[0].Priority).Select(c => c.Id)];
            var lease = Guid.NewGuid();
            var process = await running.IdAsync(token);
            await db.InTransactionAsync(() => Due(db, now).Where(c => ids.Contains(c.Id)).ExecuteUpdateAsync(set => set
                .SetProperty(c => c.State, StatusChangeState.Applying)
                .SetProperty(c => c.LeaseToken, lease)
                .SetProperty(c => c.ProcessId, process)
                .SetProperty(c => c.DueAt, now + options.Value.Lease)
                .SetProperty(c => c.Attempts, c => c.Attempts + 1), token), token);
            return new ClaimedBatch(lease, now, await TakenAsync(db, ids, lease, token));
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Prolongs the lease of a batch that is still being worked on.</summary>
    public async Task RenewAsync(ClaimedBatch batch, CancellationToken token)
    {
        var until = time.Now() + options.Value.Lease;
        long[] ids = [.. batch.Changes.Select(c => c.Id)];
        await using var db = await databases.CreateDbContextAsync(token);
        await db.StatusChanges
            .Where(c => ids.Contains(c.Id) && c.LeaseToken == batch.Token && c.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.DueAt, until), token);
    }

    /// <summary>Makes what waits for its next attempt due now: the authority has news of this SIM.</summary>
    public async Task HurryAsync(string iccid, CancellationToken token)
    {
        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        await db.StatusChanges
            .Where(c => c.EndedAt == null && c.State == StatusChangeState.Queued && c.Attempts > 0 && c.DueAt > now && c.Sim!.Iccid == iccid)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.DueAt, now), token);
    }

    /// <summary>
    /// Makes due what would wait for longer than anything is made to wait: the clock has been set back since that was written. Returns how many changes it was.
    /// </summary>
    /// <param name="longest">How long a worker makes a change of a priority wait at most.</param>
    public async Task<int> RecallAsync(StatusChangePriority lowest, Func<StatusChangePriority, TimeSpan> longest, CancellationToken token)
    {
        var now = time.Now();
        var recalled = 0;
        await using var db = await databases.CreateDbContextAsync(token);
        foreach (var priority in Enum.GetValues<StatusChangePriority>().Where(p => p <= lowest))
        {
            var (wait, deadline) = (longest(priority), now + options.Value.Deadline);
            var latest = now + (wait > options.Value.Lease ? wait : options.Value.Lease);

            // An order for later has its own time until it is taken.
            var stranded = db.StatusChanges.Where(c => c.EndedAt == null && c.Priority == priority && c.DueAt > latest
                && (c.Attempts > 0 || c.DueAt == c.QueuedAt));
            if (await stranded.AnyAsync(token))
            {
                recalled += await stranded.ExecuteUpdateAsync(set => set
                    .SetProperty(c => c.DueAt, now)
                    .SetProperty(c => c.Deadline, c => c.Deadline > deadline && c.Deadline != StatusChangeOptions.NoDeadline ? deadline : c.Deadline), token);
            }
        }

        return recalled;
    }

    /// <summary>When the next open change is due, or null where none is open.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(StatusChangePriority lowest, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.StatusChanges.Where(c => c.EndedAt == null && c.Priority <= lowest).MinAsync(c => c.DueAt, token);
    }

    public void Dispose() => _oneAtATime.Dispose();

    private static IQueryable<StatusChange> Due(SimConsoleDb db, DateTimeOffset now) =>
        db.StatusChanges.Where(c => c.EndedAt == null && c.DueAt <= now
            && !db.StatusChanges.Any(earlier => earlier.SimId == c.SimId && earlier.EndedAt == null && earlier.Id < c.Id));

    private static async Task<IReadOnlyList<ClaimedChange>> TakenAsync(SimConsoleDb db, long[] ids, Guid lease, CancellationToken token) =>
        await db.StatusChanges
            .Where(c => ids.Contains(c.Id) && c.LeaseToken == lease)
            .Select(c => new ClaimedChange
            {
                Id = c.Id,
                Kind = c.Kind,
                FromStatus = c.FromStatus,
                ToStatus = c.ToStatus,
                MovesFleet = c.MovesFleet,
                ToFleetId = c.ToFleetId,
                Priority = c.Priority,
                BulkChangeId = c.BulkChangeId,
                RequestedBy = c.RequestedBy,
                Deadline = c.Deadline,
                Attempts = c.Attempts,
                Failure = c.Failure,
                Doubtful = c.Attempts > 1 || db.StatusChanges.Any(before => before.State != StatusChangeState.Completed
                    && before.Id == db.StatusChanges.Where(earlier => earlier.SimId == c.SimId && earlier.Id < c.Id && earlier.Attempts > 0)
                        .Max(earlier => (long?)earlier.Id)),
                SimId = c.SimId,
                SimSid = c.Sim!.Sid,
                Iccid = c.Sim.Iccid,
                Imsi = c.Sim.Imsi,
                Msisdn = c.Sim.Msisdn,
                SimStatus = c.Sim.Status,
                SimHeld = c.Sim.HeldByReportId != null,
                SimVersion = c.Sim.Version,
                FleetName = c.Sim.Fleet!.UniqueName ?? c.Sim.Fleet.Sid,
            })
            .ToListAsync(token);
}
