namespace SimConsole.Reconciliation;

/// <summary>The number of differences that wait for a person, beside the network's line in the navigation.</summary>
public sealed class DriftsOfNavigation(DriftReader reader) : INavigationCounter
{
    public string Address => "network";

    public bool IsUrgent => false;

    public Task<int> CountAsync(FleetScope scope, CancellationToken token) => reader.CountWaitingAsync(scope, token);

    public string Says(int count) => count == 1 ? "1 SIM waits for a decision" : $"{count:N0} SIMs wait for a decision";
}
