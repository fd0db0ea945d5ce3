namespace SimConsole.Live;

/// <summary>
/// Turns a burst of events into batches: the first goes out at once, later ones at most every <paramref name="interval"/>, of each Sim only
/// the latest. One batch at a time; a slow receiver gets larger batches, never a queue.
/// </summary>
internal sealed class Coalescer(Func<IReadOnlyList<SimChanged>, Task> receive, TimeSpan interval, TimeProvider time, Action<Exception> failed)
{
    private readonly Lock _lock = new();
    private Dictionary<long, SimChanged> _waiting = [];
    private bool _sending;
    private bool _stopped;

    /// <summary>Drops what waits, and takes nothing more.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _stopped = true;
            _waiting = [];
        }
    }

    /// <summary>Drops what waits of one Sim.</summary>
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
            if (_sending)
            {
                return;
            }

            _sending = true;
        }

        _ = Task.Run(SendAsync);
    }

    private async Task SendAsync()
    {
        while (true)
        {
            Dictionary<long, SimChanged> batch;
            lock (_lock)
            {
                if (_waiting.Count == 0)
                {
                    _sending = false;
                    return;
                }

                (batch, _waiting) = (_waiting, []);
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
