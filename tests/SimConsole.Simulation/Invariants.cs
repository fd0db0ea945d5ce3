using System.Globalization;
using SimConsole.BulkChanges;
using SimConsole.Callbacks;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using static SimConsole.Simulation.Rules;

namespace SimConsole.Simulation;

/// <summary>What holds after each step, and what holds when all is quiet: as queries, and against what the HLR really does.</summary>
internal sealed class Invariants(SimulationDatabase database, SimulatedHlr hlr, IReadOnlyList<SimulatedSim> sims)
{
    private const int GivenUp = (int)CallbackState.GivenUp;
    private const string Letters = "NRAIs";

    private readonly HashSet<long> _held = [];
    private readonly HashSet<(long Callback, int Message)> _heard = [];
    private readonly Dictionary<long, TimeSpan> _opened = [];

    /// <summary>Whether nothing is left to be done.</summary>
    public bool IsDone => database.Count(
        $"""
        SELECT NOT EXISTS (SELECT 1 FROM StatusChanges WHERE EndedAt IS NULL)
            AND NOT EXISTS (SELECT 1 FROM BulkChanges WHERE State IN ({(int)BulkChangeState.Preparing}, {(int)BulkChangeState.Running}))
            AND NOT EXISTS (SELECT 1 FROM Callbacks WHERE State = {Waiting}) AND NOT EXISTS (SELECT 1 FROM ReconcileRuns WHERE EndedAt IS NULL)
        """) == 1;

    /// <summary>A report was answered for: from now on these Sims are held.</summary>
    public void Reported(long report, long[] simIds)
    {
        // A repeated request gets its answer without holding what was released since.
        foreach (var id in simIds)
        {
            if (Count($"SELECT COUNT(*) FROM LossReportSims WHERE LossReportId = {report} AND SimId = {id} AND ReleasedAt IS NULL") > 0)
            {
                _held.Add(id);
            }
        }
    }

    /// <summary>Somebody asks for the release of some Sims, or of all.</summary>
    public void MayBeReleased(long[]? simIds) => _held.ExceptWith(simIds ?? [.. _held]);

    /// <summary>A receiver has got a message.</summary>
    public void Heard(long callback, int message)
    {
        if (message > 1 && !_heard.Contains((callback, message - 1))
            && Count($"SELECT COUNT(*) FROM CallbackMessages WHERE CallbackId = {callback} AND Number < {message} AND State <> {GivenUp}") > 0)
        {
            throw Broken("callbacks come in order", [$"callback {callback}, message {message} before {message - 1}"]);
        }

        _heard.Add((callback, message));
    }

    /// <summary>Looks after each step.</summary>
    /// <param name="elapsed">How long the simulation has gone on, by no clock that anybody sets.</param>
    public void Hold(TimeSpan elapsed)
    {
        NothingIsGivenUpEarly(elapsed);
        foreach (var (rule, sql) in Rules.Always)
        {
            Nothing(rule, sql);
        }

        var kept = database.Read("SELECT Id FROM Sims WHERE HeldByReportId IS NOT NULL", row => row.GetInt64(0));
        if (_held.Except(kept).ToList() is { Count: > 0 } lost)
        {
            throw Broken("a SIM that was reported is held until somebody asks for its release", lost.Select(id => $"SIM {id}"));
        }

        if (AcceptedAlthoughOff() is { } accepted)
        {
            throw accepted;
        }
    }

    /// <summary>What is broken where the network accepts a Sim that is shown off, and nobody is about to mend it.</summary>
    public InvariantBrokenException? AcceptedAlthoughOff()
    {
        var off = database.Read(
            $"""
            SELECT s.Id FROM Sims s WHERE s.Status IN ({New}, {Inactive}) AND s.Id <= (SELECT UpToSimId FROM Enrolments)
                AND NOT EXISTS (SELECT 1 FROM StatusChanges c WHERE c.SimId = s.Id AND c.EndedAt IS NULL AND c.Kind = {Reconcile})
            """,
            row => row.GetInt64(0));

        // What an old copy brought back the next comparison finds.
        var accepted = sims.Where(sim => off.Contains(sim.Id) && hlr.Find(sim.Imsi) is { Accepts: true } && !hlr.Restored.Contains(sim.Imsi)).ToList();
        return accepted.Count == 0 ? null : Broken(
            "no SIM is shown off that the network accepts",
            accepted.Select(sim => $"SIM {sim.Id}, switched on by {hlr.Find(sim.Imsi)?.On?.By.ToString() ?? "nobody"}"));
    }

    /// <summary>All that loss reports hold is off, a while after nothing goes wrong any more.</summary>
    public void HeldAreOff(int seconds) => Nothing(
        $"what a loss report holds is off {seconds} s after nothing goes wrong any more",
        $"SELECT 'Sim ' || Id FROM Sims WHERE HeldByReportId IS NOT NULL AND Status NOT IN ({New}, {Inactive})");

    /// <summary>What the dead were at has been taken over.</summary>
    public void NobodyWaitsForTheDead(IReadOnlyList<long> living)
    {
        var ids = string.Join(", ", living.Append(0));
        Nothing(
            "nobody waits for a dead process",
            $"""
            SELECT 'change ' || Id FROM StatusChanges WHERE EndedAt IS NULL AND State = {Applying} AND ProcessId NOT IN ({ids})
            UNION ALL
            SELECT 'bulk change ' || Id FROM BulkChanges WHERE State = {(int)BulkChangeState.Preparing} AND ProcessId NOT IN ({ids})
            UNION ALL
            SELECT 'callback ' || Id FROM Callbacks WHERE State = {Waiting} AND LeaseToken IS NOT NULL AND ProcessId NOT IN ({ids})
            """);
    }

    /// <summary>Every change has ended, every bulk change that runs too, and every callback is told.</summary>
    public void AllIsWorkedOff()
    {
        Nothing(
            "every change ends",
            """
            SELECT 'change ' || Id || ' of Sim ' || SimId || ', attempt ' || Attempts || ': ' || IFNULL(Failure, '') FROM StatusChanges WHERE EndedAt IS NULL
            """);
        Nothing(
            "every bulk change ends",
            $"SELECT 'bulk change ' || Id FROM BulkChanges WHERE State IN ({(int)BulkChangeState.Preparing}, {(int)BulkChangeState.Running})");
        Nothing("every callback is told", $"SELECT 'callback ' || Id FROM Callbacks WHERE State = {Waiting}");
        Nothing(
            "the status of a SIM is that of its last change that came to pass",
            $"""
            SELECT 'Sim ' || s.Id FROM Sims s WHERE s.Status <> IFNULL((
                SELECT c.ToStatus FROM StatusChanges c
                WHERE c.SimId = s.Id AND c.State = {Completed} AND c.Kind <> {Reconcile} ORDER BY c.Id DESC LIMIT 1), s.Status)
            """);
    }

    /// <summary>The network does what the Sims show, after comparisons have found what an old copy brought back.</summary>
    public void NetworkAgrees()
    {
        var rows = database.Read("SELECT Id, Status FROM Sims", row => (Id: row.GetInt64(0), Status: (SimStatus)row.GetInt32(1)));
        var wrong = sims.Join(rows, sim => sim.Id, row => row.Id, (sim, row) => (sim, row, Record: hlr.Find(sim.Imsi)))
            .Where(s => s.row.Status.MayConnect() ? s.Record is not { Ps: true, Cs: true } : s.Record is null or { Accepts: true }).ToList();
        if (wrong.Count > 0)
        {
            throw Broken(
                "the network agrees with the SIMs in the end",
                wrong.Select(s => $"SIM {s.sim.Id} is {s.row.Status}, and the HLR has {s.Record?.Ps}, {s.Record?.Cs}"));
        }
    }

    /// <summary>The statuses of all Sims, by their first letters, <c>!</c> where held; what the network accepts; and what is open.</summary>
    public string Says()
    {
        var rows = database.Read(
            "SELECT Status, HeldByReportId IS NOT NULL FROM Sims ORDER BY Id", row => $"{Letters[row.GetInt32(0)]}{(row.GetBoolean(1) ? "!" : "")}");
        var open = database.Read(
            $"""
            SELECT Id || ':' || SimId || CASE Kind WHEN {Reconcile} THEN ' repair' ELSE '' END || CASE State WHEN {Applying} THEN '*' ELSE '' END
                || '→' || SUBSTR('{Letters}', ToStatus + 1, 1) || Attempts
            FROM StatusChanges WHERE EndedAt IS NULL ORDER BY Id
            """,
            row => row.GetString(0));
        var accepts = sims.Select(sim => hlr.Find(sim.Imsi) is not { } record ? '-' : record.Accepts ? '1' : '0');
        return $"  [{string.Join(' ', rows)}] [{string.Concat(accepts)}] {string.Join(' ', open)}";
    }

    /// <summary>A clock that is set ends at most the wait for one attempt: whoever is late has been tried for most of the time that he had.</summary>
    private void NothingIsGivenUpEarly(TimeSpan elapsed)
    {
        foreach (var id in database.Read("SELECT Id FROM StatusChanges", row => row.GetInt64(0)))
        {
            _opened.TryAdd(id, elapsed);
        }

        var late = database.Read(
            $"SELECT Id FROM StatusChanges WHERE State = {(int)StatusChangeState.Failed} AND Failure LIKE 'Not confirmed by its deadline%'", row => row.GetInt64(0));
        if (late.Where(id => elapsed - _opened[id] < new StatusChangeOptions().Deadline / 2).ToList() is { Count: > 0 } early)
        {
            throw Broken("nothing is given up before its time", early.Select(id => $"change {id}"));
        }
    }

    private long Count(FormattableString sql) => database.Count(sql.ToString(CultureInfo.InvariantCulture));

    private void Nothing(string rule, string sql)
    {
        if (database.Read(sql, row => row.GetString(0)) is { Count: > 0 } found)
        {
            throw Broken(rule, found);
        }
    }

    private static InvariantBrokenException Broken(string rule, IEnumerable<string> found) => new($"not so: {rule}: {string.Join(", ", found)}");
}
