using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.DataLimits;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Usage;

/// <summary>Says whether a Sim is on the network now, and under which address.</summary>
public sealed class SessionReader(IDbContextFactory<SimConsoleDb> databases, TimeProvider time)
{
    /// <summary>The session that a Sim has now; null where it has none, or the network has ended it because the Sim may not connect or its data are blocked.</summary>
    public async Task<DataSession?> CurrentAsync(long simId, CancellationToken token)
    {
        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        return await Open(db, now).Where(s => s.SimId == simId).OrderByDescending(s => s.StartedAt).FirstOrDefaultAsync(token);
    }

    /// <summary>The sessions that have begun and not ended, but for those that the network has ended because the Sim may not connect or its data are blocked.</summary>
    internal static IQueryable<DataSession> Open(SimConsoleDb db, DateTimeOffset now) => db.DataSessions.AsNoTracking()
        .Where(s => s.StartedAt <= now && s.EndsAt > now)
        .Where(s => (s.Sim!.Status == SimStatus.Ready || s.Sim.Status == SimStatus.Active) && !db.DataBlocks.Any(b => b.SimId == s.SimId && b.State == DataBlockState.Barred))
        .Where(s => !db.StatusChanges.Any(c => c.SimId == s.SimId && c.ToStatus == SimStatus.Inactive && c.State == StatusChangeState.Completed && c.EndedAt > s.StartedAt));

    /// <summary>The latest session that a Sim has had; null where the network has reported none.</summary>
    public async Task<DataSession?> LatestAsync(long simId, CancellationToken token)
    {
        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.DataSessions.AsNoTracking().Where(s => s.SimId == simId && s.StartedAt <= now).OrderByDescending(s => s.StartedAt).FirstOrDefaultAsync(token);
    }
}
