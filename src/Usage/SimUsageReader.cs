using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.Usage;

/// <summary>What a list says of the usage of a Sim.</summary>
/// <param name="SeenAt">When the network last had a data session of it, as far as is known; null where it never had, and where that was not asked for.</param>
/// <param name="IsOnline">Whether it has one now.</param>
/// <param name="PeriodBytes">What it has used in the billing period that it is in, up and down; null where it has used nothing in one, and where that was not asked for.</param>
public sealed record SimUsage(DateTimeOffset? SeenAt, bool IsOnline, long? PeriodBytes);

/// <summary>Reads the usage of the Sims on one page of a list.</summary>
public sealed class SimUsageReader(IDbContextFactory<SimConsoleDb> databases, TimeProvider time)
{
    /// <summary>The usage of each of these Sims of which there is any.</summary>
    /// <param name="simIds">As many as fit on a page.</param>
    /// <param name="seen">Whether to read when they were seen.</param>
    /// <param name="used">Whether to read what they used.</param>
    public async Task<IReadOnlyDictionary<long, SimUsage>> OfAsync(IReadOnlyCollection<long> simIds, bool seen, bool used, FleetScope scope, CancellationToken token)
    {
        var of = new Dictionary<long, SimUsage>();
        if (simIds.Count == 0 || !(seen || used))
        {
            return of;
        }

        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        if (seen)
        {
            await SeeAsync(db, of, simIds, scope, now, token);
        }

        if (used)
        {
            // The later of two that overlap is the one that it is in.
            var periods = await db.BillingPeriods.Where(p => simIds.Contains(p.SimId) && p.StartsAt <= now && p.EndsAt > now && db.Sims.In(scope).Any(s => s.Id == p.SimId))
                .OrderBy(p => p.StartsAt)
                .Select(p => new { p.SimId, Bytes = db.BillingPeriodUsages.Where(u => u.PeriodId == p.Id).Select(u => (long?)(u.Upload + u.Download)).FirstOrDefault() })
                .ToListAsync(token);
            foreach (var period in periods)
            {
                of[period.SimId] = (of.GetValueOrDefault(period.SimId) ?? new SimUsage(null, false, null)) with { PeriodBytes = period.Bytes };
            }
        }

        return of;
    }

    private static async Task SeeAsync(SimConsoleDb db, Dictionary<long, SimUsage> of, IReadOnlyCollection<long> simIds, FleetScope scope, DateTimeOffset now, CancellationToken token)
    {
        // Two looks into the key for each Sim, however many sessions it had.
        var latest = await db.Sims.In(scope).Where(s => simIds.Contains(s.Id)).Select(s => new
        {
            s.Id,
            StartedAt = db.DataSessions.Where(d => d.SimId == s.Id && d.StartedAt <= now).OrderByDescending(d => d.StartedAt).Select(d => (DateTimeOffset?)d.StartedAt).FirstOrDefault(),
            EndsAt = db.DataSessions.Where(d => d.SimId == s.Id && d.StartedAt <= now).OrderByDescending(d => d.StartedAt).Select(d => (DateTimeOffset?)d.EndsAt).FirstOrDefault(),
        }).ToListAsync(token);
        var open = latest.Where(s => s.EndsAt > now).ToList();
        HashSet<long> online = [];
        if (open.Count > 0)
        {
            var (ids, since) = (open.Select(s => s.Id).ToList(), open.Min(s => s.StartedAt!.Value));
            online = [.. await SessionReader.Open(db, now).Where(s => ids.Contains(s.SimId) && s.StartedAt >= since).Select(s => s.SimId).ToListAsync(token)];
        }

        foreach (var sim in latest.Where(s => s.StartedAt is not null))
        {
            of[sim.Id] = new SimUsage(sim.EndsAt <= now ? sim.EndsAt : sim.StartedAt, online.Contains(sim.Id), null);
        }
    }
}
