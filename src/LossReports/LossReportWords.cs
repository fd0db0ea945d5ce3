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

    /// <summary>How a report stands, in a sentence.</summary>
    public static string State(this LossReportSummary report) =>
        report.Held == 0 ? "Released."
        : report.StillOn > 0 ? $"{report.StillOn:N0} of {report.Held:N0} can still connect: the order failed."
        : report.InFlight > 0 ? $"{report.Off:N0} of {report.Held:N0} are off, the network is being asked."
        : report.Held < report.Sims ? $"{report.Held:N0} are off and held, {report.Sims - report.Held:N0} released."
        : $"All {report.Held:N0} are off and held.";
}
