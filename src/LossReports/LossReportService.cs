using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.LossReports;

/// <summary>What somebody reports.</summary>
/// <param name="SimIds">The Sims, in any order; one that is given twice counts once.</param>
public sealed record LossOrder(IReadOnlyCollection<long> SimIds, LossKind Kind, string? Reference = null, string? Note = null, string? IdempotencyKey = null);

/// <summary>Takes lost and stolen SIMs off the network, and holds them until somebody releases them.</summary>
public sealed class LossReportService(
    IDbContextFactory<SimConsoleDb> databases, StatusChangeService changes, LiveFeed live, TimeProvider time)
{
    /// <summary>The most Sims of one report: what is reported is one transaction, and nothing else is written meanwhile.</summary>
    public const int MostSims = 100_000;

    private const int Chunk = 2_000;

    /// <summary>
    /// Reports Sims lost or stolen: in one transaction all of them are held, and all that may connect, or are on their way to, are
    /// ordered off ahead of all other work.
    /// </summary>
    public async Task<Result<LossReport>> ReportAsync(LossOrder order, Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.LossReport) is { } lacking)
        {
            return lacking;
        }

        long[] ids = [.. order.SimIds.Distinct().Order()];
        if (FaultOf(order, ids.Length) is { } fault)
        {
            return new Refusal(ErrorCodes.Invalid, fault);
        }

        await using var db = await databases.CreateDbContextAsync(token);
        foreach (var chunk in caller.Scope.IsAll ? [] : ids.Chunk(Chunk))
        {
            if (await db.Sims.In(caller.Scope).CountAsync(s => chunk.Contains(s.Id), token) < chunk.Length)
            {
                return new Refusal(ErrorCodes.NotFound, "Some of these SIMs no longer exist. Look the list up again.");
            }
        }

        if (order.IdempotencyKey is { } key && await db.LossReports.AsNoTracking().SingleOrDefaultAsync(r => r.IdempotencyKey == key, token) is { } earlier)
        {
            return await RepeatedAsync(db, earlier, ids, caller, token);
        }

        LossReport? report = null;
        try
        {
            await db.InTransactionAsync(async after =>
            {
                report = New(order, caller);
                db.LossReports.Add(report);
                db.Audit(caller, AuditKinds.LossReported, report.Sid, new("kind", report.Kind.Word()), new("sims", ids.Length), new("reference", report.Reference));
                await db.SaveChangesAsync(token);
                await db.LockSimsAsync(ids, token);
                foreach (var chunk in ids.Chunk(Chunk))
                {
                    await TakeOffAsync(db, report, chunk, caller.Actor, after, token);
                }
            }, token);
        }
        catch (DbUpdateException exception) when (order.IdempotencyKey is not null && DatabaseTrouble.Of(exception) is null)
        {
            // The same request arrived at the same moment, and the other one has made the report.
            db.ChangeTracker.Clear();
            return await RepeatedAsync(db, await db.LossReports.AsNoTracking().SingleAsync(r => r.IdempotencyKey == order.IdempotencyKey, token), ids, caller, token);
        }

        return report!;
    }

    /// <summary>Orders off again what a report holds and the network has not confirmed to be off: after a failure. Returns how many.</summary>
    public async Task<Result<string>> OrderAgainAsync(string sid, Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.LossReport) is { } lacking)
        {
            return lacking;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        var (found, ordered) = (false, 0);
        await db.InTransactionAsync(async after =>
        {
            (found, ordered) = (false, 0);
            if (await db.LossReports.In(caller.Scope).AsNoTracking().SingleOrDefaultAsync(r => r.Sid == sid, token) is not { } report)
            {
                return;
            }

            found = true;
            var ids = await db.LossReportSims
                .Where(s => s.LossReportId == report.Id && s.ReleasedAt == null && (s.Sim!.Status == SimStatus.Active || s.Sim.Status == SimStatus.Ready))
                .Select(s => s.SimId).ToArrayAsync(token);
            await db.LockSimsAsync(ids, token);
            foreach (var chunk in ids.Chunk(Chunk))
            {
                ordered += (await changes.TakeOffNetworkAsync(db, chunk, Order(report.Sid, caller.Actor), after, token)).Count;
            }

            if (ordered > 0)
            {
                db.Audit(caller, AuditKinds.LossOrderedAgain, sid, new AuditChange("sims", ordered));
                await db.SaveChangesAsync(token);
            }
        }, token);
        return !found ? NoSuchReport(sid)
            : ordered == 0 ? new Refusal(ErrorCodes.Invalid, "The network has confirmed every SIM of this report to be off, or is being asked. There is nothing to order again.")
            : $"{ordered} SIMs are ordered off again.";
    }

    /// <summary>
    /// Orders off again, whatever report holds them, all held Sims that may connect and that no order takes off: an earlier version let such orders fail, and
    /// no failure may leave such a Sim on. Returns how many.
    /// </summary>
    public async Task<int> KeepAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);

        // The query excludes statuses: if it listed them, SQLite would scan all Sims that are on to find the few that are held.
        var left = db.Sims.Where(s => s.HeldByReportId != null && s.Status != SimStatus.Inactive && s.Status != SimStatus.New
            && (s.Status != SimStatus.Scheduled || !db.StatusChanges.Any(c => c.SimId == s.Id && c.EndedAt == null && c.Kind == StatusChangeKind.Requested
                && c.Priority == StatusChangePriority.LossReport && c.ToStatus == SimStatus.Inactive)));
        if (!await left.AnyAsync(token))
        {
            return 0;
        }

        var ordered = 0;
        await db.InTransactionAsync(async after =>
        {
            ordered = 0;
            var found = await left.OrderBy(s => s.Id).Select(s => new { s.Id, s.HeldByReportId }).ToListAsync(token);
            await db.LockSimsAsync([.. found.Select(s => s.Id)], token);
            foreach (var held in found.GroupBy(s => s.HeldByReportId))
            {
                var sid = await db.LossReports.Where(r => r.Id == held.Key).Select(r => r.Sid).SingleAsync(token);
                foreach (var chunk in held.Select(s => s.Id).Chunk(Chunk))
                {
                    ordered += (await changes.TakeOffNetworkAsync(db, chunk, Order(sid, Actor.Network), after, token)).Count;
                }
            }
        }, token);
        return ordered;
    }

    /// <summary>
    /// Ends the hold of some Sims of a report, or of all where <paramref name="simIds"/> is null. Reactivates nothing. Returns the sentence that
    /// says how many were released.
    /// </summary>
    public async Task<Result<string>> ReleaseAsync(string sid, IReadOnlyCollection<long>? simIds, string reason, Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.LossRelease) is { } lacking)
        {
            return lacking;
        }

        if (caller.Unconfirmed(time.Now()) is { } unconfirmed)
        {
            return unconfirmed;
        }

        reason = reason.Trim();
        if (reason.Length is 0 or > StatusChange.TextLength)
        {
            return new Refusal(ErrorCodes.Invalid, $"A release needs a reason of 1 to {StatusChange.TextLength} characters: it stays on the record.");
        }

        await using var db = await databases.CreateDbContextAsync(token);
        Refusal? refusal = null;
        var released = 0;
        await db.InTransactionAsync(async after =>
        {
            (refusal, released) = (null, 0);
            if (await db.LossReports.In(caller.Scope).AsNoTracking().SingleOrDefaultAsync(r => r.Sid == sid, token) is not { } report)
            {
                refusal = NoSuchReport(sid);
                return;
            }

            var reported = db.LossReportSims.Where(s => s.LossReportId == report.Id && s.ReleasedAt == null).Select(s => s.SimId);
            await db.LockSimsAsync(await reported.ToListAsync(token), token);
            var held = await reported.ToHashSetAsync(token);
            refusal = held.Count == 0 ? new Refusal(ErrorCodes.Invalid, "This report no longer holds any SIM. There is nothing to release.")
                : simIds?.Count == 0 ? new Refusal(ErrorCodes.Invalid, "No SIM is chosen. Choose those to release, or release all.")
                : simIds?.All(held.Contains) == false ? new Refusal(ErrorCodes.Invalid, "Not all of these SIMs are held by this report. Look at the report again. Nothing was released.")
                : null;
            foreach (var chunk in refusal is null ? (simIds ?? held).Distinct().Order().Chunk(Chunk) : [])
            {
                released += await FreeAsync(db, report, chunk, reason, caller.Actor, after, token);
            }

            if (refusal is null)
            {
                db.Audit(caller, AuditKinds.LossReleased, sid, new("sims", released), new("reason", reason));
                await db.SaveChangesAsync(token);
            }
        }, token);
        return refusal is not null ? refusal : $"{released} {(released == 1 ? "SIM is" : "SIMs are")} released. None is switched on by that.";
    }

    /// <summary>A repeated request gets the same answer again; a key that was used for other Sims is refused.</summary>
    private static async Task<Result<LossReport>> RepeatedAsync(SimConsoleDb db, LossReport earlier, long[] ids, Caller caller, CancellationToken token)
    {
        if (!caller.Scope.IsAll && caller.Scope != earlier.Scope)
        {
            return new Refusal(ErrorCodes.Invalid, "This Idempotency-Key was used for another report. Use a new key for a new report.");
        }

        var reported = await db.LossReportSims.Where(s => s.LossReportId == earlier.Id).OrderBy(s => s.SimId).Select(s => s.SimId).ToListAsync(token);
        return reported.SequenceEqual(ids)
            ? earlier
            : new Refusal(ErrorCodes.Invalid, $"This Idempotency-Key was used for the loss report {earlier.Sid} of other SIMs. Use a new key for a new report.");
    }

    private async Task TakeOffAsync(SimConsoleDb db, LossReport report, long[] ids, Actor actor, AfterCommit after, CancellationToken token)
    {
        // For a scheduled Sim this is the status it had before the change, to which it falls back if the change fails.
        var seen = await db.Sims.Where(s => ids.Contains(s.Id)).Select(s => new { s.Id, s.Status }).ToListAsync(token);
        db.LossReportSims.AddRange(seen.Select(s => new LossReportSim { LossReportId = report.Id, SimId = s.Id, SeenStatus = s.Status }));
        await db.SaveChangesAsync(token);
        await db.Sims.Where(s => ids.Contains(s.Id)).ExecuteUpdateAsync(set => set
            .SetProperty(s => s.HeldByReportId, s => s.HeldByReportId ?? report.Id)
            .SetProperty(s => s.Version, s => s.Version + 1), token);
        await changes.TakeOffNetworkAsync(db, ids, Order(report.Sid, actor), after, token);
        live.Publish(await ChangedAsync(db, ids, report.ReportedAt, token), after);
    }

    /// <summary>A Sim that another report holds as well stays held by that one.</summary>
    private async Task<int> FreeAsync(SimConsoleDb db, LossReport report, long[] ids, string reason, Actor actor, AfterCommit after, CancellationToken token)
    {
        var now = time.Now();
        await db.LossReportSims.Where(s => s.LossReportId == report.Id && s.ReleasedAt == null && ids.Contains(s.SimId)).ExecuteUpdateAsync(set => set
            .SetProperty(s => s.ReleasedAt, now).SetProperty(s => s.ReleasedBy, actor.Name).SetProperty(s => s.ReleaseReason, reason), token);
        await db.Sims.Where(s => ids.Contains(s.Id) && s.HeldByReportId == report.Id).ExecuteUpdateAsync(set => set
            .SetProperty(s => s.HeldByReportId, s => db.LossReportSims
                .Where(other => other.SimId == s.Id && other.ReleasedAt == null).OrderBy(other => other.LossReportId).Select(other => (long?)other.LossReportId).FirstOrDefault())
            .SetProperty(s => s.Version, s => s.Version + 1), token);
        var changed = await ChangedAsync(db, ids, now, token);
        live.Publish(changed, after);
        return changed.Count;
    }

    private static async Task<IReadOnlyList<SimChanged>> ChangedAsync(SimConsoleDb db, long[] ids, DateTimeOffset now, CancellationToken token) =>
        [.. (await db.Sims.AsNoTracking().Where(s => ids.Contains(s.Id)).Select(s => new { s.Id, s.Sid, s.Status, s.TargetStatus, s.Version }).ToListAsync(token))
            .Select(s => new SimChanged(s.Id, s.Sid, s.Status, s.TargetStatus, now, s.Version, DetailsChanged: true))];

    private LossReport New(LossOrder order, Caller caller) => new()
    {
        Kind = order.Kind,
        Reference = string.IsNullOrWhiteSpace(order.Reference) ? null : order.Reference.Trim(),
        Note = string.IsNullOrWhiteSpace(order.Note) ? null : order.Note.Trim(),
        ReportedBy = caller.Name,
        Source = caller.Actor.Source,
        Scope = caller.Scope,
        ReportedAt = time.Now(),
        IdempotencyKey = order.IdempotencyKey,
    };

    private static StatusOrder Order(string reportSid, Actor actor) =>
        new(SimStatus.Inactive, actor) { Priority = StatusChangePriority.LossReport, Reason = $"Loss report {reportSid}" };

    private static string? FaultOf(LossOrder order, int sims) =>
        sims == 0 ? "No SIM is named. Give the ICCIDs, SIDs or names of those that are lost."
        : sims > MostSims ? $"{sims} SIMs are more than one report takes, {MostSims}. Split them into several reports."
        : order.Reference?.Trim().Length > LossReport.ReferenceLength ? $"A reference has at most {LossReport.ReferenceLength} characters."
        : order.Note?.Trim().Length > LossReport.NoteLength ? $"A note has at most {LossReport.NoteLength} characters."
        : order.IdempotencyKey?.Length > LossReport.ReferenceLength ? $"An idempotency key has at most {LossReport.ReferenceLength} characters."
        : null;

    private static Refusal NoSuchReport(string sid) => new(ErrorCodes.NotFound, $"There is no loss report {sid}.");
}
