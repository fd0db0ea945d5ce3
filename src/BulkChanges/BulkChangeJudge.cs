using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.BulkChanges;

/// <summary>Decides what to do with a selected Sim, by the same table of legal steps as everywhere else.</summary>
internal static class BulkChangeJudge
{
    /// <summary>The frozen row of a Sim in a bulk change that activates, deactivates or moves.</summary>
    public static BulkChangeSim Row(BulkChange bulk, SeenSim sim)
    {
        var to = bulk.Kind switch
        {
            BulkChangeKind.Activate => SimStatus.Active,
            BulkChangeKind.Deactivate => SimStatus.Inactive,
            _ => sim.Status,
        };
        return Row(bulk, sim, to, bulk.FleetId, StateOf(bulk.Kind == BulkChangeKind.MoveToFleet, sim, to, bulk.FleetId));
    }

    /// <summary>The frozen row of a Sim in a bulk change that gives Sims a tag, or takes it away.</summary>
    /// <param name="tagged">Whether the Sim has the tag.</param>
    /// <param name="full">Whether the Sim has as many tags as it may have.</param>
    public static BulkChangeSim TagRow(BulkChange bulk, SeenSim sim, bool tagged, bool full) => Row(
        bulk,
        sim,
        sim.Status,
        sim.FleetId,
        tagged == (bulk.Kind == BulkChangeKind.AddTag) ? BulkChangeSimState.AlreadyThere : full ? BulkChangeSimState.NotEligible : BulkChangeSimState.Eligible);

    /// <summary>The frozen row of a Sim whose tag another bulk change has changed; a Sim whose tag was changed since is left as it is.</summary>
    public static BulkChangeSim UndoTagRow(BulkChange undo, SeenSim sim, bool tagged, bool adds) =>
        Row(undo, sim, sim.Status, sim.FleetId, tagged == adds ? BulkChangeSimState.Skipped : BulkChangeSimState.Eligible);

    /// <summary>The frozen row of a Sim that another bulk change has changed; null if that bulk change did nothing to it.</summary>
    public static BulkChangeSim? UndoRow(BulkChange undo, bool moves, UndoableSim done)
    {
        if (!done.Done)
        {
            return null;
        }

        var state = done.ChangedSince ? BulkChangeSimState.Skipped : StateOf(moves, done.Now, done.BackTo, done.BackToFleetId);
        return Row(undo, done.Now, done.BackTo, done.BackToFleetId, state);
    }

    /// <summary>Why a Sim cannot take the step.</summary>
    public static string Refusal(bool moves, SimStatus seen, bool hadFleet, SimStatus to) =>
        to == SimStatus.New ? "It was new before, and nothing returns to new."
        : moves && seen == SimStatus.Scheduled ? "A change of its status was in flight, and its Fleet cannot change meanwhile."
        : moves ? $"A SIM that is {seen.Word()} needs a Fleet, and before it had none."
        : (SimLifecycle.Step(seen, to, hadFleet) as LifecycleStep.Refused)?.Reason ?? "It could not take this step.";

    private static BulkChangeSimState StateOf(bool moves, SeenSim sim, SimStatus to, long? toFleetId)
    {
        var held = sim.Held && to.MayConnect();
        if (moves)
        {
            return sim.Status == SimStatus.Scheduled || (toFleetId is null && sim.Status.MayConnect()) ? BulkChangeSimState.NotEligible
                : sim.FleetId == toFleetId ? BulkChangeSimState.AlreadyThere
                : held ? BulkChangeSimState.Held
                : BulkChangeSimState.Eligible;
        }

        return SimLifecycle.Step(sim.Status, to, sim.FleetId is not null) switch
        {
            LifecycleStep.AlreadyThere => BulkChangeSimState.AlreadyThere,
            LifecycleStep.Refused => BulkChangeSimState.NotEligible,
            _ => held ? BulkChangeSimState.Held : BulkChangeSimState.Eligible,
        };
    }

    private static BulkChangeSim Row(BulkChange bulk, SeenSim sim, SimStatus to, long? toFleetId, BulkChangeSimState state) => new()
    {
        BulkChangeId = bulk.Id,
        SimId = sim.Id,
        SeenStatus = sim.Status,
        SeenSince = sim.StatusChangedAt,
        SeenFleetId = sim.FleetId,
        ToStatus = to,
        ToFleetId = toFleetId,
        State = state,
    };
}

/// <summary>A Sim of a bulk change that is to be undone.</summary>
/// <param name="Done">Whether the bulk change did anything to it.</param>
/// <param name="ChangedSince">Whether somebody has changed it since.</param>
/// <param name="BackTo">The status that it had before.</param>
/// <param name="BackToFleetId">The Fleet that it was in before.</param>
internal sealed record UndoableSim(SeenSim Now, bool Done, bool ChangedSince, SimStatus BackTo, long? BackToFleetId);
