using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SimConsole.Data;
using SimConsole.StatusChanges;

namespace SimConsole.Reconciliation;

/// <summary>Hands out comparisons under a lease, one at a time over all processes, and keeps the latest for the record.</summary>
public sealed class ReconcileQueue(IDbContextFactory<SimConsoleDb> databases, TimeProvider time, IOptions<ReconcileOptions> options, IOptions<StatusChangeOptions> work)
{
    private const int Kept = 100;
    private const string BySchedule = "the schedule";

    /// <summary>A comparison that the network did not let come to its end is begun again after this time.</summary>
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    private readonly DateTimeOffset _begun = time.Now();

    /// <summary>Asks for a comparison; one that waits, or is under way, will do.</summary>
    public async Task RequestAsync(string requestedBy, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        if (await db.ReconcileRuns.AnyAsync(r => r.EndedAt == null, token))
        {
            return;
        }

        var now = time.Now();
        db.ReconcileRuns.Add(new ReconcileRun { RequestedBy = requestedBy, RequestedAt = now, DueAt = now });
        await db.SaveChangesAsync(token);
    }

    /// <summary>Asks for one where the last was long enough ago.</summary>
    public async Task RequestWhenDueAsync(CancellationToken token)
    {
        if (options.Value.Every == TimeSpan.Zero)
        {
            return;
        }

        var last = await LatestAsync(token);
        var next = last is null || last.RequestedAt < _begun ? _begun + options.Value.Every
            : last is { Failure: not null, EndedAt: { } ended } ? ended + AfterFailure
            : last.RequestedAt + options.Value.Every;

        // One that is farther away than any was reckoned before the clock was set back.
        var now = time.Now();
        if (last is null or { EndedAt: not null } && (now >= next || next - now > Longest))
        {
            await RequestAsync(BySchedule, token);
        }
    }

    /// <summary>Takes the comparison that is due; null where none is.</summary>
    public async Task<ReconcileRun?> ClaimAsync(CancellationToken token)
    {
        var now = time.Now();
        var until = now + work.Value.Lease;
        await using var db = await databases.CreateDbContextAsync(token);
        var id = await db.ReconcileRuns.Where(r => r.EndedAt == null).OrderBy(r => r.Id).Select(r => (long?)r.Id).FirstOrDefaultAsync(token);
        var lease = Guid.NewGuid();
        var taken = id is null ? 0 : await db.ReconcileRuns.Where(r => r.Id == id && r.EndedAt == null && (r.DueAt <= now || r.DueAt > until))
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.LeaseToken, lease).SetProperty(r => r.DueAt, until), token);
        return taken == 0 ? null : await db.ReconcileRuns.AsNoTracking().SingleAsync(r => r.Id == id, token);
    }

    /// <summary>Writes how far the comparison is, and prolongs the lease. False where somebody else has it now.</summary>
    public async Task<bool> NoteAsync(ReconcileRun run, CancellationToken token)
    {
        var until = time.Now() + work.Value.Lease;
        await using var db = await databases.CreateDbContextAsync(token);
        return await Mine(db, run).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.UpToSimId, run.UpToSimId)
            .SetProperty(r => r.Compared, run.Compared)
            .SetProperty(r => r.Found, run.Found)
            .SetProperty(r => r.DueAt, until), token) == 1;
    }

    /// <summary>Ends the comparison, with the reason where it did not come to the last Sim.</summary>
    public async Task EndAsync(ReconcileRun run, string? failure, CancellationToken token)
    {
        var now = time.Now();
        failure = failure?.CutTo(ReconcileRun.FailureLength);
        await using var db = await databases.CreateDbContextAsync(token);
        await Mine(db, run).ExecuteUpdateAsync(set => set.SetProperty(r => r.EndedAt, now).SetProperty(r => r.Failure, failure).SetProperty(r => r.Found, run.Found), token);
        await db.ReconcileRuns.Where(r => r.Id <= run.Id - Kept).ExecuteDeleteAsync(token);
    }

    /// <summary>The comparison that is under way, or was the last; null before the first.</summary>
    public async Task<ReconcileRun?> LatestAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.ReconcileRuns.AsNoTracking().OrderByDescending(r => r.Id).FirstOrDefaultAsync(token);
    }

    private TimeSpan Longest => options.Value.Every > AfterFailure ? options.Value.Every : AfterFailure;

    private static IQueryable<ReconcileRun> Mine(SimConsoleDb db, ReconcileRun run) =>
        db.ReconcileRuns.Where(r => r.Id == run.Id && r.LeaseToken == run.LeaseToken && r.EndedAt == null);
}
