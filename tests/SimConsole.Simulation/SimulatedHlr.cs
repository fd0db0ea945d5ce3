using System.Net.Sockets;

namespace SimConsole.Simulation;

/// <summary>A request on its way to the HLR.</summary>
/// <param name="Number">Counts all requests of a simulation in the order in which they were sent.</param>
/// <param name="By">The process that sent it.</param>
internal sealed record HlrRequest(long Number, SimulatedProcess By, string Text);

/// <summary>What the HLR does with a SIM, and who had it do so last.</summary>
internal sealed class HlrRecord
{
    public bool Ps { get; set; }

    public bool Cs { get; set; }

    /// <summary>Whether the network accepts the SIM in some domain.</summary>
    public bool Accepts => Ps || Cs;

    /// <summary>The last request that switched a domain on; null where it came with the database.</summary>
    public HlrRequest? On { get; set; }
}

/// <summary>
/// An osmo-hlr as its clients meet it, after <c>select.c</c> and <c>control_if.c</c> of libosmocore: one thread that goes round, accepts one connection a round
/// in the order in which they came, and takes the next request of every connection that has one, also of those that have been closed since. Stopped, its
/// receive buffers still fill. Killed, it loses them and keeps its database, which may be replaced by an old copy while it is down.
/// </summary>
/// <param name="random">Decides what comes of what is on its way when a connection ends.</param>
internal sealed class SimulatedHlr(Random random, Action<string> trace)
{
    /// <summary>
    /// By how many requests of other connections one that is on its way may be overtaken. A network between the console and its HLR delays and reorders;
    /// nothing in it stores messages: that is what the adapter relies on (<c>CtrlConnection.OutliveEarlierAsync</c>).
    /// </summary>
    private const int MostOvertaken = 40;

    private readonly Queue<HlrConnection> _backlog = new();
    private readonly List<HlrConnection> _accepted = [];
    private readonly List<HlrConnection> _all = [];
    private Dictionary<string, HlrRecord> _subscribers = [];
    private readonly List<Dictionary<string, (bool Ps, bool Cs)>> _copies = [];
    private long _sent;

    /// <summary>A SIM was switched on.</summary>
    public event Action? SwitchedOn;

    /// <summary>Whether it runs: then it accepts connections, even where it is stopped.</summary>
    public bool Runs { get; private set; } = true;

    /// <summary>Whether it stands still.</summary>
    public bool Stopped { get; set; }

    /// <summary>Whether nothing passes between the consoles and it.</summary>
    public bool Cut { get; set; }

    /// <summary>How many in a hundred SETs meet a lock in its database.</summary>
    public int Locks { get; set; }

    /// <summary>What was replaced by an old copy of the database, and nobody has switched since.</summary>
    public HashSet<string> Restored { get; } = [];

    public IEnumerable<HlrConnection> Connections => _all;

    public int Copies => _copies.Count;

    /// <summary>Whether something is on its way, or waits to be taken.</summary>
    public bool HasWork =>
        Runs && !Stopped && (_backlog.Count > 0 || _accepted.Exists(c => c.Buffer.Count > 0 || c.IsGone)) || !Cut && _all.Exists(c => c.Moves);

    public HlrRecord? Find(string imsi) => _subscribers.GetValueOrDefault(imsi);

    public long NextNumber() => ++_sent;

    /// <summary>Accepts a connection as the kernel does, whether or not the HLR takes notice.</summary>
    /// <exception cref="SocketException">It does not run.</exception>
    public HlrConnection Connect(SimulatedProcess process)
    {
        if (!Runs)
        {
            throw new SocketException((int)SocketError.ConnectionRefused);
        }

        var connection = new HlrConnection(this, process);
        _backlog.Enqueue(connection);
        _all.Add(connection);
        return connection;
    }

    /// <summary>Lets some of what is on its way arrive: of each connection in its order, between connections in any.</summary>
    public void Arrive(int most)
    {
        for (var arrived = 0; arrived < most && !Cut && _all.Where(c => c.Flying.Count > 0).ToList() is { Count: > 0 } flying; arrived++)
        {
            flying[random.Next(flying.Count)].Land(1);
        }
    }

    /// <summary>Goes round so many times.</summary>
    public void GoRound(int rounds)
    {
        for (; rounds > 0 && Runs && !Stopped; rounds--)
        {
            if (_backlog.TryDequeue(out var next))
            {
                _accepted.Add(next);
            }

            foreach (var connection in _accepted.ToList())
            {
                if (connection.Buffer.TryPeek(out var request))
                {
                    LandOvertaken(request);
                    connection.Buffer.Dequeue();
                    connection.Reply(Answer(request));
                }
                else if (connection.IsGone)
                {
                    _accepted.Remove(connection);
                    _all.Remove(connection);
                }
            }
        }
    }

    /// <summary>It is killed: what it had not taken is lost, and its connections end, or seem to live on where its whole machine is gone.</summary>
    public void Kill(bool machine)
    {
        (Runs, Stopped) = (false, false);
        var connections = _all.Where(c => !c.IsGone).ToList();
        _backlog.Clear();
        _accepted.Clear();
        _all.Clear();
        _all.AddRange(machine ? connections : []);
        connections.ForEach(c => c.Lose(machine));
    }

    /// <summary>It starts. What seemed to live on from an earlier life is reset.</summary>
    public void Start()
    {
        Runs = true;
        var connections = _all.ToList();
        _all.Clear();
        connections.ForEach(c => c.Lose(machine: false));
    }

    /// <summary>Somebody keeps a copy of its database.</summary>
    public void Copy() => _copies.Add(_subscribers.ToDictionary(s => s.Key, s => (s.Value.Ps, s.Value.Cs)));

    /// <summary>Somebody replaces its database by an old copy, while it is down.</summary>
    public void Restore(int copy)
    {
        var before = _subscribers;
        _subscribers = _copies[copy].ToDictionary(s => s.Key, s => new HlrRecord { Ps = s.Value.Ps, Cs = s.Value.Cs });
        Restored.UnionWith(before.Keys.Concat(_subscribers.Keys).Where(imsi =>
            !before.TryGetValue(imsi, out var was) || !_subscribers.TryGetValue(imsi, out var now) || (was.Ps, was.Cs) != (now.Ps, now.Cs)));
    }

    /// <summary>It knows a SIM already.</summary>
    public void Add(string imsi, bool on) => _subscribers[imsi] = new HlrRecord { Ps = on, Cs = on };

    internal void Forget(HlrConnection connection)
    {
        if (!Runs)
        {
            _all.Remove(connection);
        }
    }

    private void LandOvertaken(HlrRequest request)
    {
        foreach (var connection in _all.Where(c => c.Flying.TryPeek(out var first) && first.Number < request.Number - MostOvertaken).ToList())
        {
            connection.Land(connection.Flying.Count(late => late.Number < request.Number - MostOvertaken));
        }
    }

    /// <summary><c>SET 11 subscriber.by-imsi-001010000000001.ps-enabled 0</c>, for example.</summary>
    private string Answer(HlrRequest request)
    {
        var words = request.Text.Split(' ');
        var (verb, id, variable) = (words[0], words[1], words[2]);
        if (variable == "subscriber.create")
        {
            return Create(request, id, words[3]);
        }

        var imsi = variable["subscriber.by-imsi-".Length..].Split('.')[0];
        var field = variable[(variable.LastIndexOf('.') + 1)..];
        var known = _subscribers.GetValueOrDefault(imsi);
        if (verb == "SET")
        {
            trace($"hlr takes {field} {words[3]} of {imsi[^2..]} from {request.By}");
            if (known is null || random.Next(100) < Locks)
            {
                return $"ERROR {id} An error has occurred.";
            }

            Set(known, field, words[3] == "1", request);
            Restored.Remove(imsi);
            return $"SET_REPLY {id} {variable} OK";
        }

        return known is null ? $"ERROR {id} No such subscriber." : $"GET_REPLY {id} {variable} " + field switch
        {
            "ps-enabled" => known.Ps ? "1" : "0",
            "cs-enabled" => known.Cs ? "1" : "0",
            _ => $"imsi\t{imsi}",
        };
    }

    private string Create(HlrRequest request, string id, string imsi)
    {
        trace($"hlr creates {imsi[^2..]} for {request.By}");
        if (_subscribers.ContainsKey(imsi))
        {
            return $"ERROR {id} Subscriber already exists.";
        }

        _subscribers[imsi] = new HlrRecord { Ps = true, Cs = true, On = request };
        Restored.Remove(imsi);
        return $"SET_REPLY {id} subscriber.create {_subscribers.Count}";
    }

    private void Set(HlrRecord known, string field, bool on, HlrRequest request)
    {
        (known.Ps, known.Cs) = field == "ps-enabled" ? (on, known.Cs) : (known.Ps, on);
        if (on)
        {
            known.On = request;
            SwitchedOn?.Invoke();
        }
    }
}
