using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Work;

namespace SimConsole.Reconciliation;

/// <summary>A comparison that somebody has asked for.</summary>
/// <param name="IsNew">Whether it was not open already.</param>
public sealed record AskedComparison(string Sid, bool IsNew);

/// <summary>Hands out comparisons under a lease, each scope's in the order in which they were asked for, and keeps the latest for the record.</summary>
public sealed class ReconcileQueue(
    IDbContextFactory<SimConsoleDb> databases,
    ThisProcess process,
    ReconcileSignal signal,
    TimeProvider time,
    IOptions<ReconcileOptions> options)
    : IHeldWork
{
    /// <summary>How many ended comparisons are kept of each scope.</summary>
    public const int Kept = 1_000;

    private const string BySchedule = "the schedule";

    /// <summary>How long a worker's lease on a comparison lasts; each chunk of Sims renews it.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>How long after a comparison that failed the next one begins.</summary>
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    private readonly DateTimeOffset _begun = time.Now();

    /// <summary>Asks for a comparison of a Fleet, a Sim, or, where both are null, all Sims; the same one that waits or is under way is used where there is one.</summary>
    /// <param name="caller">Who asks; null where the schedule does.</param>
    public async Task<AskedComparison> RequestAsync(Caller? caller, long? fleetId, long? simId, CancellationToken token)
    {
        AskedComparison? asked = null;
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async after =>
        {
            // Two callers who ask at the same time get the same comparison.
            await db.LockNameAsync(nameof(ReconcileRun), token);
            var open = await db.ReconcileRuns.Where(r => r.EndedAt == null && r.FleetId == fleetId && r.SimId == simId)
                .OrderBy(r => r.Id).Select(r => r.Sid).FirstOrDefaultAsync(token);
            asked = new AskedComparison(open ?? Sid.New(ReconcileRun.SidPrefix), IsNew: open is null);
            if (asked.IsNew)
            {
                var now = time.Now();
                db.ReconcileRuns.Add(new ReconcileRun { Sid = asked.Sid, FleetId = fleetId, SimId = simId, RequestedBy = caller?.Name ?? BySchedule, RequestedAt = now, DueAt = now });
                if (caller is not null)
                {
                    db.Audit(caller, AuditKinds.ComparisonAsked, asked.Sid);
                }

                await db.SaveChangesAsync(token);
                after.Wake(signal);
            }
        }, token);
        return asked!;
    }

    /// <summary>Asks for a comparison of all Sims where the last one was long enough ago.</summary>
    public async Task RequestWhenDueAsync(CancellationToken token)
    {
        if (options.Value.Every == TimeSpan.Zero)
        {
            return;
        }

        var last = await LatestAsync(null, null, token);
        var next = last is null || last.RequestedAt < _begun ? _begun + options.Value.Every
            : last is { Failure: not null, EndedAt: { } ended } ? ended + AfterFailure
            : last.RequestedAt + options.Value.Every;

        // A time further away than the longest wait was computed before the clock was set back.
        var now = time.Now();
        if (last is null or { EndedAt: not null } && (now >= next || next - now > Longest))
        {
            await RequestAsync(null, null, null, token);
        }
    }

    /// <summary>Takes the next comparison of a scope that is due; null where none is.</summary>
    public async Task<ReconcileRun?> ClaimAsync(ComparisonScope scope, CancellationToken token)
    {
        var now = time.Now();
        var until = now + Lease;
        await using var db = await databases.CreateDbContextAsync(token);
        var due = Of(db, scope).Where(r => r.EndedAt == null && (r.DueAt <= now || r.DueAt > until));
        if (await due.OrderBy(r => r.Id).Select(r => (long?)r.Id).FirstOrDefaultAsync(token) is not { } id)
        {
            return null;
        }

        var (lease, processId) = (Guid.NewGuid(), await process.IdAsync(token));
        var taken = await due.Where(r => r.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.LeaseToken, lease).SetProperty(r => r.ProcessId, processId).SetProperty(r => r.DueAt, until), token);
        return taken == 0 ? null : await db.ReconcileRuns.AsNoTracking().SingleAsync(r => r.Id == id, token);
    }

    /// <summary>Writes how far the comparison is, and prolongs the lease. False where somebody else has it now.</summary>
    public async Task<bool> NoteAsync(ReconcileRun run, CancellationToken token)
    {
        var until = time.Now() + Lease;
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
        var ended = Of(db, run.Scope).Where(r => r.EndedAt != null);
        var last = await ended.OrderByDescending(r => r.Id).Skip(Kept).Select(r => r.Id).FirstOrDefaultAsync(token);
        await ended.Where(r => r.Id <= last).ExecuteDeleteAsync(token);
    }

    /// <summary>The comparison of a Fleet, a Sim, or all Sims that is under way, or was the last; null before the first.</summary>
    public async Task<ReconcileRun?> LatestAsync(long? fleetId, long? simId, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.ReconcileRuns.AsNoTracking().Where(r => r.FleetId == fleetId && r.SimId == simId).OrderByDescending(r => r.Id).FirstOrDefaultAsync(token);
    }

    /// <summary>Makes the work of processes that have ended due at once, as if its lease had run out.</summary>
    public Task ReleaseAsync(SimConsoleDb db, CancellationToken token)
    {
        var now = time.Now();
        return db.ReconcileRuns.Where(r => r.EndedAt == null && r.LeaseToken != null && !db.RunningProcesses.Any(p => p.Id == r.ProcessId)).ExecuteUpdateAsync(set => set.SetProperty(r => r.DueAt, now), token);
    }

    public void Wake() => signal.Wake();

    private TimeSpan Longest => options.Value.Every > AfterFailure ? options.Value.Every : AfterFailure;

    private static IQueryable<ReconcileRun> Of(SimConsoleDb db, ComparisonScope scope) => scope switch
    {
        ComparisonScope.Sim => db.ReconcileRuns.Where(r => r.SimId != null),
        ComparisonScope.Fleet => db.ReconcileRuns.Where(r => r.FleetId != null),
        _ => db.ReconcileRuns.Where(r => r.SimId == null && r.FleetId == null),
    };

    private static IQueryable<ReconcileRun> Mine(SimConsoleDb db, ReconcileRun run) =>
        db.ReconcileRuns.Where(r => r.Id == run.Id && r.LeaseToken == run.LeaseToken && r.EndedAt == null);
}
