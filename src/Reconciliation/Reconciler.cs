using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.NetworkAuthorities;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Reconciliation;

/// <summary>What came of comparing some Sims.</summary>
/// <param name="UpToSimId">The last of them.</param>
/// <param name="Found">How many differences were not known before.</param>
public sealed record Comparison(long UpToSimId, int Compared, int Found);

/// <summary>
/// Compares what the network does with what was decided, and mends it only towards off: a SIM that should not connect is switched off; one that should, and
/// does not, waits for a person. One that a loss report holds should not connect, whatever its status says. A change in flight is no difference.
/// </summary>
public sealed class Reconciler(
    IDbContextFactory<SimConsoleDb> databases,
    INetworkAuthority authority,
    Enroller enroller,
    StatusChangeService changes,
    LiveFeed live,
    TimeProvider time,
    IOptions<ReconcileOptions> options)
{
    private const int ListedPerLook = 500;
    private const int MostUnknown = 1_000;

    /// <summary>Compares the next Sims of <paramref name="run"/>. Null where there are none, or the authority cannot say what it does.</summary>
    public async Task<Comparison?> CompareAsync(ReconcileRun run, CancellationToken token)
    {
        if (authority is not IReadableAuthority readable)
        {
            return null;
        }

        var began = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        var (afterSimId, of) = (run.UpToSimId, Of(db, run));
        var sims = await Decided(of.Where(s => s.Id > afterSimId).OrderBy(s => s.Id).Take(options.Value.BatchSize)).ToListAsync(token);
        if (sims.Count == 0)
        {
            return null;
        }

        var upToSimId = sims[^1].Id;
        return await CompareAsync(db, readable, sims, began, db.Drifts.Where(d => d.SimId > afterSimId && d.SimId <= upToSimId), token);
    }

    /// <summary>
    /// Compares the Sims of which a change to off failed in a stretch of time: it may have reached the network all the same, and whether such a Sim is
    /// switched on again is for a person to say.
    /// </summary>
    public async Task CompareFailedAsync(DateTimeOffset from, DateTimeOffset before, CancellationToken token)
    {
        if (authority is not IReadableAuthority readable)
        {
            return;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        var failed = await db.StatusChanges
            .Where(c => c.State == StatusChangeState.Failed && c.EndedAt >= from && c.EndedAt < before && c.Kind == StatusChangeKind.Requested && c.ToStatus == SimStatus.Inactive)
            .Select(c => c.SimId).Distinct().ToListAsync(token);
        foreach (var ids in failed.Chunk(options.Value.BatchSize))
        {
            var began = time.Now();
            var sims = await Decided(db.Sims.Where(s => ids.Contains(s.Id)).OrderBy(s => s.Id)).ToListAsync(token);
            await CompareAsync(db, readable, sims, began, db.Drifts.Where(d => d.SimId != null && ids.Contains(d.SimId.Value)), token);
        }
    }

    private static IQueryable<Sim> Of(SimConsoleDb db, ReconcileRun run) =>
        run.SimId is { } simId ? db.Sims.Where(s => s.Id == simId)
        : run.FleetId is { } fleetId ? db.Sims.Where(s => s.FleetId == fleetId)
        : db.Sims;

    private static IQueryable<DecidedSim> Decided(IQueryable<Sim> sims) =>
        sims.AsNoTracking().Select(s => new DecidedSim(
            s.Id, s.Sid, s.Iccid, s.Imsi, s.Msisdn, s.Status, s.StatusChangedAt, s.Version, s.HeldByReportId != null));

    /// <param name="drifts">The differences that are known of these Sims.</param>
    private async Task<Comparison> CompareAsync(
        SimConsoleDb db, IReadableAuthority readable, List<DecidedSim> sims, DateTimeOffset began, IQueryable<Drift> drifts, CancellationToken token)
    {
        // A difference that another comparison finds from here on is newer than this reading, which must not end it.
        var known = await Waiting(drifts).MaxAsync(d => (long?)d.Id, token) ?? 0;

        // In this order: a Sim that the authority has been told of by now is known there when the reading is made.
        var enrolled = await enroller.UpToAsync(token);
        var settled = sims.Where(s => s.Status != SimStatus.Scheduled && s.Id <= enrolled).ToList();
        var readings = await time.AskAsync("read", BoundedAsking.Longest, asking => readable.ReadAsync(settled.ConvertAll(s => s.Card), asking), token);
        var compared = settled.Zip(readings, (sim, reading) => new ComparedSim(sim, reading, KindOf(sim, reading))).ToList();
        var found = 0;
        await db.InTransactionAsync(async after => found = await WriteAsync(db, drifts, known, compared, began, after, token), token);

        // The authority is told of missing Sims, as switched off: a person decides whether to switch them on.
        if (authority is IEnrollingAuthority enrolling
            && compared.Where(c => c.Kind == DriftKind.Missing && c.Sim.MayConnect).Select(c => c.Sim.Card).ToList() is { Count: > 0 } missing)
        {
            await time.AskAsync("enrol", BoundedAsking.Longest, asking => enrolling.EnrolAsync(missing, asking), token);
        }

        return new Comparison(sims[^1].Id, settled.Count, found);
    }

    /// <summary>Looks for SIMs that the network lets connect and this console does not know. Returns how many were not known of before.</summary>
    public async Task<int> FindUnknownAsync(CancellationToken token)
    {
        if (authority is not IListingAuthority listing)
        {
            return 0;
        }

        var unknown = new List<string>();
        await using var db = await databases.CreateDbContextAsync(token);
        await foreach (var chunk in time.EachAsync("list", BoundedAsking.Longest, listing.ListAllowedAsync(token), token).Chunk(ListedPerLook).WithCancellation(token))
        {
            var known = await db.Sims.Where(s => chunk.Contains(s.Iccid)).Select(s => s.Iccid).ToHashSetAsync(token);
            unknown.AddRange(chunk.Where(iccid => !known.Contains(iccid)));
            if (unknown.Count >= MostUnknown)
            {
                unknown.RemoveRange(MostUnknown, unknown.Count - MostUnknown);
                break;
            }
        }

        var now = time.Now();
        var added = 0;
        await db.InTransactionAsync(async () =>
        {
            var open = await db.Drifts.Where(d => d.EndedAt == null && d.ChangeId == null && d.SimId == null).ToListAsync(token);
            foreach (var gone in open.Where(d => !unknown.Contains(d.Iccid)))
            {
                gone.EndedAt = now;
            }

            string[] fresh = [.. unknown.Except(open.Select(d => d.Iccid))];
            added = fresh.Length;
            db.Drifts.AddRange(fresh.Select(iccid => new Drift { Iccid = iccid, Kind = DriftKind.Unknown, Found = "The network lets it connect; this console does not know it.", FoundAt = now }));
            await db.SaveChangesAsync(token);
        }, token);
        return added;
    }

    private DriftKind? KindOf(DecidedSim sim, AuthorityReading reading) => (reading.Access, sim.MayConnect) switch
    {
        (AuthorityAccess.Allowed or AuthorityAccess.Mixed, false) => DriftKind.Enabled,
        (AuthorityAccess.Refused or AuthorityAccess.Mixed, true) => DriftKind.Disabled,
        (AuthorityAccess.Missing, true) => DriftKind.Missing,
        (AuthorityAccess.Missing, false) when authority is IEnrollingAuthority => DriftKind.Missing,
        _ => null,
    };

    private async Task<int> WriteAsync(
        SimConsoleDb db, IQueryable<Drift> drifts, long knownDriftId, List<ComparedSim> compared, DateTimeOffset began, AfterCommit after, CancellationToken token)
    {
        var suspects = compared.Where(c => c.Kind is not null).ToDictionary(c => c.Sim.Id);
        long[] ids = [.. suspects.Keys];
        await db.LockSimsAsync(ids, token);
        var now = time.Now();
        var waiting = (await Waiting(drifts).ToListAsync(token)).ToLookup(d => d.SimId!.Value);
        var agreed = compared.Where(c => c.Kind is null && waiting[c.Sim.Id].Any(d => d.Id <= knownDriftId)).ToList();
        foreach (var drift in agreed.SelectMany(c => waiting[c.Sim.Id]))
        {
            drift.EndedAt = now;
        }

        // A Sim that changed during the reading cannot be compared with it; the next comparison finds it settled.
        var still = ids.Length == 0 ? [] : await db.Sims.AsNoTracking()
            .Where(s => ids.Contains(s.Id) && !db.StatusChanges.Any(c => c.SimId == s.Id && (c.EndedAt == null || c.EndedAt >= began && c.EndedAt <= now)))
            .Select(s => new { s.Id, s.Version }).ToListAsync(token);
        var fresh = new List<(ComparedSim Found, StatusChange? Mend)>();
        foreach (var found in still.Where(s => s.Version == suspects[s.Id].Sim.Version).Select(s => suspects[s.Id]))
        {
            var known = waiting[found.Sim.Id].Where(d => SameTrouble(d.Kind, found.Kind!.Value)).ToList();
            foreach (var other in waiting[found.Sim.Id].Except(known))
            {
                other.EndedAt = now;
            }

            if (known.Count > 0)
            {
                continue;
            }

            fresh.Add((found, found.Sim.MayConnect ? null : await MendAsync(db, found, after, token)));
        }

        await db.SaveChangesAsync(token);
        db.Drifts.AddRange(fresh.Select(f => NewDrift(f.Found, f.Mend, now)));
        db.SimEvents.AddRange(fresh.Select(f => new SimEvent
        {
            SimId = f.Found.Sim.Id,
            At = now,
            Kind = SimEventKind.DriftFound,
            OldValue = f.Found.Sim.Status.Word(),
            NewValue = DriftWords.Does(f.Found.Kind!.Value),
            Actor = Actor.Network.Name,
        }));
        await db.SaveChangesAsync(token);
        var changed = fresh.Select(f => f.Found.Sim).Concat(agreed.Select(c => c.Sim));
        live.Publish([.. changed.Select(s => new SimChanged(s.Id, s.Sid, s.Status, null, s.StatusChangedAt, s.Version, DetailsChanged: true))], after);
        return fresh.Count;
    }

    private static IQueryable<Drift> Waiting(IQueryable<Drift> drifts) => drifts.Where(d => d.EndedAt == null && d.ChangeId == null);

    /// <summary>A SIM that was missing and has been made known is refused now: the same difference.</summary>
    private static bool SameTrouble(DriftKind known, DriftKind found) => known == found || (known, found) is (DriftKind.Missing, DriftKind.Disabled);

    /// <summary>
    /// Orders the SIM off, ahead of all other work where a loss report holds it. Where its status says that it may connect, the status changes, too.
    /// </summary>
    private async Task<StatusChange> MendAsync(SimConsoleDb db, ComparedSim found, AfterCommit after, CancellationToken token)
    {
        var priority = found.Sim.Held ? StatusChangePriority.LossReport : StatusChangePriority.Single;
        if (!found.Sim.Status.MayConnect())
        {
            return changes.AddRepair(db, found.Sim.Id, found.Sim.Status, Reason(found), Actor.Network, after, priority);
        }

        var order = new StatusOrder(SimStatus.Inactive, Actor.Network) { Priority = priority, Reason = Reason(found) };
        await changes.TakeOffNetworkAsync(db, [found.Sim.Id], order, after, token);
        return await db.StatusChanges.AsNoTracking().Where(c => c.SimId == found.Sim.Id && c.EndedAt == null).OrderByDescending(c => c.Id).FirstAsync(token);
    }

    private static Drift NewDrift(ComparedSim found, StatusChange? repair, DateTimeOffset now) => new()
    {
        SimId = found.Sim.Id,
        Iccid = found.Sim.Iccid,
        Kind = found.Kind!.Value,
        Decided = found.Sim.Status,
        Found = found.Reading.Says.CutTo(Drift.FoundLength),
        FoundAt = now,
        ChangeId = repair?.Id,
        MendedBy = repair?.RequestedBy,
    };

    private static string Reason(ComparedSim found) => found.Kind == DriftKind.Missing
        ? "The network did not know this SIM."
        : "The network let this SIM connect although it may not.";

    private sealed record DecidedSim(
        long Id, string Sid, string Iccid, string? Imsi, string? Msisdn, SimStatus Status, DateTimeOffset StatusChangedAt, long Version, bool Held)
    {
        public bool MayConnect => Status.MayConnect() && !Held;

        public AuthorityCard Card => new(Iccid, Imsi, Msisdn);
    }

    private sealed record ComparedSim(DecidedSim Sim, AuthorityReading Reading, DriftKind? Kind);
}
