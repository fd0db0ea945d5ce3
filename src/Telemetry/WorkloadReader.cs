using Microsoft.EntityFrameworkCore;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.Reconciliation;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Telemetry;

/// <summary>The open changes of one priority that are in one state.</summary>
public sealed record OpenWork(StatusChangePriority Priority, StatusChangeState State, int Count);

/// <summary>The open work.</summary>
/// <param name="At">When it was read.</param>
/// <param name="Oldest">For each priority, when the change that has been scheduled longest was ordered.</param>
/// <param name="NotOff">Sims that a loss report holds, and that are not known to be off.</param>
/// <param name="NotOffSince">When the first report that holds one of these was made; null where there are none.</param>
/// <param name="Drift">Differences between the network and the record that wait for a person.</param>
/// <param name="Callbacks">Callbacks that still have to be delivered.</param>
public sealed record Workload(
    DateTimeOffset At,
    IReadOnlyList<OpenWork> Open,
    IReadOnlyDictionary<StatusChangePriority, DateTimeOffset> Oldest,
    int NotOff,
    DateTimeOffset? NotOffSince,
    int Drift,
    int Callbacks)
{
    /// <summary>How many changes of a priority are in a state.</summary>
    public int Count(StatusChangePriority priority, StatusChangeState state) => Open.FirstOrDefault(open => open.Priority == priority && open.State == state)?.Count ?? 0;

    /// <summary>For how long the oldest change of a priority has been scheduled; zero where none is.</summary>
    public TimeSpan Age(StatusChangePriority priority) => Oldest.TryGetValue(priority, out var since) && since < At ? At - since : TimeSpan.Zero;

    /// <summary>How long ago the oldest loss report that still waits was made; zero where none waits.</summary>
    public TimeSpan NotOffFor => NotOffSince is { } since && since < At ? At - since : TimeSpan.Zero;
}

/// <summary>
/// Reads how much there is to do, in all Fleets, for the operator of the console. Each statement follows an index and stops at <see cref="Most"/> rows, so that it
/// costs the same however much waits. It names no Sim.
/// </summary>
public sealed class WorkloadReader(IDbContextFactory<SimConsoleDb> databases, TimeProvider time)
{
    /// <summary>The most rows that are counted.</summary>
    public const int Most = 10_000;

    public async Task<Workload> ReadAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var now = time.Now();
        var (open, oldest) = (new List<OpenWork>(), new Dictionary<StatusChangePriority, DateTimeOffset>());
        foreach (var priority in Enum.GetValues<StatusChangePriority>())
        {
            // A change that is ordered for later counts only once it is due.
            var states = await db.StatusChanges
                .Where(c => c.EndedAt == null && c.Priority == priority && (c.Attempts > 0 || c.DueAt <= now))
                .OrderBy(c => c.DueAt).Take(Most)
                .GroupBy(c => new { c.State, c.Kind })
                .Select(g => new { g.Key.State, g.Key.Kind, Count = g.Count(), Oldest = g.Min(c => c.QueuedAt) })
                .ToListAsync(token);
            open.AddRange(states.GroupBy(s => s.State).Select(s => new OpenWork(priority, s.Key, s.Sum(c => c.Count))));
            foreach (var requested in states.Where(s => s.Kind == StatusChangeKind.Requested))
            {
                oldest[priority] = oldest.TryGetValue(priority, out var other) && other < requested.Oldest ? other : requested.Oldest;
            }
        }

        var (notOff, notOffSince) = await NotOffAsync(db, token);
        return new Workload(
            now,
            open,
            oldest,
            notOff,
            notOffSince,
            await db.Drifts.Where(d => d.EndedAt == null && d.ChangeId == null).OrderBy(d => d.SimId).Take(Most).CountAsync(token),
            await db.Callbacks.Where(c => c.State == CallbackState.Waiting).OrderBy(c => c.DueAt).Take(Most).CountAsync(token));
    }

    private static async Task<(int Count, DateTimeOffset? Since)> NotOffAsync(SimConsoleDb db, CancellationToken token)
    {
        var accepted = await DriftReader.AcceptedAsync(db, token);
        var held = await db.Sims
            .Where(s => s.HeldByReportId != null && ((s.Status != SimStatus.Inactive && s.Status != SimStatus.New) || accepted.Contains(s.Id)))
            .GroupBy(s => s.HeldByReportId!.Value)
            .Select(g => new { Report = g.Key, Count = g.Count() })
            .ToListAsync(token);
        if (held.Count == 0)
        {
            return (0, null);
        }

        // The lowest number is the oldest report.
        var first = held.Min(h => h.Report);
        return (held.Sum(h => h.Count), await db.LossReports.Where(r => r.Id == first).Select(r => (DateTimeOffset?)r.ReportedAt).SingleOrDefaultAsync(token));
    }
}
