using Microsoft.EntityFrameworkCore;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.NetworkAuthorities;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.ESimProfiles;

/// <summary>
/// Writes what became of eSIM profiles: the one place that moves their status on. Each step is one conditional UPDATE in a transaction with all that
/// follows from it, the Sim and the callback among it.
/// </summary>
public sealed class ESimProfileRecorder(
    IDbContextFactory<SimConsoleDb> databases, CallbackSignal callbacks, ESimProfileSignal signal, LiveFeed live, TimeProvider time)
{
    /// <summary>What a callback tells of a profile.</summary>
    internal static CallbackFields FieldsOf(string sid, string? eid, string? simSid, ESimProfileStatus status) =>
        CallbackFields.Of(("ESimProfileSid", sid), ("Eid", eid), ("SimSid", simSid), (CallbackFields.StatusName, status.Word()));

    /// <summary>The network has reserved it: it is available, and its Sim is there. False where the lease was lost.</summary>
    internal Task<bool> ReservedAsync(ClaimedESimProfile claimed, ESimAnswer.Reserved reserved, CancellationToken token) => WriteAsync(async (db, now, after) =>
    {
        if (await Held(db, claimed).ExecuteUpdateAsync(set => set
            .SetProperty(p => p.Status, ESimProfileStatus.Available)
            .SetProperty(p => p.SmdpPlusAddress, reserved.SmdpPlusAddress)
            .SetProperty(p => p.MatchingId, reserved.MatchingId)
            .SetProperty(p => p.Failure, (string?)null)
            .SetProperty(p => p.DueAt, (DateTimeOffset?)null)
            .SetProperty(p => p.LeaseToken, (Guid?)null)
            .SetProperty(p => p.UpdatedAt, now), token) == 0)
        {
            return null;
        }

        var sim = new Sim { Iccid = reserved.Iccid, Imsi = reserved.Imsi, CreatedAt = now, UpdatedAt = now, StatusChangedAt = now };
        db.Sims.Add(sim);
        db.SimEvents.Add(new SimEvent { Sim = sim, At = now, Kind = SimEventKind.Registered, Actor = claimed.RequestedBy });
        await db.SaveChangesAsync(token);
        await db.ESimProfiles.Where(p => p.Id == claimed.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.SimId, sim.Id), token);
        live.Publish([new SimChanged(sim.Id, sim.Sid, sim.Status, null, sim.UpdatedAt, sim.Version, DetailsChanged: true)], after);
        return new Told(claimed.Sid, FieldsOf(claimed.Sid, claimed.Eid, sim.Sid, ESimProfileStatus.Available));
    }, token);

    /// <summary>The network cannot reserve it: it has failed. False where the lease was lost.</summary>
    internal Task<bool> FailedAsync(ClaimedESimProfile claimed, string failure, CancellationToken token) => WriteAsync(async (db, now, _) =>
        await Held(db, claimed).ExecuteUpdateAsync(set => set
            .SetProperty(p => p.Status, ESimProfileStatus.Failed)
            .SetProperty(p => p.Failure, failure.CutTo(ESimProfile.TextLength))
            .SetProperty(p => p.DueAt, (DateTimeOffset?)null)
            .SetProperty(p => p.LeaseToken, (Guid?)null)
            .SetProperty(p => p.UpdatedAt, now), token) == 0
            ? null
            : new Told(claimed.Sid, FieldsOf(claimed.Sid, claimed.Eid, null, ESimProfileStatus.Failed)
                .WithError(CallbackErrors.Failed, failure.CutTo(ESimProfile.TextLength))), token);

    /// <summary>It is to be tried again. False where the lease was lost.</summary>
    internal async Task<bool> TryAgainAsync(ClaimedESimProfile claimed, string failure, NextAttempt next, CancellationToken token)
    {
        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        return await Held(db, claimed).ExecuteUpdateAsync(set => set
            .PutBack(next, now)
            .SetProperty(p => p.Failure, failure.CutTo(ESimProfile.TextLength)), token) == 1;
    }

    /// <summary>
    /// The network reports how far a device has got with the profile that has this ICCID: downloaded it, installed it, or failed to. Reporting the same again
    /// changes nothing. False where this cannot follow the present status of the profile.
    /// </summary>
    /// <param name="failure">Why it failed; null otherwise.</param>
    public Task<bool> ProgressAsync(string iccid, ESimProfileStatus status, string? failure, CancellationToken token) => WriteAsync(async (db, now, _) =>
    {
        var earlier = status == ESimProfileStatus.Installed ? ESimProfileStatus.Downloaded : ESimProfileStatus.Available;
        var latest = status == ESimProfileStatus.Downloaded ? ESimProfileStatus.Available : ESimProfileStatus.Downloaded;
        var found = await db.ESimProfiles.Where(p => p.Sim!.Iccid == iccid).Select(p => new { p.Id, p.Sid, p.Eid, SimSid = p.Sim!.Sid }).SingleOrDefaultAsync(token);
        if (found is null || await db.ESimProfiles.Where(p => p.Id == found.Id && p.Status >= earlier && p.Status <= latest).ExecuteUpdateAsync(set => set
            .SetProperty(p => p.Status, status)
            .SetProperty(p => p.Failure, failure == null ? null : failure.CutTo(ESimProfile.TextLength))
            .SetProperty(p => p.UpdatedAt, now), token) == 0)
        {
            return null;
        }

        var fields = FieldsOf(found.Sid, found.Eid, found.SimSid, status);
        return new Told(found.Sid, failure is null ? fields : fields.WithError(CallbackErrors.Failed, failure.CutTo(ESimProfile.TextLength)));
    }, token);

    private static IQueryable<ESimProfile> Held(SimConsoleDb db, ClaimedESimProfile claimed) => db.ESimProfiles.Where(p => p.Id == claimed.Id && p.LeaseToken == claimed.Lease);

    /// <summary>Runs one step in a transaction with the callback that tells of it, and says afterwards that something has changed.</summary>
    private async Task<bool> WriteAsync(Func<SimConsoleDb, DateTimeOffset, AfterCommit, Task<Told?>> step, CancellationToken token)
    {
        var changed = false;
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async after =>
        {
            var now = time.Now();
            var tells = await step(db, now, after);
            changed = tells is not null;
            if (tells is null)
            {
                return;
            }

            after.Wake(signal);
            if (await CallbackOutbox.AddNextAsync(db, new Dictionary<string, CallbackFields> { [tells.Sid] = tells.Fields }, now, token))
            {
                await db.SaveChangesAsync(token);
                after.Wake(callbacks);
            }
        }, token);
        return changed;
    }

    private sealed record Told(string Sid, CallbackFields Fields);
}
