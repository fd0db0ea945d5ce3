using Microsoft.EntityFrameworkCore.Query;

namespace SimConsole.Work;

/// <summary>
/// A row that is work to be done: the row is the record of it. Whoever takes it stamps it with a token and its process, and has it until it writes what became
/// of it, or its process is found dead; see <see cref="Heartbeat"/>. No clock ends that.
/// </summary>
public abstract class DueRow
{
    /// <summary>The most characters that are kept of what was said about it.</summary>
    public const int TextLength = 400;

    public long Id { get; init; }

    /// <summary>
    /// From when on a worker may take it: at once, or after a wait. Means nothing once it has ended.
    /// </summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>
    /// For how many more seconds it is tried before it ends as failed; null where until it succeeds. What counts is the time in which it was asked for, and
    /// made to wait for the next attempt: no wall clock that steps makes it late, nor does a console that was away.
    /// </summary>
    public int? SecondsLeft { get; init; }

    /// <summary>How often a worker has taken it.</summary>
    public int Attempts { get; set; }

    /// <summary>Stamped by the worker that has it, null where none has; whoever holds another token has lost it.</summary>
    public Guid? LeaseToken { get; set; }

    /// <summary>The process of the worker that took it last; see <see cref="RunningProcess"/>.</summary>
    public long? ProcessId { get; set; }

    /// <summary>Why it failed; while it is open, why it still waits.</summary>
    public string? Failure { get; set; }

    /// <summary>What <see cref="SecondsLeft"/> begins with.</summary>
    /// <param name="deadline">How long it may be tried.</param>
    public static int SecondsOf(TimeSpan deadline) => (int)Math.Ceiling(deadline.TotalSeconds);
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

    /// <inheritdoc cref="DueRow.SecondsLeft"/>
    public required int? SecondsLeft { get; init; }

    public required int Attempts { get; init; }
    public required string? Failure { get; init; }

    /// <summary>Whether it is tried until it succeeds.</summary>
    public virtual bool Endures => SecondsLeft is null;

    /// <summary>Whether it has been tried for as long as it may be, which ends it.</summary>
    public bool IsLate => !Endures && SecondsLeft <= 0;

    /// <summary>When to try it again, or null where it has been tried for as long as it may be.</summary>
    /// <param name="asked">How long this attempt took.</param>
    /// <param name="wait">How long it should wait; less where less is left.</param>
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

    /// <summary>Says that it is late, and what kept it until then.</summary>
    /// <param name="what">The sentence that says what has not happened.</param>
    /// <param name="why">The sentence that says why; what it waited for last where null.</param>
    public string TooLate(string what, string? why = null) => $"{what} {why ?? Failure ?? "The network was not asked in time."}".CutTo(DueRow.TextLength);
}

/// <summary>The next attempt after one that came to nothing.</summary>
/// <param name="Wait">How long until then.</param>
/// <param name="Spent">By how much <see cref="DueRow.SecondsLeft"/> is less then, for this attempt and the wait.</param>
public readonly record struct NextAttempt(TimeSpan Wait, int Spent);

/// <summary>What is written of every kind of row.</summary>
internal static class DueRowSetters
{
    /// <summary>Puts a row back for its next attempt: nobody has it any more, and it has so much less time.</summary>
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
    /// <summary>When they were taken, as a timestamp of the <see cref="TimeProvider"/>, which no step of the clock moves.</summary>
    public long Begun { get; init; }

    /// <inheritdoc cref="ThisProcess.Life"/>
    public CancellationToken Life { get; init; }
}
