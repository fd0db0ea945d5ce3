using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using SimConsole.Data;

namespace SimConsole.Work;

/// <summary>
/// Hands out the due rows of one kind under a lease, and takes them back. One statement alone makes this correct on every database: the conditional UPDATE that
/// stamps a row with a token changes it only while it is still due, so that only one of two workers that saw the same row gets it. The worker holds it for as
/// long as its process lives. A kind says which of its rows are open, what a worker needs to know of them, and how long any of them may wait.
/// </summary>
public abstract class DueRows<TRow, TClaimed>(IDbContextFactory<SimConsoleDb> databases, ThisProcess process, Signal signal, TimeProvider time)
    : IHeldWork, IDisposable
    where TRow : DueRow
    where TClaimed : ClaimedRow
{
    // Lanes of one process would only compete for the same candidates.
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    private readonly ConcurrentQueue<Guid> _abandoned = new();

    /// <summary>Wakes the workers of this process.</summary>
    public Signal Signal => signal;

    /// <summary>How many rows a worker takes at a time: at most 2,000, which is what one SQL Server statement has parameters for.</summary>
    protected abstract int BatchSize { get; }

    /// <summary>The longest time for which a worker makes a row wait for its next attempt.</summary>
    protected abstract TimeSpan LongestWait { get; }

    protected IDbContextFactory<SimConsoleDb> Databases => databases;

    protected TimeProvider Time => time;

    /// <summary>Takes rows that are due, the longest due first. Null when nothing is due.</summary>
    public Task<Claimed<TClaimed>?> ClaimAsync(CancellationToken token) => ClaimAsync(due => due, token);

    /// <summary>No worker goes on with what this lease holds: the next claim releases those rows, once the database can be written.</summary>
    public void Abandon(Guid lease) => _abandoned.Enqueue(lease);

    /// <summary>When the next row is due, or null where none is open.</summary>
    public Task<DateTimeOffset?> NextDueAsync(CancellationToken token) => NextDueAsync(open => open, token);

    /// <summary>
    /// Makes rows due that would wait for longer than any worker makes a row wait: the clock has been set back since their time was written. Returns how many
    /// rows.
    /// </summary>
    public virtual async Task<int> RecallAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await RecallAsync(Open(db), LongestWait, token);
    }

    /// <summary>Those of these rows that a lease still holds.</summary>
    public IQueryable<TRow> Held(SimConsoleDb db, Guid lease, IReadOnlyCollection<long> ids) =>
        Open(db).Where(r => ids.Contains(r.Id) && r.LeaseToken == lease);

    /// <summary>Writes how the work on these rows ended, in the caller's transaction.</summary>
    /// <exception cref="LeaseLostException">The lease no longer holds all of them.</exception>
    public async Task SetAsync(SimConsoleDb db, Guid lease, IReadOnlyCollection<long> ids, Action<UpdateSettersBuilder<TRow>> set, CancellationToken token)
    {
        if (await Held(db, lease, ids).ExecuteUpdateAsync(set, token) != ids.Count)
        {
            throw new LeaseLostException();
        }
    }

    /// <summary>Writes verdicts on claimed rows in one transaction; if the lease no longer holds all of them, starts again with those that it does hold.</summary>
    /// <param name="write">Gets the verdicts on rows that are still held, and throws <see cref="LeaseLostException"/> if that has changed.</param>
    public async Task WriteAsync<TVerdict>(
        Guid lease,
        IReadOnlyList<TVerdict> verdicts,
        Func<TVerdict, long> rowOf,
        Func<SimConsoleDb, IReadOnlyList<TVerdict>, AfterCommit, Task> write,
        CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        for (var held = verdicts; ;)
        {
            try
            {
                var mine = held;
                await db.InTransactionAsync(after => write(db, mine, after), token);
                return;
            }
            catch (LeaseLostException)
            {
                Instruments.LeasesLost.Add(1);
                long[] ids = [.. held.Select(rowOf)];
                var still = await Held(db, lease, ids).Select(r => r.Id).ToHashSetAsync(token);
                held = [.. held.Where(verdict => still.Contains(rowOf(verdict)))];
            }
        }
    }

    /// <summary>Releases the rows held by processes that no longer exist, so that they may be taken at once.</summary>
    public Task ReleaseAsync(SimConsoleDb db, CancellationToken token) =>
        Open(db).Where(r => r.LeaseToken != null && !db.RunningProcesses.Any(p => p.Id == r.ProcessId))
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.LeaseToken, (Guid?)null), token);

    public void Wake() => signal.Wake();

    public void Dispose()
    {
        _oneAtATime.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The rows that have not ended.</summary>
    protected abstract IQueryable<TRow> Open(SimConsoleDb db);

    /// <summary>What a worker needs to know of these rows, in their order.</summary>
    protected abstract IQueryable<TClaimed> Read(SimConsoleDb db, IQueryable<TRow> rows);

    /// <summary>The rows that may be taken now.</summary>
    protected virtual IQueryable<TRow> Due(SimConsoleDb db, DateTimeOffset now) => Open(db).Where(r => r.DueAt <= now && r.LeaseToken == null);

    /// <summary>The first open row of each Sim, if it may be taken now: the implementation of <see cref="Due"/> where the order of a Sim's rows matters.</summary>
    protected static IQueryable<T> FirstOfEachSim<T>(IQueryable<T> open, DateTimeOffset now) where T : DueRowOfSim =>
        open.Where(r => r.DueAt <= now && r.LeaseToken == null && !open.Any(earlier => earlier.SimId == r.SimId && earlier.Id < r.Id));

    /// <summary>
    /// The rows to try to take, at most <see cref="BatchSize"/>, the most urgent first.
    /// </summary>
    protected virtual async Task<IReadOnlyList<long>> CandidatesAsync(IQueryable<TRow> due, CancellationToken token) =>
        await due.OrderBy(r => r.DueAt).ThenBy(r => r.Id).Select(r => r.Id).Take(BatchSize).ToListAsync(token);

    /// <summary>Adds what else taking a row of this kind writes.</summary>
    protected virtual void Begin(UpdateSettersBuilder<TRow> set, DateTimeOffset now) { }

    /// <summary>Writes what follows from the taking of rows, in its transaction.</summary>
    protected virtual Task BegunAsync(SimConsoleDb db, IQueryable<TRow> taken, AfterCommit after, CancellationToken token) => Task.CompletedTask;

    /// <summary>Takes some of the rows that are due.</summary>
    protected async Task<Claimed<TClaimed>?> ClaimAsync(Func<IQueryable<TRow>, IQueryable<TRow>> some, CancellationToken token)
    {
        await _oneAtATime.WaitAsync(token);
        try
        {
            var now = time.Now();
            await using var db = await databases.CreateDbContextAsync(token);
            await LetGoAsync(db, token);
            var ids = await CandidatesAsync(some(Due(db, now)), token);
            return ids.Count == 0 ? null : await TakeAsync(db, ids, now, token);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>When the next of some open rows is due.</summary>
    protected async Task<DateTimeOffset?> NextDueAsync(Func<IQueryable<TRow>, IQueryable<TRow>> some, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await some(Open(db).Where(r => r.LeaseToken == null)).MinAsync(r => r.DueAt, token);
    }

    /// <summary>Makes those of these rows due that wait for longer than <paramref name="longest"/>.</summary>
    protected async Task<int> RecallAsync(IQueryable<TRow> open, TimeSpan longest, CancellationToken token)
    {
        var now = time.Now();
        var latest = now + longest;
        var stranded = open.Where(r => r.LeaseToken == null && r.DueAt > latest);
        return !await stranded.AnyAsync(token) ? 0 : await stranded.ExecuteUpdateAsync(set => set.SetProperty(r => r.DueAt, now), token);
    }

    private async Task<Claimed<TClaimed>> TakeAsync(SimConsoleDb db, IReadOnlyList<long> ids, DateTimeOffset now, CancellationToken token)
    {
        var (lease, (id, life)) = (Guid.NewGuid(), await process.LiveAsync(token));
        var taken = db.Set<TRow>().Where(r => ids.Contains(r.Id) && r.LeaseToken == lease);
        try
        {
            await db.InTransactionAsync(
                async after =>
                {
                    var free = await db.LockFreeAsync<TRow>(ids, token);

                    // If this process has been found dead, nobody would release rows that it took after that.
                    await Due(db, now).Where(r => free.Contains(r.Id) && db.RunningProcesses.Any(p => p.Id == id)).ExecuteUpdateAsync(
                        set =>
                        {
                            set.SetProperty(r => r.LeaseToken, lease)
                                .SetProperty(r => r.ProcessId, id)
                                .SetProperty(r => r.Attempts, r => r.Attempts + 1);
                            Begin(set, now);
                        },
                        token);
                    await BegunAsync(db, taken, after, token);
                },
                token);
            var rows = await Read(db, taken.OrderBy(r => r.Id)).ToListAsync(token);
            return new Claimed<TClaimed>(lease, now, rows) { Begun = time.GetTimestamp(), Life = life };
        }
        catch
        {
            // The rows may have been taken all the same.
            Abandon(lease);
            throw;
        }
    }

    private async Task LetGoAsync(SimConsoleDb db, CancellationToken token)
    {
        while (_abandoned.TryPeek(out var lease))
        {
            await Open(db).Where(r => r.LeaseToken == lease).ExecuteUpdateAsync(set => set.SetProperty(r => r.LeaseToken, (Guid?)null), token);
            _abandoned.TryDequeue(out _);
        }
    }
}

/// <summary>The rows that were to be written are held by another worker now.</summary>
public sealed class LeaseLostException : Exception;
