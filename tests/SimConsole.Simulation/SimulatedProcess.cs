using Microsoft.Data.Sqlite;
using SimConsole.NetworkAuthorities.OsmoHlr;
using SimConsole.Work;

namespace SimConsole.Simulation;

/// <summary>What a process was told to do and has not done yet.</summary>
internal sealed record Operation(string Name, bool AsksHlr, Task Task);

/// <summary>
/// One process of the console: its real services on the simulation's database, with a clock and a network of its own. Its workers do not run by themselves.
/// </summary>
internal sealed class SimulatedProcess
{
    private const int DiskIsFull = 13;

    private readonly Simulation _simulation;
    private readonly ServiceProvider _services;
    private readonly Dictionary<Type, object> _resolved = [];
    private readonly ProcessContext _context;
    private int? _fuse;
    private int _opening;
    private (int Statements, Action Meanwhile)? _interruption;

    public SimulatedProcess(Simulation simulation, char machine, int life, SimulationDatabase database, ProcessClock clock)
    {
        (_simulation, Machine, Clock) = (simulation, machine, clock);
        Name = $"{machine}{life}";
        _context = new ProcessContext(this);
        IServiceCollection services = new ServiceCollection();
        foreach (var service in database.Services)
        {
            services.Add(service);
        }

        _services = services.AddSingleton<TimeProvider>(clock).AddSingleton<ICtrlTransport>(new Transport(this, simulation.Hlr))
            .AddSingleton<IMachine>(new Eye(this)).BuildServiceProvider();
        Get<Heartbeat>().Begin();
    }

    /// <summary>The machine that it runs on, unless all run on one.</summary>
    public char Machine { get; }

    public string Name { get; }

    public ProcessClock Clock { get; }

    public bool IsDead { get; private set; }

    /// <summary>Whether it stands still: nothing in it goes on, and its clock only shows it when it does.</summary>
    public bool IsStalled { get; set; }

    /// <summary>The time that has passed while it stood still.</summary>
    public TimeSpan Missed { get; set; }

    /// <summary>What it was told to do and waits for the HLR with.</summary>
    public List<Operation> UnderWay { get; } = [];

    /// <summary>Its number in the database, once it has one.</summary>
    public long? Id { get; private set; }

    /// <summary>Whether it makes sure of a new connection, which others of its lanes would wait for.</summary>
    public bool IsConnecting => _opening > 0 || _simulation.Hlr.Connections.Any(c => c.Process == this && !c.IsGone && c.IsProbing);

    /// <inheritdoc cref="ProcessContext.WentElsewhere"/>
    public bool WentElsewhere => _context.WentElsewhere;

    /// <summary>A service of the process. The container compiles what it is asked for twice, which takes longer than a whole simulation.</summary>
    public T Get<T>() where T : notnull
    {
        if (!_resolved.TryGetValue(typeof(T), out var service))
        {
            _resolved[typeof(T)] = service = _services.GetRequiredService<T>();
        }

        return (T)service;
    }

    public override string ToString() => Name;

    /// <summary>Goes on with what there is after <paramref name="begin"/>, until everything waits for somebody else.</summary>
    public void Run(Action begin)
    {
        if (!IsDead)
        {
            _context.Run(begin);
        }
    }

    /// <summary>Begins something, and does it as far as it goes without the HLR.</summary>
    public Operation Begin(string name, bool asksHlr, Func<SimulatedProcess, Task> act)
    {
        Task? task = null;
        Run(() => task = act(this));
        var operation = new Operation(name, asksHlr, task ?? Task.CompletedTask);
        if (!IsDead && !operation.Task.IsCompleted)
        {
            UnderWay.Add(operation);
        }

        return operation;
    }

    /// <summary>Learns its number.</summary>
    public async Task IntroduceAsync() => Id = await Get<ThisProcess>().IdAsync(CancellationToken.None);

    /// <summary>Kills it after so many statements, commits, and awaits.</summary>
    public void LightFuse(int steps) => _fuse = steps;

    /// <summary>Lets somebody else act after so many statements of it.</summary>
    public void InterruptAfter(int statements, Action meanwhile) => _interruption = (statements, meanwhile);

    /// <summary>Neither death nor interruption is planned any more.</summary>
    public void Spare() => (_fuse, _interruption) = (null, null);

    /// <summary>It is dead at once: what it was about to do will not happen, and what it had sent is on its way.</summary>
    public void Die()
    {
        if (IsDead)
        {
            return;
        }

        IsDead = true;
        _context.Die();
        foreach (var connection in _simulation.Hlr.Connections.Where(c => c.Process == this).ToList())
        {
            connection.HangUp(Arriving(connection.Flying.Count));
        }

        UnderWay.Clear();
        _simulation.Ends(this);
    }

    /// <summary>The simulation is over.</summary>
    public void End() => _context.Die();

    /// <summary>A statement is about to be executed.</summary>
    public void Statement(string sql, bool inTransaction)
    {
        Passes(inTransaction);
        if (_simulation.DiskIsFull && !sql.StartsWith("SELECT", StringComparison.Ordinal))
        {
            throw new SqliteException("SQLite Error 13: 'database or disk is full'.", DiskIsFull);
        }
    }

    /// <summary>Something is about to happen, or has happened, at which it may die or be interrupted.</summary>
    /// <exception cref="ProcessKilledException">It is dead.</exception>
    public void Passes(bool inTransaction)
    {
        if (Burns())
        {
            throw new ProcessKilledException();
        }

        LetOthersIn(inTransaction);
    }

    /// <summary>Somebody else may act here. Whoever writes is the only one who does: nobody comes in between.</summary>
    public void LetOthersIn(bool inTransaction)
    {
        if (!inTransaction && _interruption is var (statements, meanwhile))
        {
            _interruption = statements > 0 ? (statements - 1, meanwhile) : null;
            if (statements == 0)
            {
                meanwhile();
            }
        }
    }

    /// <summary>Whether it is dead by now, as everything is a step towards that.</summary>
    public bool Burns()
    {
        if (!IsDead && _fuse is { } fuse)
        {
            _fuse = fuse - 1;
            if (fuse <= 0)
            {
                _fuse = null;
                Die();
            }
        }

        return IsDead;
    }

    /// <summary>How many of so many requests that are on their way arrive all the same when a connection ends.</summary>
    public int Arriving(int flying) => _simulation.Random.Next(flying + 1);

    /// <summary>Sees which processes of its machine have ended.</summary>
    private sealed class Eye(SimulatedProcess process) : IMachine
    {
        public string Here => process.Name;

        public bool HasEnded(string place) => process._simulation.SeesEnd(process, place);
    }

    /// <summary>Reaches the simulated HLR.</summary>
    private sealed class Transport(SimulatedProcess process, SimulatedHlr hlr) : ICtrlTransport
    {
        public TimeProvider Clock => process.Clock;

        public bool IsFenced => process.Get<ThisProcess>().IsFenced;

        public async ValueTask<Stream> ConnectAsync(OsmoHlrOptions options, CancellationToken token)
        {
            process.Passes(inTransaction: true);
            process._opening++;
            try
            {
                if (hlr.Cut)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, process.Clock, token);
                }

                return hlr.Connect(process);
            }
            finally
            {
                process._opening--;
            }
        }
    }
}
