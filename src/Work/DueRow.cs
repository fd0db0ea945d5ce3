namespace SimConsole.Work;

/// <summary>
/// A row that is work to be done: the row is the record of it. Whoever takes it moves <see cref="DueAt"/> to the end of a lease and stamps it with a token,
/// so that a row whose worker died is simply due again.
/// </summary>
public abstract class DueRow
{
    /// <summary>The most characters that are kept of what was said about it.</summary>
    public const int TextLength = 400;

    /// <summary>The deadline of what is tried until it succeeds.</summary>
    public static readonly DateTimeOffset NoDeadline = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public long Id { get; init; }

    /// <summary>
    /// From when on a worker may take it: at once, after a back-off, or when the lease of the worker that has it runs out. Means nothing once it has ended.
    /// </summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>When it ends as failed if it has not succeeded by then.</summary>
    public DateTimeOffset Deadline { get; init; }

    /// <summary>How often a worker has taken it.</summary>
    public int Attempts { get; set; }

    /// <summary>Stamped by the worker that has it; whoever holds another token has lost it.</summary>
    public Guid? LeaseToken { get; set; }

    /// <summary>The process of the worker that took it last; see <see cref="RunningProcess"/>.</summary>
    public long? ProcessId { get; set; }

    /// <summary>Why it failed; while it is open, why it still waits.</summary>
    public string? Failure { get; set; }
}

/// <summary>A due row of which each Sim has several, that are taken one after the other.</summary>
public abstract class DueRowOfSim : DueRow
{
    public long SimId { get; init; }
}

/// <summary>A due row as the worker sees it that has taken it.</summary>
public abstract record ClaimedRow
{
    public required long Id { get; init; }
    public required DateTimeOffset Deadline { get; init; }
    public required int Attempts { get; init; }
    public required string? Failure { get; init; }

    /// <summary>When to try it again: after a wait, and at its deadline at the latest.</summary>
    public DateTimeOffset NextTry(DateTimeOffset now, BackOff wait) => now + wait.After(Attempts) < Deadline ? now + wait.After(Attempts) : Deadline;

    /// <summary>Says that its deadline has come, and what kept it until then.</summary>
    /// <param name="what">The sentence that says what has not happened.</param>
    /// <param name="why">The sentence that says why; what it waited for last where null.</param>
    public string TooLate(string what, string? why = null) => $"{what} {why ?? Failure ?? "The network was not asked in time."}".CutTo(DueRow.TextLength);
}

/// <summary>Due rows that one worker has taken under one lease.</summary>
/// <param name="Token">The lease's stamp on each row.</param>
/// <param name="ClaimedAt">When they were taken: a later claim outranks an earlier one.</param>
public sealed record Claimed<TClaimed>(Guid Token, DateTimeOffset ClaimedAt, IReadOnlyList<TClaimed> Rows) where TClaimed : ClaimedRow;
