using SimConsole.StatusChanges;

namespace SimConsole.Sims;

/// <summary>The one act that fits a Sim: to activate it or to deactivate it.</summary>
/// <param name="Target">The status that is asked for.</param>
/// <param name="Label">What the button says.</param>
/// <param name="Refusal">Why the button is not to be pressed now, null where it may be.</param>
public sealed record SimAction(SimStatus Target, string Label, string? Refusal)
{
    /// <summary>The act that fits this Sim, by the same table of steps that the service goes by.</summary>
    public static SimAction For(SimRow sim)
    {
        var target = (sim.TargetStatus ?? sim.Status) == SimStatus.Active ? SimStatus.Inactive : SimStatus.Active;
        var step = SimLifecycle.Step(sim.Status, target, sim.FleetSid is not null);
        var refusal = (step as LifecycleStep.Refused)?.Reason ?? (sim.HeldBy is { } report && target.MayConnect() ? Hold.Sentence(report) : null);
        return new SimAction(target, target == SimStatus.Active ? "Activate" : "Deactivate", refusal);
    }
}
