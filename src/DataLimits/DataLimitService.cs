using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.NetworkAuthorities;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.DataLimits;

/// <summary>The immediate effect of another data limit.</summary>
/// <param name="Blocks">How many Sims have used that much in their billing period, and are not blocked yet.</param>
/// <param name="LetsThrough">How many are blocked, and have used less.</param>
public sealed record LimitEffect(int Blocks, int LetsThrough);

/// <summary>
/// Keeps Sims to the data limit of their Fleet. Each decision is a row. The network is told of it until it has confirmed it, and only then does the console
/// show it. One process at a time does this, under the lease of the usage.
/// </summary>
public sealed class DataLimitService(IDbContextFactory<SimConsoleDb> databases, LiveFeed live, TimeProvider time, IEnumerable<IDataBarring> authorities)
{
    /// <summary>Bytes of a megabyte. Source: the Super SIM contract, where 2,000,000 of them are 2 TB.</summary>
    public const long Megabyte = 1_000_000;

    private const int BatchSize = 500;

    // Null where the network authority cannot refuse data only; then no limit has an effect.
    private readonly IDataBarring? _barring = authorities.FirstOrDefault();

    private DateTimeOffset _reviewedUntil = time.Now() - TimeSpan.FromHours(1);

    /// <summary>The block of a Sim that the network has confirmed, or has yet to confirm; null where its data is let through.</summary>
    public async Task<DataBlock?> FindAsync(long simId, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.DataBlocks.AsNoTracking().SingleOrDefaultAsync(b => b.SimId == simId && b.State == DataBlockState.Barred, token);
    }

    /// <summary>What another limit would do at once to the Sims of a Fleet; null where the network cannot refuse data only, so that a limit has no effect.</summary>
    /// <param name="megabytes">The limit that the Fleet would have.</param>
    public async Task<LimitEffect?> CountAsync(long fleetId, int megabytes, FleetScope scope, CancellationToken token)
    {
        if (_barring is null)
        {
            return null;
        }

        var (now, bytes) = (time.Now(), megabytes * Megabyte);
        await using var db = await databases.CreateDbContextAsync(token);
        var used = from usage in db.BillingPeriodUsages
                   join period in db.BillingPeriods on usage.PeriodId equals period.Id
                   join sim in db.Sims.In(scope) on period.SimId equals sim.Id
                   where sim.FleetId == fleetId && period.EndsAt > now
                   select new { IsOver = usage.Upload + usage.Download >= bytes, IsBlocked = db.DataBlocks.Any(b => b.SimId == sim.Id && b.State == DataBlockState.Barred) };
        var counts = await used.GroupBy(sim => sim).Select(group => new { group.Key.IsOver, group.Key.IsBlocked, Count = group.Count() }).ToListAsync(token);
        return new LimitEffect(counts.Where(c => c is { IsOver: true, IsBlocked: false }).Sum(c => c.Count), counts.Where(c => c is { IsOver: false, IsBlocked: true }).Sum(c => c.Count));
    }

    /// <summary>Decides in the caller's transaction to block those Sims that have used up their limit in these periods.</summary>
    internal async Task BlockAsync(SimConsoleDb db, IReadOnlyCollection<long> periodIds, CancellationToken token)
    {
        if (_barring is not null)
        {
            await DecideAsync(db, await UsedUp(db, time.Now()).Where(s => periodIds.Contains(s.PeriodId)).ToListAsync(token), token);
        }
    }

    /// <summary>Lifts blocks that no longer apply: a higher limit, another Fleet, a new period. Blocks Sims that are past a lower limit.</summary>
    public async Task ReviewAsync(CancellationToken token)
    {
        if (_barring is null)
        {
            return;
        }

        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        await db.DataBlocks.Where(b => b.State == DataBlockState.Barred && !db.BillingPeriodUsages.Any(u => u.PeriodId == b.PeriodId
                && db.BillingPeriods.Any(p => p.Id == u.PeriodId && p.EndsAt > now)
                && b.Sim!.FleetId != null && u.Upload + u.Download >= b.Sim.Fleet!.DataLimit * Megabyte))
            .ExecuteUpdateAsync(set => set
            .SetProperty(b => b.State, DataBlockState.Lifted)
            .SetProperty(b => b.DecidedAt, now)
            .SetProperty(b => b.ConfirmedAt, (DateTimeOffset?)null), token);

        var since = _reviewedUntil;
        foreach (var fleetId in await db.Fleets.Where(f => f.UpdatedAt >= since).Select(f => f.Id).ToListAsync(token))
        {
            List<UsedUpSim> over;
            do
            {
                over = await UsedUp(db, now).Where(s => s.FleetId == fleetId).OrderBy(s => s.SimId).Take(BatchSize).ToListAsync(token);
                await db.InTransactionAsync(() => DecideAsync(db, over, token), token);
            }
            while (over.Count == BatchSize);
        }

        _reviewedUntil = now;
    }

    /// <summary>Tells the network what it has not confirmed yet. Returns how many Sims that were.</summary>
    public async Task<int> TellAsync(CancellationToken token)
    {
        if (_barring is null)
        {
            return 0;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        var due = await db.DataBlocks.AsNoTracking().Where(b => b.ConfirmedAt == null).OrderBy(b => b.DecidedAt).Take(BatchSize)
            .Select(b => new { b.SimId, b.State, b.DecidedAt, b.LimitMegabytes, b.Sim!.Iccid }).ToListAsync(token);
        foreach (var group in due.GroupBy(b => (b.State, b.DecidedAt)))
        {
            string[] iccids = [.. group.Select(b => b.Iccid)];
            await time.AskAsync("bar_data", BoundedAsking.Longest, asking => _barring.BarDataAsync(iccids, group.Key.State == DataBlockState.Barred, asking), token);
            long[] simIds = [.. group.Select(b => b.SimId)];
            IReadOnlyList<SimChanged> changed = [];
            await db.InTransactionAsync(async () =>
            {
                // A row that was decided anew in the meantime stays due.
                var now = time.Now();
                await db.DataBlocks
                    .Where(b => simIds.Contains(b.SimId) && b.ConfirmedAt == null && b.State == group.Key.State && b.DecidedAt == group.Key.DecidedAt)
                    .ExecuteUpdateAsync(set => set.SetProperty(b => b.ConfirmedAt, now), token);
                db.SimEvents.AddRange(group.Select(b => new SimEvent
                {
                    SimId = b.SimId,
                    At = now,
                    Kind = b.State == DataBlockState.Barred ? SimEventKind.DataBlocked : SimEventKind.DataUnblocked,
                    NewValue = $"{b.LimitMegabytes} MB",
                    Actor = Actor.Network.Name,
                }));
                await db.Sims.Where(s => simIds.Contains(s.Id)).ExecuteUpdateAsync(set => set.SetProperty(s => s.Version, s => s.Version + 1), token);
                await db.SaveChangesAsync(token);
                changed = await db.Sims.Where(s => simIds.Contains(s.Id))
                    .Select(s => new SimChanged(s.Id, s.Sid, s.Status, s.TargetStatus, s.StatusChangedAt, s.Version, true)).ToListAsync(token);
            }, token);
            live.Publish(changed);
        }

        return due.Count;
    }

    /// <summary>The Sims that have used up their limit in the period that they are in, and are not blocked.</summary>
    private static IQueryable<UsedUpSim> UsedUp(SimConsoleDb db, DateTimeOffset now) =>
        from usage in db.BillingPeriodUsages
        join period in db.BillingPeriods on usage.PeriodId equals period.Id
        join sim in db.Sims on period.SimId equals sim.Id
        where period.EndsAt > now && sim.FleetId != null && usage.Upload + usage.Download >= sim.Fleet!.DataLimit * Megabyte
            && !db.DataBlocks.Any(b => b.SimId == sim.Id && b.State == DataBlockState.Barred)
        select new UsedUpSim { SimId = sim.Id, FleetId = sim.FleetId!.Value, LimitMegabytes = sim.Fleet!.DataLimit, PeriodId = period.Id };

    private async Task DecideAsync(SimConsoleDb db, List<UsedUpSim> over, CancellationToken token)
    {
        if (over.Count == 0)
        {
            return;
        }

        var now = time.Now();
        long[] simIds = [.. over.Select(s => s.SimId)];
        var earlier = await db.DataBlocks.Where(b => simIds.Contains(b.SimId)).ToDictionaryAsync(b => b.SimId, token);
        foreach (var sim in over)
        {
            if (!earlier.TryGetValue(sim.SimId, out var block))
            {
                db.DataBlocks.Add(block = new DataBlock { SimId = sim.SimId });
            }

            (block.State, block.DecidedAt, block.ConfirmedAt) = (DataBlockState.Barred, now, null);
            (block.LimitMegabytes, block.PeriodId) = (sim.LimitMegabytes, sim.PeriodId);
        }

        await db.SaveChangesAsync(token);
    }

    private sealed record UsedUpSim
    {
        public required long SimId { get; init; }
        public required long FleetId { get; init; }
        public required int LimitMegabytes { get; init; }
        public required long PeriodId { get; init; }
    }
}
