namespace SimConsole.Callbacks;

/// <summary>The callbacks taken for one host, and how many requests to it are in flight.</summary>
internal sealed class CallbackLane(string host) : IDisposable
{
    private const int SlowMs = 3_000;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _claiming = new(1, 1);
    private readonly Queue<ClaimedCallback> _claimed = new();
    private volatile bool _silent;
    private volatile bool _answers;
    private int _inside;

    public string Host => host;

    /// <summary>Whether the last request got no answer, or a slow one.</summary>
    public bool Silent => _silent;

    /// <summary>How many requests may be in flight: one only until a host has answered, and again when it no longer does.</summary>
    public int Most => _answers ? CallbackWorker.PerHost : 1;

    /// <summary>Learns from an attempt whether the host answers, and how fast.</summary>
    public void Note(Delivery delivery)
    {
        _silent = delivery.StatusCode is null || delivery.LatencyMs > SlowMs;
        _answers = !_silent;
    }

    /// <summary>Whether there is room for one more sender. If so, it is counted, and has to call <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_inside >= Most)
            {
                return false;
            }

            _inside++;
            return true;
        }
    }

    /// <summary>Whether this sender has to stop, since more are sending than may after the host has fallen silent. If so, it is no longer counted.</summary>
    public bool LeftAsTooMany()
    {
        lock (_lock)
        {
            return _inside > Most && _inside-- > 0;
        }
    }

    public void Dispose() => _claiming.Dispose();

    public void Leave()
    {
        lock (_lock)
        {
            _inside--;
        }
    }

    /// <summary>Removes and returns the callbacks that were taken and that nobody will send.</summary>
    public async Task<IReadOnlyList<ClaimedCallback>> EmptyAsync()
    {
        await _claiming.WaitAsync();
        try
        {
            ClaimedCallback[] left = [.. _claimed];
            _claimed.Clear();
            return left;
        }
        finally
        {
            _claiming.Release();
        }
    }

    /// <summary>The next callback of this host; fetched with <paramref name="claim"/> where none is waiting here, and null where that finds none.</summary>
    public async Task<ClaimedCallback?> NextAsync(Func<Task<IReadOnlyList<ClaimedCallback>>> claim, CancellationToken token)
    {
        await _claiming.WaitAsync(token);
        try
        {
            if (_claimed.Count == 0)
            {
                foreach (var claimed in await claim())
                {
                    _claimed.Enqueue(claimed);
                }
            }

            return _claimed.TryDequeue(out var next) ? next : null;
        }
        finally
        {
            _claiming.Release();
        }
    }
}
