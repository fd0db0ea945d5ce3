using Microsoft.EntityFrameworkCore.Query;

namespace SimConsole.Work;

/// <summary>
/// A row that is work to be done, and the record of that work. A worker that takes it stamps it with a token and its process, and holds it until it writes how
/// the work ended, or its process is found dead; see <see cref="Heartbeat"/>. The lease does not expire by time.
/// </summary>
public abstract class DueRow
{
    /// <summary>The most characters that are kept of a message about it.</summary>
    public const int TextLength = 400;

    public long Id { get; init; }

    /// <summary>From when on a worker may take it: at once, or after a wait. Without meaning once it has ended.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>
    /// For how many more seconds it is tried before it ends as failed; null if it is tried until it succeeds. Only the time of its attempts and of the waits
    /// between them counts: neither a step of the wall clock nor a console that was not running makes it late.
    /// </summary>
    public int? SecondsLeft { get; init; }

    /// <summary>How often a worker has taken it.</summary>
    public int Attempts { get; set; }

    /// <summary>Stamped by the worker that holds it, null if none does; a worker with another token has lost it.</summary>
    public Guid? LeaseToken { get; set; }

    /// <summary>The process of the worker that took it last; see <see cref="RunningProcess"/>.</summary>
    public long? ProcessId { get; set; }

    /// <summary>Why it failed; while it is open, why it still waits.</summary>
    public string? Failure { get; set; }

    /// <summary>The initial value of <see cref="SecondsLeft"/>.</summary>
    /// <param name="deadline">How long it may be tried.</param>
    public static int SecondsOf(TimeSpan deadline) => (int)Math.Ceiling(deadline.TotalSeconds);
}

/// <summary>A due row of a kind of which a Sim may have several, which are taken one after the other.</summary>
public abstract class DueRowOfSim : DueRow
{
    public long SimId { get; init; }
}

/// <summary>A due row as seen by the worker that has taken it.</summary>
public abstract record ClaimedRow
{
    public required long Id { get; init; }

    /// <inheritdoc cref="DueRow.SecondsLeft"/>
    public required int? SecondsLeft { get; init; }

    public required int Attempts { get; init; }
    public required string? Failure { get; init; }

    /// <summary>Whether it is tried until it succeeds.</summary>
    public virtual bool Endures => SecondsLeft is null;

    /// <summary>Whether its deadline has passed, which ends it.</summary>
    public bool IsLate => !Endures && SecondsLeft <= 0;

    /// <summary>When to try it again, or null if its deadline has passed.</summary>
    /// <param name="asked">How long this attempt took.</param>
    /// <param name="wait">How long it should wait; less if less time is left.</param>
    public NextAttempt? After(TimeSpan asked, TimeSpan wait)
    {
        if (Endures)
        {
            return new NextAttempt(wait, 0);
        }

        var spent = (int)Math.Round(asked.TotalSeconds);
        var left = TimeSpan.FromSeconds(SecondsLeft!.Value - spent);
        var pause = wait < left ? wait : left;
        return pause > TimeSpan.Zero ? new NextAttempt(pause, spent + DueRow.SecondsOf(pause)) : null;
    }

    /// <summary>Says that its deadline has passed, and what delayed it.</summary>
    /// <param name="what">The sentence that says what has not happened.</param>
    /// <param name="why">The sentence that says why; if null, the reason of its last wait.</param>
    public string TooLate(string what, string? why = null) => $"{what} {why ?? Failure ?? "The network was not asked in time."}".CutTo(DueRow.TextLength);
}

/// <summary>The next attempt after one that failed.</summary>
/// <param name="Wait">How long until then.</param>
/// <param name="Spent">By how much this attempt and the wait reduce <see cref="DueRow.SecondsLeft"/>.</param>
public readonly record struct NextAttempt(TimeSpan Wait, int Spent);

/// <summary>The columns that are written the same way for every kind of row.</summary>
internal static class DueRowSetters
{
    /// <summary>Puts a row back for its next attempt: no worker holds it any more, and its time left is reduced.</summary>
    public static UpdateSettersBuilder<TRow> PutBack<TRow>(this UpdateSettersBuilder<TRow> set, NextAttempt next, DateTimeOffset now) where TRow : DueRow => set
        .SetProperty(r => r.DueAt, now + next.Wait)
        .SetProperty(r => r.SecondsLeft, r => r.SecondsLeft - next.Spent)
        .SetProperty(r => r.LeaseToken, (Guid?)null);
}

/// <summary>Due rows that one worker has taken under one lease.</summary>
/// <param name="Token">The lease's stamp on each row.</param>
/// <param name="ClaimedAt">When they were taken: a later claim outranks an earlier one.</param>
public sealed record Claimed<TClaimed>(Guid Token, DateTimeOffset ClaimedAt, IReadOnlyList<TClaimed> Rows) where TClaimed : ClaimedRow
{
    /// <summary>When they were taken, as a timestamp of the <see cref="TimeProvider"/>, which steps of the clock do not affect.</summary>
    public long Begun { get; init; }

    /// <inheritdoc cref="ThisProcess.Life"/>
    public CancellationToken Life { get; init; }
}
