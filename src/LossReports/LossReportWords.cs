using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.LossReports;

/// <summary>How loss reports are written.</summary>
public static class LossReportWords
{
    /// <summary>The word for what has happened, in the API and on pages: <c>lost</c>, <c>stolen</c>.</summary>
    public static string Word(this LossKind kind) => kind == LossKind.Stolen ? "stolen" : "lost";

    /// <summary>The kind that a word names, or null.</summary>
    public static LossKind? Parse(string word) => word switch
    {
        "lost" => LossKind.Lost,
        "stolen" => LossKind.Stolen,
        _ => null,
    };

    /// <summary>What the network has said of a Sim of a report; for a Sim that is not off yet, the reason why.</summary>
    public static string Said(this ReportedSim sim) =>
        sim.NotOffYet ? sim.Order is { } order ? WhyNotOff(order) : "Not off yet: an order is about to follow."
        : sim.Off is { State: StatusChangeState.Completed } off ? off.Confirmation ?? "Confirmed."
        : sim.Status == SimStatus.New ? "Never allowed to connect."
        : "—";

    /// <summary>How a report stands, in a sentence.</summary>
    public static string State(this LossReportSummary report) =>
        report.Held == 0 ? "Released."
        : report.StillOn > 0 ? $"{report.NotOffYet:N0} of {report.Held:N0} not off yet; the order of {report.StillOn:N0} failed, and another follows."
        : report.NotOffYet > 0 ? $"{report.NotOffYet:N0} of {report.Held:N0} not off yet; the network is asked until it confirms."
        : report.Held < report.Sims ? $"{report.Held:N0} are off and held, {report.Sims - report.Held:N0} released."
        : $"All {report.Held:N0} are off and held.";

    private static string WhyNotOff(StatusChange order)
    {
        var because = order.Failure is { } why ? $"Not off yet, because “{why.TrimEnd('.')}”" : "Not off yet";
        var tried = order.Attempts == 1 ? "tried once" : $"tried {order.Attempts:N0} times";
        return order.State switch
        {
            StatusChangeState.Queued when order.Attempts == 0 => "Not off yet: its turn comes next.",
            StatusChangeState.Queued => $"{because}, {tried}",
            StatusChangeState.Applying when order.Failure is null => "Not off yet: the network is being asked.",
            StatusChangeState.Applying => $"{because}, {tried}, and being asked again.",
            _ => $"{because}, {tried}; another order follows within seconds.",
        };
    }
}
