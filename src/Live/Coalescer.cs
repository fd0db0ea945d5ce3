namespace SimConsole.Live;

/// <summary>
/// Turns a burst of events into batches: the first goes out at once, later ones at most every <paramref name="interval"/>, of each Sim only
/// the latest. One batch at a time; a slow receiver gets larger batches, never a queue.
/// </summary>
internal sealed class Coalescer(Func<IReadOnlyList<SimChanged>, Task> receive, TimeSpan interval, TimeProvider time, Action<Exception> failed)
{
    private readonly Lock _lock = new();
    private Dictionary<long, SimChanged> _waiting = [];
    private bool _nudged;
    private bool _sending;
    private bool _stopped;

    /// <summary>Drops what waits, and accepts nothing more.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _stopped = true;
            (_waiting, _nudged) = ([], false);
        }
    }

    /// <summary>Drops what waits for one Sim.</summary>
    public void Forget(long simId)
    {
        lock (_lock)
        {
            _waiting.Remove(simId);
        }
    }

    public void Add(SimChanged change)
    {
        lock (_lock)
        {
            if (_stopped)
            {
                return;
            }

            _waiting[change.SimId] = _waiting.TryGetValue(change.SimId, out var earlier) ? earlier.Then(change) : change;
            Begin();
        }
    }

    /// <summary>Has the receiver called, with whatever waits by then, which may be nothing.</summary>
    public void Nudge()
    {
        lock (_lock)
        {
            if (_stopped)
            {
                return;
            }

            _nudged = true;
            Begin();
        }
    }

    private void Begin()
    {
        if (!_sending)
        {
            _sending = true;
            _ = Task.Run(SendAsync);
        }
    }

    private async Task SendAsync()
    {
        while (true)
        {
            Dictionary<long, SimChanged> batch;
            lock (_lock)
            {
                if (_waiting.Count == 0 && !_nudged)
                {
                    _sending = false;
                    return;
                }

                (batch, _waiting, _nudged) = (_waiting, [], false);
            }

            try
            {
                await receive([.. batch.Values]);
            }
            catch (Exception exception)
            {
                failed(exception);
            }

            await Task.Delay(interval, time);
        }
    }
}
