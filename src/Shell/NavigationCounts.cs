using System.Collections.Concurrent;

namespace SimConsole.Shell;

/// <summary>The numbers beside the lines of the navigation.</summary>
public sealed class NavigationNumbers(IReadOnlyDictionary<string, NavigationNumber> lines)
{
    /// <summary>No numbers, as before anything is read.</summary>
    public static NavigationNumbers None { get; } = new(new Dictionary<string, NavigationNumber>());

    /// <summary>The number of a line, by its address; null where nothing waits.</summary>
    public NavigationNumber? Of(string address) => lines.GetValueOrDefault(address);
}

/// <summary>One number of the navigation.</summary>
/// <param name="Says">What it counts, in words.</param>
/// <param name="IsUrgent">Whether somebody should look at once.</param>
public sealed record NavigationNumber(int Count, string Says, bool IsUrgent);

/// <summary>Reads the numbers of the navigation: once every few seconds at most, however many pages are open.</summary>
public sealed class NavigationCounts(IEnumerable<INavigationCounter> counters, TimeProvider time)
{
    /// <summary>How often an open page looks.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<FleetScope, SharedRead<NavigationNumbers>> _reads = new();

    /// <summary>What was read for a scope within the last <see cref="Pace"/>, or else a new reading.</summary>
    public Task<NavigationNumbers> ReadAsync(FleetScope scope, CancellationToken token)
    {
        var shared = _reads.GetOrAdd(scope, of => new(() => ReadNowAsync(of), Pace, time));
        return shared.Recent is { } recent ? Task.FromResult(recent) : shared.ReadAsync(token);
    }

    private async Task<NavigationNumbers> ReadNowAsync(FleetScope scope)
    {
        var numbers = new Dictionary<string, NavigationNumber>();
        foreach (var counter in counters)
        {
            // Shared by all who wait for it, so none of them can cancel it.
            if (await counter.CountAsync(scope, CancellationToken.None) is > 0 and var count)
            {
                numbers[counter.Address] = new NavigationNumber(count, counter.Says(count), counter.IsUrgent);
            }
        }

        return new NavigationNumbers(numbers);
    }
}
