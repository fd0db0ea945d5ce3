using SimConsole.Billing;
using SimConsole.Data;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Networks;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Usage;

namespace SimConsole.Host.Sample;

/// <summary>
/// A month of data sessions, one a day, of active Sims of the sample, as the simulated network makes them up. In a large sample only one in so many Sims has any: the sums
/// of a Fleet are the same kind of numbers, and a month of a million Sims would take as long to write as everything else.
/// </summary>
internal sealed class SampleUsage(int count, DateTimeOffset now, IReadOnlyList<Network> networks)
{
    private const int MostSims = 2_000;
    private const int Days = 30;
    private const int Seed = 20260301;

    private static readonly TimeSpan SlotLength = TimeSpan.FromDays(1);

    private readonly int _every = Math.Max(1, count / MostSims);
    private readonly TrafficCoverage _coverage = new(networks);
    private long _nextPeriodId = 1;

    /// <summary>Writes what those of these Sims used that have a history, in the caller's transaction.</summary>
    public async Task AddAsync(SimConsoleDb db, IReadOnlyList<SampleSim> sims, CancellationToken token)
    {
        SampleSim[] used = [.. sims.Where(s => s.Sim.Status == SimStatus.Active && s.Sim.Id % _every == 0)];
        DataSession[] sessions = [.. used.SelectMany(s => Sessions(s.Sim))];
        var periods = used.SelectMany(s => BillingCalendar.Continue(s.Sim.Id, null, Steps(s.Changes), now)).Select(Numbered).ToList();
        var current = periods.Where(p => p.EndsAt > now).ToDictionary(p => p.SimId);
        await db.InsertManyAsync(sessions, token);
        await UsageSums.AddAsync(db, sessions, token);
        await db.InsertManyAsync(periods, token);
        await db.InsertManyAsync<BillingPeriodUsage>(
            [.. sessions.Where(s => current[s.SimId].StartsAt <= s.StartedAt).GroupBy(s => current[s.SimId].Id)
                .Select(g => new BillingPeriodUsage { PeriodId = g.Key, Upload = g.Sum(s => s.Upload), Download = g.Sum(s => s.Download) })], token);
    }

    private IEnumerable<DataSession> Sessions(Sim sim)
    {
        var phase = new SimulatedSubscriber { Iccid = sim.Iccid }.Phase;
        for (var day = Days; day >= 0; day--)
        {
            var slot = TrafficSlot.At(now.AddDays(-day), SlotLength);
            var start = slot.StartOf(phase);
            if (start > sim.StatusChangedAt && start < now && SimulatedTraffic.Of(Seed, sim.Iccid, slot, start, _coverage) is { } session)
            {
                yield return new DataSession
                {
                    SimId = sim.Id,
                    StartedAt = session.StartedAt,
                    EndsAt = session.EndsAt,
                    FleetId = sim.FleetId!.Value,
                    NetworkId = session.NetworkId,
                    Upload = session.Upload,
                    Download = session.Download,
                    Address = session.Address,
                };
            }
        }
    }

    private static IEnumerable<StatusStep> Steps(IReadOnlyList<StatusChange> changes) =>
        changes.Where(c => c.EndedAt is not null).Select(c => new StatusStep(c.EndedAt!.Value, c.ToStatus));

    private BillingPeriod Numbered(BillingPeriod period) => new()
    {
        Id = _nextPeriodId++,
        SimId = period.SimId,
        Type = period.Type,
        StartsAt = period.StartsAt,
        EndsAt = period.EndsAt,
        DayOfMonth = period.DayOfMonth,
        UpdatedAt = period.UpdatedAt,
    };
}
