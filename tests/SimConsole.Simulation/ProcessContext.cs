namespace SimConsole.Simulation;

/// <summary>
/// What a process is about to go on with. All that it awaits goes on here, in one order and on the one thread of the simulation; so it may be killed at each.
/// </summary>
internal sealed class ProcessContext(SimulatedProcess process) : SynchronizationContext
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Queue<(SendOrPostCallback Go, object? State)> _ready = new();
    private volatile bool _dead;
    private volatile bool _elsewhere;

    /// <summary>Whether the process went on in a thread of its own: what came of it would come out differently the next time.</summary>
    public bool WentElsewhere => _elsewhere;

    /// <summary>The process that acts; null where the simulation does.</summary>
    public static SimulatedProcess? Acting => (Current as ProcessContext)?.Process;

    private SimulatedProcess Process => process;

    public override void Post(SendOrPostCallback d, object? state)
    {
        // What was forgotten with a process is collected at some time, and says so.
        if (_dead)
        {
            return;
        }

        if (Environment.CurrentManagedThreadId == _thread)
        {
            _ready.Enqueue((d, state));
        }
        else
        {
            _elsewhere = true;
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nobody waits for somebody else's thread here.");

    /// <summary>Begins something, and goes on with all there is, until everything waits for somebody else.</summary>
    public void Run(Action begin)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            begin();
            while (_ready.TryDequeue(out var next) && !process.Burns())
            {
                next.Go(next.State);
            }
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Nothing goes on any more.</summary>
    public void Die()
    {
        _dead = true;
        _ready.Clear();
    }

    /// <summary>Does something as if it came from outside every process: what waits for it, and does not mind where it goes on, goes on at once.</summary>
    public static void Outside(Action act)
    {
        var before = Current;
        SetSynchronizationContext(null);
        try
        {
            act();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
