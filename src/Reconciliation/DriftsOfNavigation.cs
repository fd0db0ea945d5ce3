namespace SimConsole.Reconciliation;

/// <summary>Where the network differs from what was decided and a person has to say what is right, beside the line of the network.</summary>
public sealed class DriftsOfNavigation(DriftReader reader) : INavigationCounter
{
    public string Address => "network";

    public bool IsUrgent => false;

    public async Task<int> CountAsync(FleetScope scope, CancellationToken token) => (await reader.CountAsync(scope, token)).Waiting;

    public string Says(int count) => count == 1 ? "1 SIM waits for a decision" : $"{count:N0} SIMs wait for a decision";
}
