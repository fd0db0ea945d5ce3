using Microsoft.Extensions.Options;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.SettingsUpdates;

/// <summary>Orders that the network be told which networks Sims may use, in the transaction of the change that made it necessary: either both are committed, or neither.</summary>
public sealed class SettingsUpdateOutbox(SettingsUpdateSignal signal, TimeProvider time, IOptions<SettingsUpdateOptions> options) : IChangeEnded
{
    /// <summary>
    /// Opens an update for each of these Sims that may connect, or is about to, where the network has not been told what its Fleet allows now and
    /// nothing that waits will tell it. It is one statement, however many Sims there are. Returns how many were opened.
    /// </summary>
    public Task<int> OpenAsync(SimConsoleDb db, IReadOnlyCollection<long> simIds, CancellationToken token)
    {
        var now = time.Now();
        return db.OpenSettingsUpdatesAsync(simIds, now, DueRow.SecondsOf(options.Value.Deadline), token);
    }

    /// <summary>Opens updates for the Sims whose change of status has ended and that may now connect.</summary>
    public async Task EndedAsync(SimConsoleDb db, IReadOnlyList<EndedChange> ended, AfterCommit after, CancellationToken token)
    {
        long[] connecting =
        [
            .. ended.Where(e => e is { Kind: StatusChangeKind.Requested, State: StatusChangeState.Completed } && e.ToStatus.MayConnect()).Select(e => e.SimId),
        ];
        if (connecting.Length > 0 && await OpenAsync(db, connecting, token) > 0)
        {
            after.Wake(signal);
        }
    }

    /// <summary>Has every Sim of a Fleet told. The caller saves, and calls <see cref="Wake"/> after the commit.</summary>
    public void RollOut(SimConsoleDb db, long fleetId) => db.SettingsRollouts.Add(new SettingsRollout { FleetId = fleetId, CreatedAt = time.Now() });

    /// <summary>Wakes the worker of this process. Call it after the commit.</summary>
    public void Wake() => signal.Wake();
}
