namespace SimConsole.Kernel;

/// <summary>Counts what waits behind a line of the navigation, so that its number stands beside it on every page.</summary>
public interface INavigationCounter
{
    /// <summary>The address of the line.</summary>
    string Address { get; }

    /// <summary>Whether somebody should look at it at once.</summary>
    bool IsUrgent { get; }

    /// <summary>How much waits now, within a limit to Fleets. It is asked for all the time: it must cost little however many Sims there are.</summary>
    Task<int> CountAsync(FleetScope scope, CancellationToken token);

    /// <summary>What this number is of, such as <c>2 bulk changes under way</c>.</summary>
    string Says(int count);
}
