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
        return await db.DataSessions.AsNoTracking()
            .Where(s => s.SimId == simId && s.StartedAt <= now && s.EndsAt > now)
            .Where(s => (s.Sim!.Status == SimStatus.Ready || s.Sim.Status == SimStatus.Active) && !db.DataBlocks.Any(b => b.SimId == simId && b.State == DataBlockState.Barred))
            .Where(s => !db.StatusChanges.Any(c => c.SimId == simId && c.ToStatus == SimStatus.Inactive && c.State == StatusChangeState.Completed && c.EndedAt > s.StartedAt))
            .OrderByDescending(s => s.StartedAt)
            .FirstOrDefaultAsync(token);
    }

    /// <summary>The latest session that a Sim has had; null where the network has reported none.</summary>
    public async Task<DataSession?> LatestAsync(long simId, CancellationToken token)
    {
        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.DataSessions.AsNoTracking().Where(s => s.SimId == simId && s.StartedAt <= now).OrderByDescending(s => s.StartedAt).FirstOrDefaultAsync(token);
    }
}
