using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.Live.Bus;

/// <summary>
/// Finds what other processes may have changed without this one hearing of it: the present state of every Sim that is watched here, and, for the watchers of everything,
/// of each Sim whose status has changed since nothing had certainly been missed.
/// </summary>
internal sealed class MissedChanges(IDbContextFactory<SimConsoleDb> databases, LiveFeed feed, TimeProvider time)
{
    /// <summary>The most Sims that those who watch everything are told of after a gap; their pages count again in any case.</summary>
    public const int MostSims = 20_000;

    /// <summary>How much the clocks of two machines may differ.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);

    private const int Chunk = 2_000;

    private DateTimeOffset _sureAt = time.Now();
    private Dictionary<long, long> _told = [];

    /// <summary>Nothing was missed until now.</summary>
    public void Sure()
    {
        _sureAt = time.Now();
        _told = [];
    }

    /// <summary>Tells those who watch here of what they may have missed: each Sim once for each version of it.</summary>
    public async Task LookAsync(CancellationToken token)
    {
        var (began, since) = (time.Now(), _sureAt - Slack);
        await using var db = await databases.CreateDbContextAsync(token);
        var found = new List<SimChanged>();
        foreach (var ids in feed.WatchedSims.Chunk(Chunk))
        {
            found.AddRange(await db.Sims.AsNoTracking().Where(s => ids.Contains(s.Id)).Select(AsChanged).ToListAsync(token));
        }

        if (feed.IsEverythingWatched)
        {
            found.AddRange(await db.Sims.AsNoTracking().Where(s => s.StatusChangedAt >= since).OrderByDescending(s => s.StatusChangedAt).Take(MostSims).Select(AsChanged).ToListAsync(token));
        }

        feed.Receive([.. found.Where(change => _told.GetValueOrDefault(change.SimId) < change.Version).DistinctBy(change => change.SimId)]);
        feed.Nudge();

        // What was committed while this read may still be missing.
        (_sureAt, _told) = (began, found.DistinctBy(change => change.SimId).ToDictionary(change => change.SimId, change => change.Version));
    }

    private static readonly Expression<Func<Sim, SimChanged>> AsChanged = s => new SimChanged(s.Id, s.Sid, s.Status, s.TargetStatus, s.UpdatedAt, s.Version, true);
}
