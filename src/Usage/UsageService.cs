using Microsoft.EntityFrameworkCore;
using SimConsole.Billing;
using SimConsole.Data;
using SimConsole.DataLimits;
using SimConsole.Live;
using SimConsole.NetworkAuthorities;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Usage;

/// <summary>The right to ask the network what happened since the last report, until it is used or runs out.</summary>
/// <param name="RecordedUntil">Up to when everything is recorded.</param>
public sealed record UsageClaim(Guid Token, DateTimeOffset RecordedUntil);

/// <summary>
/// Records what the network reports. Sessions, the sums that they add to, and how far the reports reach are written in one transaction: a process that
/// dies leaves all of a report or nothing.
/// </summary>
public sealed class UsageService(
    IDbContextFactory<SimConsoleDb> databases, StatusChangeService changes, DataLimitService limits, UsageSignal signal, TimeProvider time)
{
    /// <summary>A ready Sim that has used so many bytes is active. Source: the Super SIM contract, Sim status <c>ready</c>.</summary>
    public const long ReadyBytes = 250_000;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>Takes the right to ask the network; null while another process has it.</summary>
    public async Task<UsageClaim?> ClaimAsync(CancellationToken token)
    {
        var now = time.Now();
        var lease = Guid.NewGuid();
        await using var db = await databases.CreateDbContextAsync(token);
        var rows = await db.UsageCursors.Where(c => c.Id == UsageCursor.OnlyId && c.LeasedUntil <= now)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.LeaseToken, lease).SetProperty(c => c.LeasedUntil, now + Lease), token);
        return rows == 0 ? null : await db.UsageCursors.Where(c => c.LeaseToken == lease).Select(c => new UsageClaim(lease, c.RecordedUntil)).SingleOrDefaultAsync(token);
    }

    /// <summary>Gives the right back without a report.</summary>
    public async Task ReleaseAsync(UsageClaim claim, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        await db.UsageCursors.Where(c => c.LeaseToken == claim.Token).ExecuteUpdateAsync(set => set.SetProperty(c => c.LeasedUntil, DateTimeOffset.UnixEpoch), token);
    }

    /// <summary>
    /// Records a report, and gives the right back. Sessions of SIMs that the console does not know are left out. Returns false, and records nothing, when the claim has run
    /// out and another process has asked the network since.
    /// </summary>
    public async Task<bool> RecordAsync(UsageClaim claim, UsageReport report, CancellationToken token)
    {
        var recorded = false;
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async after =>
        {
            // The claim first: if two processes hold a report of the same time, the second one finds the cursor moved and records nothing.
            recorded = await db.UsageCursors.Where(c => c.LeaseToken == claim.Token && c.RecordedUntil == claim.RecordedUntil).ExecuteUpdateAsync(set => set
                .SetProperty(c => c.RecordedUntil, report.Until).SetProperty(c => c.LeaseToken, (Guid?)null).SetProperty(c => c.LeasedUntil, DateTimeOffset.UnixEpoch), token) > 0;
            if (recorded && report.Sessions.Count > 0)
            {
                await AddAsync(db, report.Sessions, after, token);
                after.Wake(signal);
            }
        }, token);
        return recorded;
    }

    /// <summary>Adds sessions, and adds them up, in the caller's transaction.</summary>
    private async Task AddAsync(SimConsoleDb db, IReadOnlyList<ReportedSession> reported, AfterCommit after, CancellationToken token)
    {
        string[] iccids = [.. reported.Select(s => s.Iccid).Distinct()];
        var sims = iccids.Length == 0 ? [] : await db.Sims.Where(s => iccids.Contains(s.Iccid)).Select(s => new { s.Id, s.Iccid, s.FleetId, s.Status }).ToDictionaryAsync(s => s.Iccid, token);
        DataSession[] sessions = [.. reported.Where(s => sims.ContainsKey(s.Iccid)).Select(s => new DataSession
        {
            SimId = sims[s.Iccid].Id,
            StartedAt = s.StartedAt,
            EndsAt = s.EndsAt,
            FleetId = sims[s.Iccid].FleetId ?? 0,
            NetworkId = s.NetworkId,
            Upload = s.Upload,
            Download = s.Download,
            Address = s.Address,
        })];
        if (sessions.Length == 0)
        {
            return;
        }

        db.DataSessions.AddRange(sessions);
        await db.SaveChangesAsync(token);
        await UsageSums.AddAsync(db, sessions, token);

        var periods = await BillingPeriodService.CurrentAsync(db, [.. sims.Values.Select(s => s.Id)], time.Now(), token);
        BillingPeriodUsage[] used = [.. sessions.Where(s => periods.ContainsKey(s.SimId)).GroupBy(s => periods[s.SimId].Id)
            .Select(g => new BillingPeriodUsage { PeriodId = g.Key, Upload = g.Sum(s => s.Upload), Download = g.Sum(s => s.Download) })];
        await db.AddUpAsync(used, token);
        await limits.BlockAsync(db, [.. used.Select(u => u.PeriodId)], token);

        long[] ready = [.. sims.Values.Where(s => s.Status == SimStatus.Ready && periods.ContainsKey(s.Id)).Select(s => periods[s.Id].Id)];
        var usedEnough = ready.Length == 0 ? [] : await db.BillingPeriodUsages
            .Where(u => ready.Contains(u.PeriodId) && u.Upload + u.Download >= ReadyBytes)
            .Join(db.BillingPeriods, u => u.PeriodId, p => p.Id, (_, p) => p.SimId).ToListAsync(token);
        if (usedEnough.Count > 0)
        {
            await changes.ActivateReadyAsync(db, usedEnough, "Used 250 KB of data.", after, token);
        }
    }
}
