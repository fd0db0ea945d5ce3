namespace SimConsole.LossReports;

/// <summary>The reported SIMs that are not known to be off, beside the line of loss reports.</summary>
public sealed class LossReportsOfNavigation(LossReportReader reader) : INavigationCounter
{
    public string Address => "loss-reports";

    public bool IsUrgent => true;

    public Task<int> CountAsync(FleetScope scope, CancellationToken token) => reader.CountNotOffYetAsync(scope, token);

    public string Says(int count) => count == 1 ? "1 reported SIM is not off yet" : $"{count:N0} reported SIMs are not off yet";
}
