using SimConsole.Sims;

namespace SimConsole.StatusChanges;

/// <summary>What the table of legal steps says about bringing a Sim to a status.</summary>
public abstract record LifecycleStep
{
    private LifecycleStep() { }

    /// <summary>The step may be taken.</summary>
    public sealed record Allowed : LifecycleStep;

    /// <summary>The Sim has this status already: nothing to do, and no error.</summary>
    public sealed record AlreadyThere : LifecycleStep;

    /// <summary>The step may not be taken.</summary>
    /// <param name="Code">The Super SIM error code.</param>
    /// <param name="Reason">A sentence that says why, and what to do.</param>
    public sealed record Refused(int Code, string Reason) : LifecycleStep;
}

/// <summary>
/// The table of legal steps between statuses. Source: the Super SIM contract, "Sim resource, Status transitions", as settled by
/// the refusal codes 83007 and 83010.
/// </summary>
public static class SimLifecycle
{
    /// <summary>The statuses that may be asked for.</summary>
    public static IReadOnlyList<SimStatus> Requestable { get; } = [SimStatus.Ready, SimStatus.Active, SimStatus.Inactive];

    private static readonly LifecycleStep Allowed = new LifecycleStep.Allowed();
    private static readonly LifecycleStep AlreadyThere = new LifecycleStep.AlreadyThere();

    /// <summary>Says whether a Sim may be brought from <paramref name="from"/> to <paramref name="requested"/>.</summary>
    /// <param name="from">The status that the Sim has now.</param>
    /// <param name="requested">The status asked for.</param>
    /// <param name="hasFleet">Whether the Sim is in a Fleet, or put into one by the same request.</param>
    public static LifecycleStep Step(SimStatus from, SimStatus requested, bool hasFleet) => (from, requested) switch
    {
        (_, SimStatus.New or SimStatus.Scheduled) =>
            NoSuchStep($"A SIM cannot be set to {requested.Word()}. Ask for ready, active or inactive."),
        (SimStatus.Scheduled, _) =>
            NoSuchStep("A change of this SIM's status is in flight. Ask again when it has ended."),
        var (f, r) when f == r => AlreadyThere,
        (SimStatus.New, SimStatus.Inactive) =>
            NoSuchStep("A new SIM cannot be set to inactive: it is not allowed to connect yet. Ask for ready or active."),
        (SimStatus.Active or SimStatus.Inactive, SimStatus.Ready) =>
            NoSuchStep($"A SIM that is {from.Word()} cannot be set to ready: only a new SIM can."),
        (SimStatus.New, _) or (SimStatus.Inactive, _) when !hasFleet =>
            new LifecycleStep.Refused(ErrorCodes.ActivationNeedsFleet, "A SIM without a Fleet cannot be activated. Put it into a Fleet first, or name one in the same request."),
        _ => Allowed,
    };

    private static LifecycleStep.Refused NoSuchStep(string reason) => new(ErrorCodes.StepNotAllowed, reason);
}
