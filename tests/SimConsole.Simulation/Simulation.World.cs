using System.Globalization;
using SimConsole.Callbacks;
using SimConsole.Reconciliation;
using SimConsole.StatusChanges;

namespace SimConsole.Simulation;

/// <summary>What happens to the HLR, the network, the machines and the clocks; and how it all comes to rest.</summary>
public sealed partial class Simulation
{
    /// <summary>Longer than to find a dead process silent.</summary>
    private const int SecondsUntilOff = 20;

    /// <summary>Longer than any deadline and any wait.</summary>
    private const int MostRests = 90;

    private const int RestSeconds = 30;
    private const int MostRounds = 200;
    private const int BetweenComparisons = 10;

    private int _seconds;

    /// <summary>Whether nothing goes wrong any more.</summary>
    private bool Quieted { get; set; }

    /// <summary>The HLR and the network do a little of what they have to do.</summary>
    private void SomeRounds()
    {
        Hlr.Arrive(Random.Next(1, 12));
        Hlr.GoRound(Random.Next(1, MostRounds));
        var connections = Hlr.Connections.Where(c => !c.IsGone && !c.Process.IsStalled).ToList();
        if (!Hlr.Cut && connections.Count > 0)
        {
            connections[Random.Next(connections.Count)].Hear(Random.Next(1, 12));
        }
    }

    /// <summary>Everything that can arrive does, and is answered, until everybody waits for something else.</summary>
    /// <param name="only">The one process that goes on; null for all.</param>
    private void Quiet(SimulatedProcess? only)
    {
        for (var rounds = 0; Hlr.HasWork && rounds < 10_000; rounds++)
        {
            Hlr.Arrive(int.MaxValue);
            Hlr.GoRound(1);
            var hearing = Hlr.Connections.Where(c => !Hlr.Cut && !c.IsGone && !c.Process.IsStalled && (only is null || c.Process == only));
            foreach (var connection in hearing.ToList())
            {
                connection.Hear(int.MaxValue);
            }

            if (Hlr.Stopped && !Hlr.Connections.Any(c => c.Flying.Count > 0))
            {
                return;
            }
        }
    }

    private void KillHlr()
    {
        if (Hlr.Runs)
        {
            var machine = Random.Next(3) == 0;
            Note(machine ? "the machine of the HLR is gone" : "the HLR is killed");
            Hlr.Kill(machine);
        }
    }

    private void StartHlr()
    {
        if (Hlr.Runs)
        {
            return;
        }

        if (!Quieted && Random.Next(4) == 0)
        {
            var copy = Random.Next(Hlr.Copies);
            Note($"the HLR gets its copy {copy}");
            Hlr.Restore(copy);
        }

        Note("the HLR starts");
        Hlr.Start();
    }

    private void KillOne()
    {
        if (Any(Living) is { } process)
        {
            Note($"{process} is killed");
            process.Die();
        }
    }

    private void StartOne()
    {
        var dead = Enumerable.Range(0, _processes.Length).Where(i => _processes[i].IsDead).ToList();
        if (dead.Count > 0)
        {
            var i = dead[Random.Next(dead.Count)];
            _processes[i] = NewProcess(_processes[i].Machine, _processes[i].Clock.Off);
            Note($"{_processes[i]} starts");
        }
    }

    private void StallOne()
    {
        if (Any(Acting) is { } process)
        {
            Note($"{process} stands still");
            process.IsStalled = true;
        }
    }

    private void WakeOne()
    {
        if (Any(Living.Where(p => p.IsStalled)) is { } process)
        {
            Wake(process);
        }
    }

    private void Wake(SimulatedProcess process)
    {
        Note($"{process} goes on after {process.Missed}");
        process.IsStalled = false;
        process.Clock.Show(process.Missed);
        process.Missed = TimeSpan.Zero;
        if (Random.Next(2) == 0)
        {
            // What has come meanwhile is read before its timers run.
            Quiet(process);
        }

        process.Run(process.Clock.CatchUp);
    }

    private void SetClock()
    {
        var step = ClockSteps[Random.Next(ClockSteps.Length)];
        var all = Random.Next(2) == 0;
        foreach (var process in all ? _processes : [_processes[Random.Next(_processes.Length)]])
        {
            Note(string.Create(CultureInfo.InvariantCulture, $"the clock of {process} is set by {step.TotalHours} h"));
            process.Clock.Off += step;
        }
    }

    /// <summary>Time passes, in which every process that can says each second that it lives, and nobody looks for work.</summary>
    private void Wait(int seconds)
    {
        Note($"{seconds} s pass");
        for (var left = TimeSpan.FromSeconds(seconds); left > TimeSpan.Zero;)
        {
            // Where nothing is under way, nobody can tell.
            var most = TimeSpan.FromSeconds(Living.Any(p => p.UnderWay.Count > 0) ? 1 : 5);
            var step = left < most ? left : most;
            left -= step;
            _elapsed += step;
            foreach (var process in Living.ToList())
            {
                if (process.IsStalled)
                {
                    process.Missed += step;
                }
                else
                {
                    process.Run(() => process.Clock.Advance(step));
                }
            }

            Beat();
        }
    }

    /// <summary>A second passes, in which every process that can does what it has to, as it does by itself in the real console.</summary>
    private void Second()
    {
        Wait(1);
        foreach (var process in Acting.OrderBy(_ => Random.Next()).ToList())
        {
            DoAllDue(process);
        }
    }

    private void DoAllDue(SimulatedProcess process)
    {
        _seconds++;
        if (_database.Count("SELECT EXISTS (SELECT 1 FROM BulkChanges WHERE State IN (0, 2, 3))") > 0)
        {
            Do(process, "schedule", asksHlr: false, ScheduleAsync);
        }

        for (var batches = 0; batches < 4 && CanAskHlr(process) && HasOpenChanges; batches++)
        {
            Do(process, "work", asksHlr: true, p => p.Get<StatusChangeWorker>().WorkOnceAsync(StatusChangePriority.Bulk, CancellationToken.None));
            Quiet(null);
        }

        if (_database.Count("SELECT EXISTS (SELECT 1 FROM Callbacks WHERE State = 0)") > 0)
        {
            Do(process, "call", asksHlr: false, CallAsync);
        }

        if (_seconds % BetweenComparisons == 0)
        {
            Do(process, "keep", asksHlr: false, KeepAsync);
            if (CanAskHlr(process) && !process.UnderWay.Exists(o => o.Name == "reconcile"))
            {
                Do(process, "reconcile", asksHlr: true, p => p.Get<ReconcileWorker>().WorkOnceAsync(CancellationToken.None));
                Quiet(null);
            }
        }
    }

    private bool HasOpenChanges => _database.Count("SELECT EXISTS (SELECT 1 FROM StatusChanges WHERE EndedAt IS NULL)") > 0;

    /// <summary>Nothing goes wrong any more; who is dead stays dead, and is found to be.</summary>
    private void ComeToRest()
    {
        Note("nothing goes wrong any more");
        Quieted = true;
        (_killing, _interrupting, Hlr.Locks, DiskIsFull) = (0, 0, 0, false);
        (Hlr.Stopped, Hlr.Cut) = (false, false);
        StartHlr();
        foreach (var process in _processes)
        {
            process.Spare();
            process.Clock.Off = TimeSpan.Zero;
            if (process.IsStalled && !process.IsDead)
            {
                Wake(process);
            }
        }

        if (!Living.Any())
        {
            StartOne();
        }

        Quiet(null);
        Looks();
        for (var second = 0; second < SecondsUntilOff; second++)
        {
            Second();
            Looks();
        }

        _invariants.HeldAreOff(SecondsUntilOff);
        _invariants.NobodyWaitsForTheDead([.. Living.Select(p => p.Id).OfType<long>()]);
        WorkOff();
        LetCallbacksWait();
        _invariants.AllIsWorkedOff();
        Agree();
        _invariants.NetworkAgrees();
    }

    /// <summary>Time passes until everything is done.</summary>
    private void WorkOff()
    {
        for (var rests = 0; rests < MostRests && !_invariants.IsDone; rests++)
        {
            Rest();
        }
    }

    /// <summary>
    /// What has failed often waits for hours before it is told again, and by clocks that differ it has failed so often within minutes. That wait is right;
    /// one that is longer than the schedule has is made due.
    /// </summary>
    private void LetCallbacksWait()
    {
        var now = Living.First().Clock.Now().ToUnixTimeMilliseconds();
        var due = _database.Count($"SELECT IFNULL(MAX(DueAt), 0) FROM Callbacks WHERE State = {(int)CallbackState.Waiting} AND LeaseToken IS NULL");
        if (due > now)
        {
            Wait((int)Math.Min((due - now) / 1_000 + 1, (long)CallbackSchedule.Waits.Max().TotalSeconds));
            WorkOff();
        }
    }

    private void Rest()
    {
        Wait(RestSeconds - 1);
        Second();
        Looks();
    }

    /// <summary>Comparisons find what is left, and a person decides that what may connect does.</summary>
    private void Agree()
    {
        for (var comparisons = 0; comparisons < 3; comparisons++)
        {
            var process = Living.First();
            Second();
            Must("ask for a comparison", process, CompareAsync);
            Do(process, "reconcile", asksHlr: true, p => p.Get<ReconcileWorker>().WorkOnceAsync(CancellationToken.None));
            Quiet(null);
            Looks();
            while (_database.Count("SELECT COUNT(*) FROM Drifts WHERE EndedAt IS NULL AND ChangeId IS NULL") is > 0 and var waiting)
            {
                Must("switch on", process, SwitchOnAsync);
                if (_database.Count("SELECT COUNT(*) FROM Drifts WHERE EndedAt IS NULL AND ChangeId IS NULL") == waiting)
                {
                    break;
                }
            }

            WorkOff();
        }
    }
}
