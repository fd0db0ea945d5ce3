using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.Work;

namespace SimConsole.ESimProfiles;

/// <summary>An order that a worker has taken.</summary>
public sealed record ClaimedESimProfile : ClaimedRow
{
    public required string Sid { get; init; }
    public required string? Eid { get; init; }
    public required bool WantsMatchingId { get; init; }
    public required string RequestedBy { get; init; }

    /// <summary>The token of the lease.</summary>
    public required Guid Lease { get; init; }
}

/// <summary>Hands out orders of eSIM profiles, and writes the callback of those that are taken for the first time.</summary>
public sealed class ESimProfileQueue(
    IDbContextFactory<SimConsoleDb> databases,
    ThisProcess process,
    CallbackSignal callbacks,
    ESimProfileSignal signal,
    TimeProvider time)
    : DueRows<ESimProfile, ClaimedESimProfile>(databases, process, signal, time)
{
    protected override int BatchSize => ESimProfileOptions.BatchSize;

    protected override TimeSpan LongestWait => ESimProfileWorker.Wait.Longest;

    protected override IQueryable<ESimProfile> Open(SimConsoleDb db) => db.ESimProfiles.Where(p => p.DueAt != null);

    protected override void Begin(UpdateSettersBuilder<ESimProfile> set, DateTimeOffset now) => set
        .SetProperty(p => p.UpdatedAt, p => p.Status == ESimProfileStatus.New ? now : p.UpdatedAt)
        .SetProperty(p => p.Status, ESimProfileStatus.Reserving);

    protected override async Task BegunAsync(SimConsoleDb db, IQueryable<ESimProfile> taken, AfterCommit after, CancellationToken token)
    {
        var begun = await taken.Where(p => p.Attempts == 1).Select(p => new { p.Sid, p.Eid }).ToListAsync(token);
        var fields = begun.ToDictionary(p => p.Sid, p => ESimProfileRecorder.FieldsOf(p.Sid, p.Eid, null, ESimProfileStatus.Reserving));
        if (await CallbackOutbox.AddNextAsync(db, fields, Time.Now(), token))
        {
            await db.SaveChangesAsync(token);
            after.Wake(callbacks);
        }

        after.Wake(Signal);
    }

    protected override IQueryable<ClaimedESimProfile> Read(SimConsoleDb db, IQueryable<ESimProfile> rows) => rows
        .Select(p => new ClaimedESimProfile
        {
            Id = p.Id,
            Sid = p.Sid,
            Eid = p.Eid,
            WantsMatchingId = p.WantsMatchingId,
            RequestedBy = p.RequestedBy,
            SecondsLeft = p.SecondsLeft,
            Attempts = p.Attempts,
            Failure = p.Failure,
            Lease = p.LeaseToken!.Value,
        });
}
