using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.Options;
using SimConsole.Data;
using SimConsole.Work;

namespace SimConsole.StatusChanges;

/// <summary>Hands out due changes, the most urgent first, and for each Sim only its first open one.</summary>
public sealed class StatusChangeQueue(
    IDbContextFactory<SimConsoleDb> databases, ThisProcess process, StatusChangeSignal signal, TimeProvider time, IOptions<StatusChangeOptions> options)
    : DueRows<StatusChange, ClaimedChange>(databases, process, signal, time)
{
    protected override int BatchSize => options.Value.BatchSize;

    protected override TimeSpan LongestWait => StatusChangeWorker.RefusedWait(StatusChangePriority.Bulk);

    /// <summary>
    /// Takes due changes of one priority, oldest first: the most urgent priority that has any, but none below <paramref name="lowest"/>. Null when nothing is
    /// due.
    /// </summary>
    public Task<Claimed<ClaimedChange>?> ClaimAsync(StatusChangePriority lowest, CancellationToken token) =>
        ClaimAsync(due => due.Where(c => c.Priority <= lowest), token);

    /// <summary>Makes changes of this SIM that wait for their next attempt due now: the authority has news of it.</summary>
    public async Task HurryAsync(string iccid, CancellationToken token)
    {
        var now = Time.Now();
        await using var db = await Databases.CreateDbContextAsync(token);
        await db.StatusChanges
            .Where(c => c.EndedAt == null && c.State == StatusChangeState.Queued && c.Attempts > 0 && c.DueAt > now && c.Sim!.Iccid == iccid)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.DueAt, now), token);
    }

    /// <inheritdoc/>
    public override Task<int> RecallAsync(CancellationToken token) => RecallAsync(StatusChangePriority.Bulk, token);

    /// <summary>
    /// Recalls changes down to <paramref name="lowest"/>, also one that was recalled before. An order for later than it was given has its own time until it is
    /// taken.
    /// </summary>
    public async Task<int> RecallAsync(StatusChangePriority lowest, CancellationToken token)
    {
        var recalled = 0;
        await using var db = await Databases.CreateDbContextAsync(token);
        foreach (var priority in Enum.GetValues<StatusChangePriority>().Where(p => p <= lowest))
        {
            var waiting = Open(db).Where(c => c.Priority == priority && (c.Attempts > 0 || c.DueAt <= c.QueuedAt));
            recalled += await RecallAsync(waiting, StatusChangeWorker.RefusedWait(priority), token);
        }

        return recalled;
    }

    /// <summary>When the next open change down to <paramref name="lowest"/> is due, or null where none is open.</summary>
    public Task<DateTimeOffset?> NextDueAsync(StatusChangePriority lowest, CancellationToken token) =>
        NextDueAsync(open => open.Where(c => c.Priority <= lowest), token);

    protected override IQueryable<StatusChange> Open(SimConsoleDb db) => db.StatusChanges.Where(c => c.EndedAt == null);

    protected override IQueryable<StatusChange> Due(SimConsoleDb db, DateTimeOffset now) => FirstOfEachSim(Open(db), now);

    protected override async Task<IReadOnlyList<long>> CandidatesAsync(IQueryable<StatusChange> due, CancellationToken token)
    {
        var found = await due.OrderBy(c => c.Priority).ThenBy(c => c.DueAt).ThenBy(c => c.Id)
            .Select(c => new { c.Id, c.Priority }).Take(BatchSize).ToListAsync(token);
        return [.. found.Where(c => c.Priority == found[0].Priority).Select(c => c.Id)];
    }

    protected override void Begin(UpdateSettersBuilder<StatusChange> set, DateTimeOffset now) => set.SetProperty(c => c.State, StatusChangeState.Applying);

    protected override IQueryable<ClaimedChange> Read(SimConsoleDb db, IQueryable<StatusChange> rows) => rows.Select(c => new ClaimedChange
    {
        Id = c.Id,
        Kind = c.Kind,
        FromStatus = c.FromStatus,
        ToStatus = c.ToStatus,
        QueuedAt = c.QueuedAt,
        Traceparent = c.Traceparent,
        MovesFleet = c.MovesFleet,
        ToFleetId = c.ToFleetId,
        Priority = c.Priority,
        BulkChangeId = c.BulkChangeId,
        RequestedBy = c.RequestedBy,
        SecondsLeft = c.SecondsLeft,
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
    });
}
