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

    /// <summary>What the network has said of a Sim of a report.</summary>
    public static string Said(this ReportedSim sim) => sim.Off switch
    {
        null => sim.Status == SimStatus.New ? "Never allowed to connect." : "—",
        { State: StatusChangeState.Completed } off => off.Confirmation ?? "Confirmed.",
        { State: StatusChangeState.Failed } off => $"Failed. {off.Failure}",
        { Attempts: 0 } or { Attempts: 1, Failure: null } => "The network is being asked.",
        { Attempts: 1, Failure: var why } => $"Not off yet, tried once, and tried again until it is. {why}",
        { Attempts: var tries, Failure: var why } => $"Not off yet, tried {tries:N0} times, and tried again until it is. {why}".TrimEnd(),
    };

    /// <summary>How a report stands, in a sentence.</summary>
    public static string State(this LossReportSummary report) =>
        report.Held == 0 ? "Released."
        : report.StillOn > 0 ? $"{report.StillOn:N0} of {report.Held:N0} can still connect: the order failed."
        : report.InFlight > 0 ? $"{report.Off:N0} of {report.Held:N0} are off; the network is asked about {report.InFlight:N0} until it confirms."
        : report.Held < report.Sims ? $"{report.Held:N0} are off and held, {report.Sims - report.Held:N0} released."
        : $"All {report.Held:N0} are off and held.";
}
