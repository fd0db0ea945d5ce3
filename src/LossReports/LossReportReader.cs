using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.LossReports;

/// <summary>A report with its counts, as lists show it.</summary>
/// <param name="Held">Sims that are still held.</param>
/// <param name="Off">Held Sims that the network has confirmed to be off, or that it never let connect.</param>
/// <param name="InFlight">Held Sims that the network has not confirmed to be off, and is being asked about until it does.</param>
public sealed record LossReportSummary(
    long Id, string Sid, LossKind Kind, string? Reference, string? Note, string ReportedBy, OrderSource Source, DateTimeOffset ReportedAt, int Sims, int Held, int Off, int InFlight)
{
    /// <summary>Held Sims that can still connect, and that no order takes off: it has failed, and another one follows.</summary>
    public int StillOn => Held - Off - InFlight;
}

/// <summary>What loss reports hold now.</summary>
/// <param name="Sims">The Sims that are held.</param>
/// <param name="Reports">The reports that hold them.</param>
/// <param name="Unfinished">The newest few reports of which a held Sim may still connect.</param>
public sealed record LossReportHold(int Sims, int Reports, IReadOnlyList<LossReportSummary> Unfinished);

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

    /// <summary>How often the network has refused to let it attach since it was reported, where the network can tell.</summary>
    public required int Refused { get; init; }

    /// <summary>The last time that it did.</summary>
    public required DateTimeOffset? LastRefusedAt { get; init; }
}

/// <summary>Reads loss reports for pages and programs.</summary>
public sealed class LossReportReader(IDbContextFactory<SimConsoleDb> databases)
{
    /// <summary>The newest reports made before <paramref name="beforeId"/> (all where null), newest first.</summary>
    public async Task<IReadOnlyList<LossReportSummary>> ListBeforeAsync(long? beforeId, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Summaries(db.LossReports.Where(r => beforeId == null || r.Id < beforeId).OrderByDescending(r => r.Id).Take(take)).ToListAsync(token);
    }

    /// <summary>The oldest reports made after <paramref name="afterId"/>, newest first: the page before a page.</summary>
    public async Task<IReadOnlyList<LossReportSummary>> ListAfterAsync(long afterId, int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var reports = await Summaries(db.LossReports.Where(r => r.Id > afterId).OrderBy(r => r.Id).Take(take)).ToListAsync(token);
        reports.Reverse();
        return reports;
    }

    /// <summary>The report with this SID, or null.</summary>
    public async Task<LossReportSummary?> FindAsync(string sid, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Summaries(db.LossReports.Where(r => r.Sid == sid)).SingleOrDefaultAsync(token);
    }

    /// <summary>What is held now, and the newest <paramref name="take"/> reports that are not done yet.</summary>
    public async Task<LossReportHold> HoldAsync(int take, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var held = await db.Sims.Where(s => s.HeldByReportId != null)
            .GroupBy(s => s.HeldByReportId)
            .Select(g => new { g.Key, Sims = g.Count(), Off = g.Count(s => s.Status == SimStatus.Inactive || s.Status == SimStatus.New) })
            .ToListAsync(token);
        long[] unfinished = [.. held.Where(h => h.Off < h.Sims).Select(h => h.Key!.Value).OrderDescending().Take(take)];
        return new LossReportHold(
            held.Sum(h => h.Sims),
            held.Count,
            unfinished.Length == 0 ? [] : await Summaries(db.LossReports.Where(r => unfinished.Contains(r.Id)).OrderByDescending(r => r.Id)).ToListAsync(token));
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

    /// <summary>The last change to inactive is joined by its id: "the first of its changes" would be sorted out of those of all Sims.</summary>
    private static IQueryable<ReportedSim> Reported(SimConsoleDb db, IQueryable<LossReportSim> sims) =>
        from s in sims.AsNoTracking()
        join change in db.StatusChanges
            on db.StatusChanges.Where(c => c.SimId == s.SimId && c.Kind == StatusChangeKind.Requested && c.ToStatus == SimStatus.Inactive).Max(c => (long?)c.Id) equals (long?)change.Id into changes
        from off in changes.DefaultIfEmpty()
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
            Refused = db.AttachRefusals.Count(r => r.Iccid == s.Sim.Iccid && r.At >= s.LossReport!.ReportedAt && (s.ReleasedAt == null || r.At <= s.ReleasedAt)),
            LastRefusedAt = db.AttachRefusals.Where(r => r.Iccid == s.Sim.Iccid && r.At >= s.LossReport!.ReportedAt && (s.ReleasedAt == null || r.At <= s.ReleasedAt)).Max(r => (DateTimeOffset?)r.At),
        };

    private static IQueryable<LossReportSummary> Summaries(IQueryable<LossReport> reports) => reports.Select(r => new LossReportSummary(
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
        r.Sims.Count(s => s.ReleasedAt == null && (s.Sim!.Status == SimStatus.Inactive || s.Sim.Status == SimStatus.New)),
        r.Sims.Count(s => s.ReleasedAt == null && s.Sim!.Status == SimStatus.Scheduled)));
}
