namespace SimConsole.BulkChanges;

/// <summary>The bulk changes that are running or paused, beside the line of changes.</summary>
public sealed class BulkChangesOfNavigation(BulkChangeReader reader) : INavigationCounter
{
    public string Address => "bulk-changes";

    public bool IsUrgent => false;

    public Task<int> CountAsync(FleetScope scope, CancellationToken token) => reader.CountUnderWayAsync(scope, token);

    public string Says(int count) => count == 1 ? "1 bulk change under way" : $"{count:N0} bulk changes under way";
}
