using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.StatusChanges;

/// <summary>Bringing the network back to what was decided.</summary>
public sealed partial class StatusChangeService
{
    /// <summary>
    /// Adds, in the caller's unit of work, a change that brings the network to the status that the Sim has when its turn comes; the Sim itself does not
    /// change. It is tried until it succeeds. The caller saves.
    /// </summary>
    /// <param name="status">The status that the Sim has now.</param>
    public StatusChange AddRepair(
        SimConsoleDb db,
        long simId,
        SimStatus status,
        string reason,
        Actor actor,
        AfterCommit after,
        StatusChangePriority priority = StatusChangePriority.Single)
    {
        var repair = NewRepair(simId, status, priority, reason, actor, time.Now());
        db.StatusChanges.Add(repair);
        after.Wake(queue.Signal);
        return repair;
    }

    private static StatusChange NewRepair(long simId, SimStatus status, StatusChangePriority priority, string reason, Actor actor, DateTimeOffset now) => new()
    {
        SimId = simId,
        Kind = StatusChangeKind.Reconcile,
        FromStatus = status,
        ToStatus = status,
        Priority = priority,
        RequestedBy = actor.Name,
        Source = actor.Source,
        Reason = reason,
        QueuedAt = now,
        DueAt = now,
    };
}
