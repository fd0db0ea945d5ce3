using System.Collections.Concurrent;
using System.Collections.Immutable;
using SimConsole.Work;

namespace SimConsole.Live;

/// <summary>
/// Tells the circuits and the hub of this process what has been committed, here and, by way of the <see cref="Bus.ProcessBus"/>, elsewhere. Publishing costs one
/// look-up for each changed Sim, however many watch; each watcher is called on its own, with batches, at most every <see cref="Interval"/>.
/// </summary>
public sealed partial class LiveFeed(TimeProvider time, ILogger<LiveFeed> log)
{
    /// <summary>The shortest time between two batches to one watcher.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<long, ImmutableArray<Coalescer>> _bySim = new();
    private ImmutableArray<Coalescer> _everything = [];

    /// <summary>Raised with what was committed in this process, for the code that passes it on to other processes.</summary>
    public event Action<IReadOnlyList<SimChanged>>? Published;

    /// <summary>When something was last committed, here or elsewhere, or null before the first time.</summary>
    public DateTimeOffset? LastPublishedAt { get; private set; }

    /// <summary>How many subscriptions there are: one for each Sim that a watcher shows, one for each watcher of everything.</summary>
    internal int Subscriptions => _everything.Length + _bySim.Values.Sum(watchers => watchers.Length);

    /// <summary>Whether somebody watches every Sim.</summary>
    internal bool IsEverythingWatched => !_everything.IsEmpty;

    /// <summary>The Sims that are watched by name.</summary>
    internal ICollection<long> WatchedSims => _bySim.Keys;

    /// <summary>Watches every Sim until disposed. A call without any Sim says that something unknown may have changed.</summary>
    public IDisposable WatchEverything(Func<IReadOnlyList<SimChanged>, Task> receive)
    {
        var coalescer = NewCoalescer(receive);
        ImmutableInterlocked.Update(ref _everything, all => all.Add(coalescer));
        return new Unsubscriber(() =>
        {
            ImmutableInterlocked.Update(ref _everything, all => all.Remove(coalescer));
            coalescer.Stop();
        });
    }

    /// <summary>Watches the Sims that the caller names with <see cref="SimWatch.Show"/>, until disposed.</summary>
    public SimWatch WatchSims(Func<IReadOnlyList<SimChanged>, Task> receive) => new(this, NewCoalescer(receive));

    /// <summary>Passes on what has been committed. Call it after the commit, never before.</summary>
    public void Publish(IReadOnlyList<SimChanged> changes)
    {
        if (changes.Count > 0)
        {
            Receive(changes);
            Published?.Invoke(changes);
        }
    }

    /// <summary>Tells those who watch of what has been committed, also elsewhere.</summary>
    internal void Receive(IReadOnlyList<SimChanged> changes)
    {
        if (changes.Count == 0)
        {
            return;
        }

        LastPublishedAt = time.GetUtcNow();
        var everything = _everything;
        foreach (var change in changes)
        {
            foreach (var coalescer in everything)
            {
                coalescer.Add(change);
            }

            if (_bySim.TryGetValue(change.SimId, out var watchers))
            {
                foreach (var coalescer in watchers)
                {
                    coalescer.Add(change);
                }
            }
        }
    }

    /// <summary>Passes on what a transaction has changed, once it is committed.</summary>
    public void Publish(IReadOnlyList<SimChanged> changes, AfterCommit after) => after.Do(() => Publish(changes));

    /// <summary>Calls the watchers of everything without any Sim, because it is unknown what has changed.</summary>
    internal void Nudge()
    {
        foreach (var coalescer in _everything)
        {
            coalescer.Nudge();
        }
    }

    internal void Subscribe(long simId, Coalescer coalescer) =>
        _bySim.AddOrUpdate(simId, _ => [coalescer], (_, watchers) => watchers.Add(coalescer));

    internal void Unsubscribe(long simId, Coalescer coalescer)
    {
        while (_bySim.TryGetValue(simId, out var watchers))
        {
            var rest = watchers.Remove(coalescer);
            if (rest.IsEmpty ? _bySim.TryRemove(new(simId, watchers)) : _bySim.TryUpdate(simId, rest, watchers))
            {
                return;
            }
        }
    }

    private Coalescer NewCoalescer(Func<IReadOnlyList<SimChanged>, Task> receive) => new(receive, Interval, time, LogWatcherFailed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A watcher of live events failed")]
    private partial void LogWatcherFailed(Exception exception);

    private sealed class Unsubscriber(Action unsubscribe) : IDisposable
    {
        private Action? _unsubscribe = unsubscribe;

        public void Dispose() => Interlocked.Exchange(ref _unsubscribe, null)?.Invoke();
    }
}

/// <summary>A subscription to the Sims that a page shows now.</summary>
public sealed class SimWatch : IDisposable
{
    private readonly LiveFeed _feed;
    private readonly Coalescer _coalescer;
    private HashSet<long> _shown = [];
    private bool _disposed;

    internal SimWatch(LiveFeed feed, Coalescer coalescer) => (_feed, _coalescer) = (feed, coalescer);

    /// <summary>Watches these Sims from now on, and no others. Call it before reading them, so that nothing is missed in between.</summary>
    public void Show(IEnumerable<long> simIds)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var next = simIds.ToHashSet();
        foreach (var gone in _shown.Except(next))
        {
            _feed.Unsubscribe(gone, _coalescer);
            _coalescer.Forget(gone);
        }

        foreach (var come in next.Except(_shown))
        {
            _feed.Subscribe(come, _coalescer);
        }

        _shown = next;
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        Show([]);
        _coalescer.Stop();
        _disposed = true;
    }
}
