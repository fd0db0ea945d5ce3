using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using SimConsole.Live;

namespace SimConsole.Tests.Live;

/// <summary>What one watcher has received, batch by batch; asking for the next batch lets the clock run until it is there.</summary>
internal sealed class Inbox(FakeTimeProvider time)
{
    private readonly ConcurrentQueue<IReadOnlyList<SimChanged>> _batches = new();

    public int Count => _batches.Count;

    public Task Receive(IReadOnlyList<SimChanged> batch)
    {
        _batches.Enqueue(batch);
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<SimChanged>> NextAsync()
    {
        IReadOnlyList<SimChanged>? next = null;
        await Wait.UntilAsync(() =>
        {
            if (_batches.TryDequeue(out next))
            {
                return Task.FromResult(true);
            }

            time.Advance(LiveFeed.Interval);
            return Task.FromResult(false);
        });
        return next!;
    }

    /// <summary>The next <paramref name="count"/> changes at least, in as many batches as they come: the first change of a burst may go out alone.</summary>
    public async Task<IReadOnlyList<SimChanged>> NextAsync(int count)
    {
        var changes = new List<SimChanged>();
        while (changes.Count < count)
        {
            changes.AddRange(await NextAsync());
        }

        return changes;
    }
}
