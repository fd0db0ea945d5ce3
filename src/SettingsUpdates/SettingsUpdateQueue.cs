using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SimConsole.Data;

namespace SimConsole.SettingsUpdates;

/// <summary>Updates that one worker has taken under one lease.</summary>
/// <param name="Token">The lease's stamp on each row.</param>
/// <param name="ClaimedAt">When they were taken: a later claim outranks an earlier one.</param>
public sealed record ClaimedUpdates(Guid Token, DateTimeOffset ClaimedAt, IReadOnlyList<ClaimedUpdate> Updates);

/// <summary>One taken update, with what the authority needs to know of its Sim.</summary>
public sealed record ClaimedUpdate(long Id, long SimId, string Iccid, string? Imsi, long? FleetId, DateTimeOffset Deadline, int Attempts, string? Failure);

/// <summary>What became of one taken update.</summary>
public sealed record SettingsVerdict(ClaimedUpdate Update, SettingsOutcome Outcome);

/// <summary>The ways in which a worker's hold on an update ends.</summary>
public abstract record SettingsOutcome
{
    private SettingsOutcome() { }

    /// <summary>The authority confirmed it.</summary>
    public sealed record Successful(string Confirmation) : SettingsOutcome;

    /// <summary>It cannot be confirmed, or not in time.</summary>
    public sealed record Failed(string Reason) : SettingsOutcome;

    /// <summary>It waits until <paramref name="DueAt"/>, at most until its deadline.</summary>
    public sealed record TryAgain(string Reason, DateTimeOffset DueAt) : SettingsOutcome;
}

/// <summary>
/// Hands out due updates under a lease, and writes how they end. Correct on every database by the conditional UPDATE alone, as for status changes.
/// </summary>
public sealed class SettingsUpdateQueue(
    IDbContextFactory<SimConsoleDb> databases, SettingsUpdateOutbox outbox, TimeProvider time, IOptions<SettingsUpdateOptions> options)
{
    /// <summary>How many Sims of a Fleet have their turn in one transaction.</summary>
    internal const int RolloutChunk = 5_000;

    /// <summary>Gives the next Sims of a Fleet that may use other networks their updates. Returns false when no Fleet is left.</summary>
    public async Task<bool> RollOutOnceAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        if (await db.SettingsRollouts.AsNoTracking().OrderBy(r => r.Id).FirstOrDefaultAsync(token) is not { } rollout)
        {
            return false;
        }

        await db.InTransactionAsync(async () =>
        {
            var ids = await db.Sims.Where(s => s.FleetId == rollout.FleetId && s.Id > rollout.UpToSimId).OrderBy(s => s.Id).Select(s => s.Id).Take(RolloutChunk).ToListAsync(token);
            var mine = db.SettingsRollouts.Where(r => r.Id == rollout.Id && r.UpToSimId == rollout.UpToSimId);
            var rows = ids.Count < RolloutChunk
                ? await mine.ExecuteDeleteAsync(token)
                : await mine.ExecuteUpdateAsync(set => set.SetProperty(r => r.UpToSimId, ids[^1]), token);

            // Whoever moved on first gives these Sims their turn.
            if (rows > 0 && ids.Count > 0)
            {
                await outbox.OpenAsync(db, ids, token);
            }
        }, token);
        return true;
    }

    /// <summary>Takes due updates, oldest first, and of each Sim only its first open one. Null when nothing is due.</summary>
    public async Task<ClaimedUpdates?> ClaimAsync(CancellationToken token)
    {
        var now = time.Now();
        var until = now + options.Value.Lease;
        await using var db = await databases.CreateDbContextAsync(token);
        var ids = await Due(db, now).OrderBy(u => u.DueAt).ThenBy(u => u.Id).Select(u => u.Id).Take(options.Value.BatchSize).ToListAsync(token);
        if (ids.Count == 0)
        {
            return null;
        }

        var lease = Guid.NewGuid();
        await Due(db, now).Where(u => ids.Contains(u.Id)).ExecuteUpdateAsync(set => set
            .SetProperty(u => u.State, SettingsUpdateState.InProgress)
            .SetProperty(u => u.LeaseToken, lease)
            .SetProperty(u => u.DueAt, until)
            .SetProperty(u => u.UpdatedAt, now)
            .SetProperty(u => u.Attempts, u => u.Attempts + 1), token);
        return new ClaimedUpdates(lease, now, await db.SettingsUpdates
            .Where(u => ids.Contains(u.Id) && u.LeaseToken == lease)
            .Select(u => new ClaimedUpdate(u.Id, u.SimId, u.Sim!.Iccid, u.Sim.Imsi, u.Sim.FleetId, u.Deadline, u.Attempts, u.Failure))
            .ToListAsync(token));
    }

    /// <summary>Notes which revision of which profile the network is about to be told for these updates.</summary>
    public async Task CarryAsync(ClaimedUpdates batch, IReadOnlyCollection<long> ids, long profileId, long revision, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        await Held(db, batch, ids).ExecuteUpdateAsync(set => set
            .SetProperty(u => u.NetworkAccessProfileId, profileId).SetProperty(u => u.Revision, revision), token);
    }

    /// <summary>Prolongs the lease of a batch that is still being worked on.</summary>
    public async Task RenewAsync(ClaimedUpdates batch, CancellationToken token)
    {
        var until = time.Now() + options.Value.Lease;
        await using var db = await databases.CreateDbContextAsync(token);
        await Held(db, batch, [.. batch.Updates.Select(u => u.Id)]).ExecuteUpdateAsync(set => set.SetProperty(u => u.DueAt, until), token);
    }

    /// <summary>
    /// Writes what became of a batch, in one transaction. What this worker no longer holds is left to whoever does. Where the networks of a Sim have
    /// changed since they were read, another update is opened.
    /// </summary>
    public async Task EndAsync(ClaimedUpdates batch, IReadOnlyList<SettingsVerdict> verdicts, CancellationToken token)
    {
        var opened = 0;
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async () =>
        {
            foreach (var group in verdicts.GroupBy(v => v.Outcome, v => v.Update.Id))
            {
                await EndAsync(Held(db, batch, [.. group]), group.Key, time.Now(), token);
            }

            opened = await outbox.OpenAsync(db, [.. verdicts.Where(v => v.Outcome is SettingsOutcome.Successful).Select(v => v.Update.SimId)], token);
        }, token);
        if (opened > 0)
        {
            outbox.Wake();
        }
    }

    /// <summary>When the next open update is due, or null where none is open.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.SettingsUpdates.Where(u => u.EndedAt == null).MinAsync(u => (DateTimeOffset?)u.DueAt, token);
    }

    private static Task<int> EndAsync(IQueryable<SettingsUpdate> held, SettingsOutcome outcome, DateTimeOffset now, CancellationToken token) => outcome switch
    {
        SettingsOutcome.Successful done => held.ExecuteUpdateAsync(set => set
            .SetProperty(u => u.State, SettingsUpdateState.Successful)
            .SetProperty(u => u.EndedAt, now)
            .SetProperty(u => u.UpdatedAt, now)
            .SetProperty(u => u.Confirmation, done.Confirmation)
            .SetProperty(u => u.Failure, (string?)null), token),
        SettingsOutcome.Failed failed => held.ExecuteUpdateAsync(set => set
            .SetProperty(u => u.State, SettingsUpdateState.Failed)
            .SetProperty(u => u.EndedAt, now)
            .SetProperty(u => u.UpdatedAt, now)
            .SetProperty(u => u.Failure, failed.Reason), token),
        SettingsOutcome.TryAgain again => held.ExecuteUpdateAsync(set => set
            .SetProperty(u => u.DueAt, u => again.DueAt < u.Deadline ? again.DueAt : u.Deadline)
            .SetProperty(u => u.UpdatedAt, now)
            .SetProperty(u => u.LeaseToken, (Guid?)null)
            .SetProperty(u => u.Revision, (long?)null)
            .SetProperty(u => u.Failure, again.Reason), token),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    private static IQueryable<SettingsUpdate> Held(SimConsoleDb db, ClaimedUpdates batch, IReadOnlyCollection<long> ids) =>
        db.SettingsUpdates.Where(u => ids.Contains(u.Id) && u.LeaseToken == batch.Token && u.EndedAt == null);

    private static IQueryable<SettingsUpdate> Due(SimConsoleDb db, DateTimeOffset now) =>
        db.SettingsUpdates.Where(u => u.EndedAt == null && u.DueAt <= now
            && !db.SettingsUpdates.Any(earlier => earlier.SimId == u.SimId && earlier.EndedAt == null && earlier.Id < u.Id));
}
