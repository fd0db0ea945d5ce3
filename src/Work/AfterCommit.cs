using SimConsole.Data;

namespace SimConsole.Work;

/// <summary>What is to happen once a transaction is committed: nobody is told or woken before that, nor if it was rolled back.</summary>
public sealed class AfterCommit
{
    private readonly HashSet<Signal> _signals = [];
    private readonly List<Action> _actions = [];

    /// <summary>Wakes those who wait for a signal; once, however often it is requested.</summary>
    public void Wake(Signal signal) => _signals.Add(signal);

    /// <summary>Does something that must not fail.</summary>
    public void Do(Action action) => _actions.Add(action);

    internal void Happen()
    {
        _actions.ForEach(action => action());
        foreach (var signal in _signals)
        {
            signal.Wake();
        }
    }
}

/// <summary>Transactions that tell others once they are committed.</summary>
public static class HeardTransactions
{
    /// <summary>
    /// Runs <paramref name="work"/> in one transaction, commits it, and then does what was collected meanwhile. On a transient fault all of it runs again, and
    /// what the failed attempt collected is forgotten; see <see cref="Transactions.InTransactionAsync"/>.
    /// </summary>
    public static async Task InTransactionAsync(this SimConsoleDb db, Func<AfterCommit, Task> work, CancellationToken token)
    {
        var after = new AfterCommit();
        await db.InTransactionAsync(() => work(after = new AfterCommit()), token);
        after.Happen();
    }
}
