using SimConsole.Sims;
using SimConsole.Sims.Tags;
using SimConsole.StatusChanges;

namespace SimConsole.BulkChanges;

/// <summary>How bulk changes are written, on pages and in the API.</summary>
public static class BulkChangeWords
{
    /// <summary>The word of a kind in the API: <c>activate</c>, <c>deactivate</c>, <c>move</c>, <c>add-tag</c>, <c>remove-tag</c>, <c>undo</c>.</summary>
    public static string Word(this BulkChangeKind kind) => kind switch
    {
        BulkChangeKind.Activate => "activate",
        BulkChangeKind.Deactivate => "deactivate",
        BulkChangeKind.MoveToFleet => "move",
        BulkChangeKind.AddTag => "add-tag",
        BulkChangeKind.RemoveTag => "remove-tag",
        _ => "undo",
    };

    /// <summary>The word of a state in the API.</summary>
    public static string Word(this BulkChangeState state) => state.ToString().ToLowerInvariant();

    /// <summary>The word of a result in the API and in the address of a page: <c>in-flight</c>, <c>already-there</c>.</summary>
    public static string Word(this BulkChangeResult result) => result switch
    {
        BulkChangeResult.InFlight => "in-flight",
        BulkChangeResult.AlreadyThere => "already-there",
        BulkChangeResult.NotEligible => "not-eligible",
        _ => result.ToString().ToLowerInvariant(),
    };

    /// <summary>The result that a word names, or null.</summary>
    public static BulkChangeResult? ParseResult(string? word) => Enum.GetValues<BulkChangeResult>().Where(r => r.Word() == word).Select(r => (BulkChangeResult?)r).SingleOrDefault();

    /// <summary>A result as a page names it.</summary>
    public static string Label(this BulkChangeResult result, BulkChangeState state) => result switch
    {
        BulkChangeResult.Waiting => state is BulkChangeState.Preview or BulkChangeState.Preparing ? "eligible" : "waiting",
        _ => result.Word().Replace('-', ' '),
    };

    /// <summary>How many Sims of a bulk change have this result.</summary>
    public static int Count(this BulkChange bulk, BulkChangeResult result) => result switch
    {
        BulkChangeResult.Waiting => bulk.State == BulkChangeState.Cancelled ? 0 : bulk.Waiting,
        BulkChangeResult.InFlight => bulk.InFlight,
        BulkChangeResult.Completed => bulk.Completed,
        BulkChangeResult.Failed => bulk.Failed,
        BulkChangeResult.Superseded => bulk.Superseded,
        BulkChangeResult.Cancelled => bulk.Withdrawn + (bulk.State == BulkChangeState.Cancelled ? bulk.Waiting : 0),
        BulkChangeResult.Skipped => bulk.Skipped,
        BulkChangeResult.AlreadyThere => bulk.AlreadyThere,
        BulkChangeResult.NotEligible => bulk.NotEligible,
        _ => bulk.Held,
    };

    /// <summary>What it does, as a heading: <c>Deactivate 58 SIMs</c>.</summary>
    public static string Title(this BulkChangeView view) => Act(view, view.Bulk.Selected);

    /// <summary>The text of the button that orders it: how many Sims it will really change.</summary>
    public static string Order(this BulkChangeView view) => Act(view, view.Bulk.Eligible);

    /// <summary>Its state, in a sentence.</summary>
    public static string Says(this BulkChange bulk) => bulk.State switch
    {
        BulkChangeState.Preparing => "The selection is being read.",
        BulkChangeState.Preview => "Nothing is ordered yet.",
        BulkChangeState.Running => $"{Done(bulk):N0} of {Total(bulk):N0} have ended.",
        BulkChangeState.Paused => $"Paused. {Done(bulk):N0} of {Total(bulk):N0} have ended{(bulk.InFlight > 0 ? $", {bulk.InFlight:N0} are with the network" : "")}.",
        BulkChangeState.Cancelled when bulk.InFlight > 0 => $"Cancelled. {bulk.InFlight:N0} are still with the network.",
        BulkChangeState.Cancelled => $"Cancelled. {bulk.Completed:N0} had been changed.",
        _ when bulk.Failed > 0 => $"{bulk.Completed:N0} changed, {bulk.Failed:N0} failed.",
        _ => bulk.Completed == Total(bulk) ? $"All {bulk.Completed:N0} changed." : $"{bulk.Completed:N0} of {Total(bulk):N0} changed.",
    };

    /// <summary>Why it will change nothing, if none of its Sims can take the step.</summary>
    public static string NoneEligible(BulkChange bulk) => bulk.Kind switch
    {
        BulkChangeKind.AddTag when bulk.AlreadyThere == bulk.Selected => $"{(bulk.Selected == 1 ? "This SIM has" : $"All {bulk.Selected:N0} SIMs have")} the tag {bulk.Tag} already.",
        BulkChangeKind.AddTag => $"Each of these SIMs has the tag {bulk.Tag} already, or has {TagName.MostOfOneSim} tags and takes no more.",
        BulkChangeKind.RemoveTag => $"None of these SIMs has the tag {bulk.Tag}.",
        _ when bulk.Selected == 1 => $"This SIM cannot be changed: it {(bulk.AlreadyThere == 1 ? "is there already" : bulk.Held == 1 ? "is held by a loss report" : "cannot take this step")}.",
        _ => $"None of these {Sims(bulk.Selected)} can be changed: {string.Join(", ", WhyNot(bulk))}.",
    };

    private static IEnumerable<string> WhyNot(BulkChange bulk)
    {
        (int Count, string One, string Many)[] parts =
        [
            (bulk.AlreadyThere, "is there already", "are there already"),
            (bulk.NotEligible, "cannot take this step", "cannot take this step"),
            (bulk.Held, "is held by a loss report", "are held by loss reports"),
        ];
        return parts.Where(part => part.Count > 0).Select(part => $"{part.Count:N0} {(part.Count == 1 ? part.One : part.Many)}");
    }

    /// <summary>The note on one Sim beside its result; empty if the result says everything.</summary>
    public static string Says(BulkChangeSimView sim, BulkChange bulk, bool moves) => sim.Result(bulk) switch
    {
        BulkChangeResult.NotEligible when bulk.Tag is not null => $"It has {TagName.MostOfOneSim} tags already, and takes no more.",
        BulkChangeResult.NotEligible => BulkChangeJudge.Refusal(moves, sim.Row.SeenStatus, sim.Row.SeenFleetId is not null, sim.Row.ToStatus),
        BulkChangeResult.Held => sim.HeldBy is { } report ? $"Held by the loss report {report}." : "A loss report held it.",
        BulkChangeResult.Skipped => "It had changed since it was selected.",
        BulkChangeResult.Superseded => "A loss report has taken it off the network.",
        BulkChangeResult.Completed => sim.Change?.Confirmation ?? "",
        BulkChangeResult.Failed => sim.Change?.Failure ?? "",
        BulkChangeResult.InFlight => sim.Change is { State: StatusChangeState.Queued } change ? change.Failure ?? "In the queue." : "The network is being asked.",
        _ => "",
    };

    /// <summary>A number of Sims.</summary>
    public static string Sims(int count) => count == 1 ? "1 SIM" : $"{count:N0} SIMs";

    /// <summary>Eligible Sims: the Sims that it is meant to change.</summary>
    internal static int Total(BulkChange bulk) => bulk.Eligible;

    /// <summary>Share, rate and time left of a bulk change that was ordered; how long it took once it has ended.</summary>
    internal static string Says(Pace pace, BulkChange bulk) => bulk.EndedAt is { } ended
        ? Pace.Took(Done(bulk), Total(bulk), ended - bulk.CommittedAt!.Value)
        : pace.Says(Done(bulk), Total(bulk), bulk.State == BulkChangeState.Paused);

    /// <summary>Eligible Sims that have their result.</summary>
    internal static int Done(BulkChange bulk) => Total(bulk) - bulk.InFlight - bulk.Waiting;

    private static string Act(BulkChangeView view, int count) => view.Bulk.Kind switch
    {
        BulkChangeKind.Activate => $"Activate {Sims(count)}",
        BulkChangeKind.Deactivate => $"Deactivate {Sims(count)}",
        BulkChangeKind.MoveToFleet => $"Move {Sims(count)} to {view.FleetName}",
        BulkChangeKind.AddTag => $"Tag {Sims(count)} with {view.Bulk.Tag}",
        BulkChangeKind.RemoveTag => $"Remove the tag {view.Bulk.Tag} from {Sims(count)}",
        _ => $"Undo {Sims(count)}",
    };
}
