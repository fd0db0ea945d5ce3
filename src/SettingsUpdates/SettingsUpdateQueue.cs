using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.Options;
using SimConsole.Data;
using SimConsole.Work;

namespace SimConsole.SettingsUpdates;

/// <summary>One taken update, with what the authority needs to know of its Sim.</summary>
public sealed record ClaimedUpdate : ClaimedRow
{
    public required long SimId { get; init; }
    public required string Iccid { get; init; }
    public required string? Imsi { get; init; }
    public required long? FleetId { get; init; }
}

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

    /// <summary>It waits for its next attempt.</summary>
    public sealed record TryAgain(string Reason, NextAttempt Next) : SettingsOutcome;
}

/// <summary>Hands out due updates, of each Sim only its first open one, and writes how they end.</summary>
public sealed class SettingsUpdateQueue(
    IDbContextFactory<SimConsoleDb> databases,
    ThisProcess process,
    SettingsUpdateOutbox outbox,
    SettingsUpdateSignal signal,
    TimeProvider time,
    IOptions<SettingsUpdateOptions> options)
    : DueRows<SettingsUpdate, ClaimedUpdate>(databases, process, signal, time)
{
    /// <summary>How many Sims of a Fleet have their turn in one transaction.</summary>
    internal const int RolloutChunk = 5_000;

    protected override int BatchSize => options.Value.BatchSize;

    protected override TimeSpan LongestWait => SettingsUpdateWorker.Wait.Longest;

    /// <summary>Gives the next Sims of a Fleet that may use other networks their updates. Returns false when no Fleet is left.</summary>
    public async Task<bool> RollOutOnceAsync(CancellationToken token)
    {
        await using var db = await Databases.CreateDbContextAsync(token);
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

            // The process that moved the position first gives these Sims their updates.
            if (rows > 0 && ids.Count > 0)
            {
                await outbox.OpenAsync(db, ids, token);
            }
        }, token);
        return true;
    }

    /// <summary>Notes which revision of which profile the network is about to be told for these updates.</summary>
    public async Task CarryAsync(Claimed<ClaimedUpdate> claimed, IReadOnlyCollection<long> ids, long profileId, long revision, CancellationToken token)
    {
        await using var db = await Databases.CreateDbContextAsync(token);
        await Held(db, claimed.Token, ids).ExecuteUpdateAsync(set => set
            .SetProperty(u => u.NetworkAccessProfileId, profileId).SetProperty(u => u.Revision, revision), token);
    }

    /// <summary>
    /// Writes what became of a batch, in one transaction. An update that this worker no longer holds is left to the one that does. Where the networks of a Sim have
    /// changed since they were read, another update is opened.
    /// </summary>
    public Task EndAsync(Claimed<ClaimedUpdate> claimed, IReadOnlyList<SettingsVerdict> verdicts, CancellationToken token) => WriteAsync(
        claimed.Token,
        verdicts,
        v => v.Update.Id,
        async (db, held, after) =>
        {
            var now = Time.Now();
            foreach (var group in held.GroupBy(v => v.Outcome, v => v.Update.Id))
            {
                await SetAsync(db, claimed.Token, [.. group], set => End(set, group.Key, now), token);
            }

            if (await outbox.OpenAsync(db, [.. held.Where(v => v.Outcome is SettingsOutcome.Successful).Select(v => v.Update.SimId)], token) > 0)
            {
                after.Wake(Signal);
            }
        },
        token);

    protected override IQueryable<SettingsUpdate> Open(SimConsoleDb db) => db.SettingsUpdates.Where(u => u.EndedAt == null);

    protected override IQueryable<SettingsUpdate> Due(SimConsoleDb db, DateTimeOffset now) => FirstOfEachSim(Open(db), now);

    protected override void Begin(UpdateSettersBuilder<SettingsUpdate> set, DateTimeOffset now) => set
        .SetProperty(u => u.State, SettingsUpdateState.InProgress)
        .SetProperty(u => u.UpdatedAt, now);

    protected override IQueryable<ClaimedUpdate> Read(SimConsoleDb db, IQueryable<SettingsUpdate> rows) => rows.Select(u => new ClaimedUpdate
    {
        Id = u.Id,
        SimId = u.SimId,
        Iccid = u.Sim!.Iccid,
        Imsi = u.Sim.Imsi,
        FleetId = u.Sim.FleetId,
        SecondsLeft = u.SecondsLeft,
        Attempts = u.Attempts,
        Failure = u.Failure,
    });

    private static UpdateSettersBuilder<SettingsUpdate> End(
        UpdateSettersBuilder<SettingsUpdate> set, SettingsOutcome outcome, DateTimeOffset now) => outcome switch
        {
            SettingsOutcome.Successful done => set
                .SetProperty(u => u.State, SettingsUpdateState.Successful)
                .SetProperty(u => u.EndedAt, now)
                .SetProperty(u => u.UpdatedAt, now)
                .SetProperty(u => u.Confirmation, done.Confirmation)
                .SetProperty(u => u.Failure, (string?)null),
            SettingsOutcome.Failed failed => set
                .SetProperty(u => u.State, SettingsUpdateState.Failed)
                .SetProperty(u => u.EndedAt, now)
                .SetProperty(u => u.UpdatedAt, now)
                .SetProperty(u => u.Failure, failed.Reason),
            SettingsOutcome.TryAgain again => set
                .PutBack(again.Next, now)
                .SetProperty(u => u.UpdatedAt, now)
                .SetProperty(u => u.Revision, (long?)null)
                .SetProperty(u => u.Failure, again.Reason),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };
}
