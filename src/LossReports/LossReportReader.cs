using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Reconciliation;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.LossReports;

/// <summary>A report with its counts, as lists show it.</summary>
/// <param name="Held">Sims that are still held.</param>
/// <param name="Off">Held Sims that the network has confirmed to be off, or that it never let connect, and has not been found to let connect since.</param>
/// <param name="InFlight">Held Sims that the network has not confirmed to be off, and is being asked about until it does.</param>
public sealed record LossReportSummary(
    long Id, string Sid, LossKind Kind, string? Reference, string? Note, string ReportedBy, OrderSource Source, DateTimeOffset ReportedAt, int Sims, int Held, int Off, int InFlight)
{
    /// <summary>Held Sims that can still connect, and that no order takes off: it has failed, and another one follows.</summary>
    public int StillOn => Held - Off - InFlight;

    /// <summary>Held Sims that are not known to be off.</summary>
    public int NotOffYet => Held - Off;
}

/// <summary>What loss reports hold now.</summary>
/// <param name="Sims">The Sims that are held.</param>
/// <param name="Reports">The reports that hold them.</param>
/// <param name="NotOffYet">Those of the Sims that are not known to be off.</param>
/// <param name="Unfinished">The newest few reports that hold one of these.</param>
public sealed record LossReportHold(int Sims, int Reports, int NotOffYet, IReadOnlyList<LossReportSummary> Unfinished);

/// <summary>One Sim of a report: what was ordered, and what the network said.</summary>
public sealed record ReportedSim
{
    public required long SimId { get; init; }
    public required string SimSid { get; init; }
    public required string Iccid { get; init; }
    public required string? UniqueName { get; init; }
    public required SimStatus SeenStatus { get; init; }
    public required SimStatus Status { get; init; }
    public required SimStatus? TargetStatus { get; init; }
    public required DateTimeOffset? ReleasedAt { get; init; }
    public required string? ReleasedBy { get; init; }
    public required string? ReleaseReason { get; init; }

    /// <summary>The change that took it off: the last one to inactive, in most cases that of the report. Null where it never was switched off.</summary>
    public required StatusChange? Off { get; init; }

    /// <summary>The order that brings the network back to off, where it was found to let the SIM connect all the same; null where none is open.</summary>
    public required StatusChange? Repair { get; init; }

    /// <summary>How the network is known to differ from what was decided; null where it is not known to differ.</summary>
    public required DriftKind? Drift { get; init; }

    /// <summary>How often the network has refused to let it attach since it was reported, where the network can tell.</summary>
    public required int Refused { get; init; }

    /// <summary>When the network last refused it.</summary>
    public required DateTimeOffset? LastRefusedAt { get; init; }

    /// <summary>Whether it is held, and not known to be off.</summary>
    public bool NotOffYet => ReleasedAt is null && (Status is not (SimStatus.Inactive or SimStatus.New) || Drift == DriftKind.Enabled);

    /// <summary>The order that is to take it off, open or failed; null where it is off.</summary>
    public StatusChange? Order => NotOffYet ? Repair ?? Off : null;

    /// <summary>When the network is asked again; null where it is off, is being asked, or has not been asked yet.</summary>
    public DateTimeOffset? NextAttemptAt => Order is { State: StatusChangeState.Queued, Attempts: > 0 } order ? order.DueAt : null;
}

/// <summary>Reads loss reports for pages and programs.</summary>
public sealed class LossReportReader(IDbContextFactory<SimConsoleDb> databases)
{
    /// <summary>The newest reports made before <paramref name="beforeId"/> (all where null), newest first.</summary>
    public async Task<IReadOnlyList<LossReportSummary>> ListBeforeAsync(long? beforeId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await SummariesAsync(db, db.LossReports.In(scope).Where(r => beforeId == null || r.Id < beforeId).OrderByDescending(r => r.Id).Take(take), token);
    }

    /// <summary>The oldest reports made after <paramref name="afterId"/>, newest first: the page before a page.</summary>
    public async Task<IReadOnlyList<LossReportSummary>> ListAfterAsync(long afterId, int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var reports = await SummariesAsync(db, db.LossReports.In(scope).Where(r => r.Id > afterId).OrderBy(r => r.Id).Take(take), token);
        reports.Reverse();
        return reports;
    }

    /// <summary>The report with this SID, or null.</summary>
    public async Task<LossReportSummary?> FindAsync(string sid, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return (await SummariesAsync(db, db.LossReports.In(scope).Where(r => r.Sid == sid), token)).SingleOrDefault();
    }

    /// <summary>What is held now, and the newest <paramref name="take"/> reports that are not done yet.</summary>
    public async Task<LossReportHold> HoldAsync(int take, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var accepted = await DriftReader.AcceptedAsync(db, token);
        var held = await db.Sims.In(scope).Where(s => s.HeldByReportId != null)
            .GroupBy(s => s.HeldByReportId)
            .Select(g => new { g.Key, Sims = g.Count(), Off = g.Count(s => (s.Status == SimStatus.Inactive || s.Status == SimStatus.New) && !accepted.Contains(s.Id)) })
            .ToListAsync(token);
        long[] unfinished = [.. held.Where(h => h.Off < h.Sims).Select(h => h.Key!.Value).OrderDescending().Take(take)];
        return new LossReportHold(
            held.Sum(h => h.Sims),
            held.Count,
            held.Sum(h => h.Sims - h.Off),
            unfinished.Length == 0 ? [] : await Summaries(db.LossReports.In(scope).Where(r => unfinished.Contains(r.Id)).OrderByDescending(r => r.Id), accepted).ToListAsync(token));
    }

    /// <summary>How many of the Sims that are held now are not known to be off.</summary>
    public async Task<int> CountNotOffYetAsync(FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var accepted = await DriftReader.AcceptedAsync(db, token);
        return await db.Sims.In(scope)
            .CountAsync(s => s.HeldByReportId != null && (s.Status != SimStatus.Inactive && s.Status != SimStatus.New || accepted.Contains(s.Id)), token);
    }

    /// <summary>The Sims of a report in the order of their ICCIDs, <paramref name="skip"/> to <paramref name="skip"/> + <paramref name="take"/>.</summary>
    public async Task<IReadOnlyList<ReportedSim>> SimsAsync(long reportId, int skip, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Reported(db, db.LossReportSims.Where(s => s.LossReportId == reportId).OrderBy(s => s.Sim!.Iccid).Skip(skip).Take(take)).ToListAsync(token);
    }

    /// <summary>The newest Sims of a report registered before <paramref name="beforeId"/> (all where null), newest first.</summary>
    public async Task<IReadOnlyList<ReportedSim>> SimsBeforeAsync(long reportId, long? beforeId, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Reported(db, db.LossReportSims.Where(s => s.LossReportId == reportId && (beforeId == null || s.SimId < beforeId)).OrderByDescending(s => s.SimId).Take(take))
            .ToListAsync(token);
    }

    /// <summary>The oldest Sims of a report registered after <paramref name="afterId"/>, newest first: the page before a page.</summary>
    public async Task<IReadOnlyList<ReportedSim>> SimsAfterAsync(long reportId, long afterId, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var sims = await Reported(db, db.LossReportSims.Where(s => s.LossReportId == reportId && s.SimId > afterId).OrderBy(s => s.SimId).Take(take)).ToListAsync(token);
        sims.Reverse();
        return sims;
    }

    private static IQueryable<ReportedSim> Reported(SimConsoleDb db, IQueryable<LossReportSim> sims) => Reported(db, sims, DriftReader.Open(db));

    /// <summary>The last change to inactive is joined by its id: asking for "the first of its changes" would sort the changes of all Sims.</summary>
    private static IQueryable<ReportedSim> Reported(SimConsoleDb db, IQueryable<LossReportSim> sims, IQueryable<Drift> openDrift) =>
        from s in sims.AsNoTracking()
        join change in db.StatusChanges
            on db.StatusChanges.Where(c => c.SimId == s.SimId && c.Kind == StatusChangeKind.Requested && c.ToStatus == SimStatus.Inactive).Max(c => (long?)c.Id) equals (long?)change.Id into changes
        from off in changes.DefaultIfEmpty()
        join change in db.StatusChanges
            on db.StatusChanges.Where(c => c.SimId == s.SimId && c.EndedAt == null && c.Kind == StatusChangeKind.Reconcile).Max(c => (long?)c.Id) equals (long?)change.Id into repairs
        from repair in repairs.DefaultIfEmpty()
        select new ReportedSim
        {
            SimId = s.SimId,
            SimSid = s.Sim!.Sid,
            Iccid = s.Sim.Iccid,
            UniqueName = s.Sim.UniqueName,
            SeenStatus = s.SeenStatus,
            Status = s.Sim.Status,
            TargetStatus = s.Sim.TargetStatus,
            ReleasedAt = s.ReleasedAt,
            ReleasedBy = s.ReleasedBy,
            ReleaseReason = s.ReleaseReason,
            Off = off,
            Repair = repair,
            Drift = openDrift.Where(d => d.SimId == s.SimId).Max(d => (DriftKind?)d.Kind),
            Refused = db.AttachRefusals.Count(r => r.Iccid == s.Sim.Iccid && r.At >= s.LossReport!.ReportedAt && (s.ReleasedAt == null || r.At <= s.ReleasedAt)),
            LastRefusedAt = db.AttachRefusals.Where(r => r.Iccid == s.Sim.Iccid && r.At >= s.LossReport!.ReportedAt && (s.ReleasedAt == null || r.At <= s.ReleasedAt)).Max(r => (DateTimeOffset?)r.At),
        };

    private static async Task<List<LossReportSummary>> SummariesAsync(SimConsoleDb db, IQueryable<LossReport> reports, CancellationToken token) =>
        await Summaries(reports, await DriftReader.AcceptedAsync(db, token)).ToListAsync(token);

    private static IQueryable<LossReportSummary> Summaries(IQueryable<LossReport> reports, long[] accepted) =>
        reports.Select(r => new LossReportSummary(
            r.Id,
            r.Sid,
            r.Kind,
            r.Reference,
            r.Note,
            r.ReportedBy,
            r.Source,
            r.ReportedAt,
            r.Sims.Count,
            r.Sims.Count(s => s.ReleasedAt == null),
            r.Sims.Count(s => s.ReleasedAt == null && (s.Sim!.Status == SimStatus.Inactive || s.Sim.Status == SimStatus.New) && !accepted.Contains(s.SimId)),
            r.Sims.Count(s => s.ReleasedAt == null && (s.Sim!.Status == SimStatus.Scheduled || (s.Sim.Status == SimStatus.Inactive || s.Sim.Status == SimStatus.New) && accepted.Contains(s.SimId)))));
}
