using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Billing;

/// <summary>What a Sim has used in the billing period that it is in.</summary>
/// <param name="Bytes">Uploaded and downloaded together.</param>
public sealed record PeriodUsage(BillingPeriod Period, long Bytes);

/// <summary>
/// The billing periods of Sims. They follow from the history of the status, and are written when they are first needed: a bulk change of very many Sims costs
/// nothing more for them.
/// </summary>
public sealed class BillingPeriodService(IDbContextFactory<SimConsoleDb> databases, TimeProvider time)
{
    /// <summary>The latest periods of a Sim before <paramref name="beforeId"/> (from the present one where null), latest first.</summary>
    public async Task<IReadOnlyList<BillingPeriod>> ListBeforeAsync(long simId, long? beforeId, int take, CancellationToken token)
    {
        await EnsureAsync(simId, token);
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.BillingPeriods.AsNoTracking()
            .Where(p => p.SimId == simId && (beforeId == null || p.Id < beforeId))
            .OrderByDescending(p => p.StartsAt).Take(take).ToListAsync(token);
    }

    /// <summary>The earliest periods of a Sim after <paramref name="afterId"/>, latest first: the page before a page.</summary>
    public async Task<IReadOnlyList<BillingPeriod>> ListAfterAsync(long simId, long afterId, int take, CancellationToken token)
    {
        await EnsureAsync(simId, token);
        await using var db = await databases.CreateDbContextAsync(token);
        var periods = await db.BillingPeriods.AsNoTracking().Where(p => p.SimId == simId && p.Id > afterId).OrderBy(p => p.StartsAt).Take(take).ToListAsync(token);
        periods.Reverse();
        return periods;
    }

    /// <summary>The period that a Sim is in now, with what it has used; null where it is in none.</summary>
    public async Task<PeriodUsage?> CurrentAsync(long simId, CancellationToken token)
    {
        await EnsureAsync(simId, token);
        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        var period = await db.BillingPeriods.AsNoTracking().Where(p => p.SimId == simId && p.StartsAt <= now && p.EndsAt > now)
            .OrderByDescending(p => p.StartsAt).FirstOrDefaultAsync(token);
        return period is null ? null : new PeriodUsage(
            period, await db.BillingPeriodUsages.Where(u => u.PeriodId == period.Id).Select(u => u.Upload + u.Download).SingleOrDefaultAsync(token));
    }

    /// <summary>The periods that these Sims are in now, by Sim, in the caller's transaction. What is missing is written; a Sim that is in none is left out.</summary>
    internal static async Task<Dictionary<long, BillingPeriod>> CurrentAsync(SimConsoleDb db, IReadOnlyCollection<long> simIds, DateTimeOffset now, CancellationToken token)
    {
        var last = await LastAsync(db, simIds, token);
        foreach (var (simId, added) in await ContinueAsync(db, simIds, last, now, token))
        {
            last[simId] = added;
        }

        return last.Where(p => p.Value.EndsAt > now).ToDictionary();
    }

    private async Task EnsureAsync(long simId, CancellationToken token)
    {
        try
        {
            await Contention.WriteAsync(async () =>
            {
                await using var db = await databases.CreateDbContextAsync(token);
                await db.InTransactionAsync(() => CurrentAsync(db, [simId], time.Now(), token), token);
                return true;
            }, token);
        }
        catch (Exception exception) when (DatabaseTrouble.Of(exception) is not null)
        {
            // The reader gets what is there; what is missing is written when the database can be written again.
        }
    }

    private static async Task<Dictionary<long, BillingPeriod>> LastAsync(SimConsoleDb db, IReadOnlyCollection<long> simIds, CancellationToken token) =>
        await db.BillingPeriods
            .Where(p => simIds.Contains(p.SimId) && !db.BillingPeriods.Any(later => later.SimId == p.SimId && later.StartsAt > p.StartsAt))
            .ToDictionaryAsync(p => p.SimId, token);

    /// <summary>Writes the periods that are missing, and returns the last one of each Sim that got some.</summary>
    private static async Task<IEnumerable<(long SimId, BillingPeriod Last)>> ContinueAsync(
        SimConsoleDb db, IReadOnlyCollection<long> simIds, Dictionary<long, BillingPeriod> last, DateTimeOffset now, CancellationToken token)
    {
        var sims = await db.Sims.Where(s => simIds.Contains(s.Id) && s.Status != SimStatus.New).Select(s => new { s.Id, s.Status, s.StatusChangedAt }).ToListAsync(token);

        // The month of an active Sim runs to its end whatever happens to the Sim; everything else follows from its history.
        var open = sims.Where(s => last.GetValueOrDefault(s.Id) is not { Type: BillingPeriodType.Active } period || period.EndsAt <= now).ToDictionary(s => s.Id);
        if (open.Count == 0)
        {
            return [];
        }

        var changes = (await db.StatusChanges
            .Where(c => open.Keys.Contains(c.SimId) && c.State == StatusChangeState.Completed && c.Kind != StatusChangeKind.Reconcile && c.FromStatus != c.ToStatus)
            .OrderBy(c => c.Id)
            .Select(c => new { c.SimId, At = c.EndedAt!.Value, c.ToStatus })
            .ToListAsync(token)).ToLookup(c => c.SimId, c => new StatusStep(c.At, c.ToStatus));
        var added = new List<BillingPeriod>();
        foreach (var sim in open.Values)
        {
            var before = last.GetValueOrDefault(sim.Id);

            // A Sim without a history was registered with its status.
            StatusStep[] steps = changes[sim.Id].Any() ? [.. changes[sim.Id].Where(s => s.At >= (before?.StartsAt ?? DateTimeOffset.MinValue))]
                : before is null && sim.Status.MayConnect() ? [new StatusStep(sim.StatusChangedAt, sim.Status)]
                : [];
            added.AddRange(BillingCalendar.Continue(sim.Id, before, steps, now));
        }

        db.BillingPeriods.AddRange(added);
        await db.SaveChangesAsync(token);
        return added.GroupBy(p => p.SimId).Select(g => (g.Key, g.Last()));
    }
}
