using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.StatusChanges;

/// <summary>A change of status that has ended.</summary>
/// <param name="State">How it ended.</param>
/// <param name="ToStatus">What was asked for.</param>
/// <param name="SimStatus">The status that its Sim has afterwards.</param>
/// <param name="BulkChangeId">The bulk change that it is a part of.</param>
/// <param name="Failure">Why it did not succeed, in a sentence; null where it was confirmed, or taken back with its bulk change.</param>
public sealed record EndedChange(
    long Id, long SimId, StatusChangeKind Kind, StatusChangeState State, SimStatus ToStatus, SimStatus SimStatus, long? BulkChangeId, string? Failure)
{
    public StatusChangePriority Priority { get; init; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset QueuedAt { get; init; }
}

/// <summary>
/// Is told which changes ended, in the transaction that ends them: what follows from their end is committed with it, or not at all. A repair of the network
/// that became pointless before it began is not reported.
/// </summary>
public interface IChangeEnded
{
    /// <summary>Whether it writes rows that every worker writes, and so is told after the others: this keeps the locks on those rows short.</summary>
    bool IsLast => false;

    /// <summary>Writes what follows, and saves it.</summary>
    /// <param name="ended">Changes that have ended, each for the first time; at least one.</param>
    Task EndedAsync(SimConsoleDb db, IReadOnlyList<EndedChange> ended, AfterCommit after, CancellationToken token);
}
