using Microsoft.Extensions.Options;
using SimConsole.Data;

namespace SimConsole.SettingsUpdates;

/// <summary>Orders that the network be told which networks Sims may use, in the transaction of what made it necessary: either both are committed, or neither.</summary>
public sealed class SettingsUpdateOutbox(SettingsUpdateSignal signal, TimeProvider time, IOptions<SettingsUpdateOptions> options)
{
    /// <summary>
    /// Opens an update for each of these Sims that may connect, or is about to, where the network has not been told what its Fleet allows now and
    /// nothing that waits will tell it. One statement however many they are. Returns how many were opened.
    /// </summary>
    public Task<int> OpenAsync(SimConsoleDb db, IReadOnlyCollection<long> simIds, CancellationToken token)
    {
        var now = time.Now();
        return db.OpenSettingsUpdatesAsync(simIds, now, now + options.Value.Deadline, token);
    }

    /// <summary>Has every Sim of a Fleet told. The caller saves, and calls <see cref="Wake"/> after the commit.</summary>
    public void RollOut(SimConsoleDb db, long fleetId) => db.SettingsRollouts.Add(new SettingsRollout { FleetId = fleetId, CreatedAt = time.Now() });

    /// <summary>Wakes the worker of this process. Call it after the commit.</summary>
    public void Wake() => signal.Wake();
}
