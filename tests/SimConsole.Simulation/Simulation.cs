using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Reconciliation;
using SimConsole.Sims;

namespace SimConsole.Simulation;

/// <summary>What came of one simulation.</summary>
/// <param name="Broken">What did not hold; null where everything did.</param>
/// <param name="Trace">What happened, in its order.</param>
/// <param name="Digest">Two simulations with the same digest did the same.</param>
/// <param name="Simulated">How much time passed in it.</param>
public sealed record SimulationResult(int Seed, string? Broken, IReadOnlyList<string> Trace, string Digest, TimeSpan Simulated)
{
    private const int LinesToTell = 60;

    /// <summary>The command that does it again.</summary>
    public string Replay => $"dotnet run -c Release --project tests/SimConsole.Benchmarks -- simulate --seed {Seed.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>What did not hold, what came before, and the line that does it again.</summary>
    public override string ToString() =>
        string.Join(Environment.NewLine, [$"Seed {Seed}: {Broken ?? "everything held"}", .. Trace.TakeLast(LinesToTell), Replay]);
}

/// <summary>
/// Two processes of the console, with their real services and the real adapter, on one database and an HLR, in a world in which everything that goes wrong is
/// decided by one seed: who acts next, what a network does with what is under way, who dies at which await, what clocks show. After each step everything that
/// always holds is looked at, and at the end, when all is quiet, everything that holds then.
/// </summary>
public sealed partial class Simulation
{
    private const int Sims = 5;
    private const int MostSteps = 90;

    private readonly SimulationDatabase _database;
    private readonly Invariants _invariants;
    private readonly List<string> _trace = [];
    private readonly SimulatedProcess[] _processes;
    private readonly List<SimulatedSim> _sims = [];
    private readonly HashSet<string> _ended = [];
    private readonly bool _together;
    private InvariantBrokenException? _broken;
    private TimeSpan _elapsed;
    private int _lives;

    private Simulation(int seed, SimulationDatabase database)
    {
        (Random, _database, _together) = (new Random(seed), database, seed % 2 == 0);
        Hlr = new SimulatedHlr(Random, Note);
        _invariants = new Invariants(database, Hlr, _sims);

        // Whoever has switched it on may put it right before anybody else looks.
        Hlr.SwitchedOn += () => _broken ??= _invariants.AcceptedAlthoughOff();
        _processes = [NewProcess('A', TimeSpan.Zero), NewProcess('B', TimeSpan.Zero)];
        _acts = Acts();
    }

    /// <summary>Decides everything that could be otherwise.</summary>
    internal Random Random { get; }

    internal SimulatedHlr Hlr { get; }

    /// <summary>Whether nothing can be written to the database.</summary>
    internal bool DiskIsFull { get; private set; }

    private IEnumerable<SimulatedProcess> Living => _processes.Where(p => !p.IsDead);

    private IEnumerable<SimulatedProcess> Acting => _processes.Where(p => !p.IsDead && !p.IsStalled);

    /// <summary>Simulates what this seed decides.</summary>
    public static SimulationResult Run(int seed, SimulationDatabase database)
    {
        database.Empty();
        var simulation = new Simulation(seed, database);
        string? broken = null;
        try
        {
            simulation.Prepare();
            simulation.Live();
            simulation.ComeToRest();
        }
        catch (InvariantBrokenException exception)
        {
            broken = exception.Message;
        }
        finally
        {
            Array.ForEach(simulation._processes, process => process.End());
        }

        var digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', simulation._trace))));
        return new SimulationResult(seed, broken, simulation._trace, digest, simulation._elapsed);
    }

    /// <summary>Writes down what happens.</summary>
    internal void Note(string what) => _trace.Add(string.Create(CultureInfo.InvariantCulture, $"{_elapsed.TotalSeconds,8:0.0} s  {what}"));

    /// <summary>A process has died.</summary>
    internal void Ends(SimulatedProcess process)
    {
        _ended.Add(process.Name);
        Note($"{process} dies");
    }

    /// <summary>Whether a process can see that another one has died: on its own machine, or on any where both run on one.</summary>
    internal bool SeesEnd(SimulatedProcess process, string other) => _ended.Contains(other) && (_together || other[0] == process.Machine);

    private SimulatedProcess NewProcess(char machine, TimeSpan off) =>
        new(this, machine, ++_lives, _database, new ProcessClock(_elapsed, off));

    /// <summary>Some Sims of each kind in two Fleets, of which the HLR knows all but the last.</summary>
    private void Prepare()
    {
        Must("prepares", _processes[0], async process =>
        {
            var fleets = process.Get<FleetService>();
            foreach (var name in FleetNames)
            {
                await fleets.CreateAsync(new FleetUpdate { UniqueName = name }, Someone, CancellationToken.None);
            }

            await using var db = process.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContext();
            var now = process.Clock.Now();
            for (var i = 1; i <= Sims; i++)
            {
                var status = i == Sims ? SimStatus.New : SimStatuses.All[Random.Next(4)];
                var sim = new Sim
                {
                    Iccid = $"89883070{i:D11}",
                    Imsi = $"00101{i:D10}",
                    UniqueName = $"sim-{i}",
                    FleetId = 1 + Random.Next(FleetNames.Length),
                    CreatedAt = now,
                    UpdatedAt = now,
                    StatusChangedAt = now,
                    Status = status,
                    ReadySince = status == SimStatus.Ready ? now : null,
                };
                db.Sims.Add(sim);
                await db.SaveChangesAsync();
                _sims.Add(new SimulatedSim(sim.Id, sim.UniqueName, sim.Imsi));
                if (i < Sims)
                {
                    Hlr.Add(sim.Imsi, status.MayConnect());
                }
            }

            db.Enrolments.Add(new Enrolment { Authority = "OsmoHLR 127.0.0.1:4259", UpToSimId = Sims - 1 });
            await db.SaveChangesAsync();
        });
        Hlr.Copy();
        Looks();
    }

    /// <summary>Lets things happen, one after the other.</summary>
    private void Live()
    {
        for (var step = Random.Next(MostSteps / 3, MostSteps); step > 0; step--)
        {
            Next()();
            Looks();
        }
    }

    /// <summary>Sees what has come to its end, and whether everything that always holds does.</summary>
    private void Looks()
    {
        foreach (var process in Living)
        {
            if (process.WentElsewhere)
            {
                throw new InvariantBrokenException($"not so: the simulation can be repeated: {process} went on in a thread of its own");
            }

            foreach (var ended in process.UnderWay.Where(o => o.Task.IsCompleted).ToList())
            {
                process.UnderWay.Remove(ended);
                Judge(process, ended);
            }
        }

        if (_broken is not null)
        {
            throw _broken;
        }

        _invariants.Hold(_elapsed);
        Note(_invariants.Says());
    }

    /// <summary>Whoever is asked may say that the database or the HLR fails him, and nothing else.</summary>
    private void Judge(SimulatedProcess process, Operation operation)
    {
        if (operation.Task.Exception?.GetBaseException() is not { } fault || process.IsDead)
        {
            return;
        }

        if (fault is InvariantBrokenException)
        {
            throw fault;
        }

        Note($"{process} could not {operation.Name}: {fault.Message}");
        if (fault is not (IOException or System.Net.Sockets.SocketException or TimeoutException or DbUpdateConcurrencyException)
            && DatabaseTrouble.Of(fault) is null)
        {
            throw new InvariantBrokenException($"{operation.Name} of {process} failed: {fault}");
        }
    }

    /// <summary>Does something that has to succeed.</summary>
    private static void Must(string name, SimulatedProcess process, Func<SimulatedProcess, Task> act)
    {
        var operation = process.Begin(name, asksHlr: false, act);
        if (!operation.Task.IsCompletedSuccessfully)
        {
            throw new InvariantBrokenException($"{process} could not {name}: {operation.Task.Exception?.GetBaseException().ToString() ?? "it waits"}");
        }
    }
}

/// <summary>A Sim of a simulation.</summary>
internal sealed record SimulatedSim(long Id, string Name, string Imsi);

/// <summary>Something did not hold.</summary>
internal sealed class InvariantBrokenException(string message) : Exception(message);
