namespace SimConsole.Live.Bus;

/// <summary>
/// What is still to be told to the other processes: each signal once, of each Sim only the latest. It never holds more than <see cref="MostSims"/>; receivers
/// look for the Sims beyond that, since they find a number missing.
/// </summary>
internal sealed class Outbox
{
    /// <summary>The most Sims that wait to be told of.</summary>
    public const int MostSims = 20_000;

    private readonly Guid _from = Guid.NewGuid();
    private readonly Lock _lock = new();
    private HashSet<string> _woken = [];
    private Dictionary<long, SimChanged> _sims = [];
    private long _number;

    /// <summary>The name of this process.</summary>
    public Guid From => _from;

    /// <summary>Whether something waits.</summary>
    public bool HasNews
    {
        get
        {
            lock (_lock)
            {
                return _woken.Count + _sims.Count > 0;
            }
        }
    }

    public void Add(string woken)
    {
        lock (_lock)
        {
            _woken.Add(woken);
        }
    }

    public void Add(IReadOnlyList<SimChanged> changes)
    {
        lock (_lock)
        {
            foreach (var change in changes)
            {
                if (_sims.TryGetValue(change.SimId, out var earlier))
                {
                    _sims[change.SimId] = earlier.Then(change);
                }
                else if (_sims.Count < MostSims)
                {
                    _sims.Add(change.SimId, change);
                }
                else
                {
                    // Skip a number, as if a message had been lost: receivers then look for what they missed.
                    _number++;
                    return;
                }
            }
        }
    }

    /// <summary>Takes all that waits, as messages; where nothing waits, one message with only its number.</summary>
    public IReadOnlyList<string> Take()
    {
        lock (_lock)
        {
            var (woken, sims) = (_woken, _sims);
            (_woken, _sims) = ([], []);
            if (sims.Count == 0)
            {
                return [new BusMessage(_from, ++_number, [.. woken], []).Write()];
            }

            return [.. sims.Values.Chunk(BusMessage.MostSims).Select((some, i) => new BusMessage(_from, ++_number, i == 0 ? [.. woken] : [], some).Write())];
        }
    }

    /// <summary>Notes that the messages taken last may be lost.</summary>
    public void Lost()
    {
        lock (_lock)
        {
            _number++;
        }
    }
}
