using SimConsole.StatusChanges;

namespace SimConsole.Sims;

/// <summary>The one action that a Sim allows: to activate it or to deactivate it.</summary>
/// <param name="Target">The status that is asked for.</param>
/// <param name="Label">What the button says.</param>
/// <param name="Refusal">Why the button may not be pressed now; null where it may be.</param>
public sealed record SimAction(SimStatus Target, string Label, string? Refusal)
{
    /// <summary>The action that this Sim allows, by the same table of steps that the service uses.</summary>
    public static SimAction For(SimRow sim)
    {
        var target = (sim.TargetStatus ?? sim.Status) == SimStatus.Active ? SimStatus.Inactive : SimStatus.Active;
        var step = SimLifecycle.Step(sim.Status, target, sim.FleetSid is not null);
        var refusal = (step as LifecycleStep.Refused)?.Reason ?? (sim.HeldBy is { } report && target.MayConnect() ? Hold.Sentence(report) : null);
        return new SimAction(target, target == SimStatus.Active ? "Activate" : "Deactivate", refusal);
    }
}
