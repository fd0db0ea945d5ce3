using Microsoft.Extensions.Time.Testing;

namespace SimConsole.Simulation;

/// <summary>
/// The clock of one process. What it measures, and its timers, follow the simulation; what it shows can be set, as somebody sets the clock of a machine.
/// </summary>
internal sealed class ProcessClock(TimeSpan elapsed, TimeSpan off) : TimeProvider
{
    /// <summary>When every simulation begins.</summary>
    public static readonly DateTimeOffset Beginning = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Beginning + elapsed);
    private TimeSpan _ahead;

    /// <summary>By how much it is wrong.</summary>
    public TimeSpan Off { get; set; } = off;

    public override long TimestampFrequency => _time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _time.GetUtcNow() + _ahead + Off;

    public override long GetTimestamp() => _time.GetTimestamp() + (long)(_ahead.TotalSeconds * TimestampFrequency);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _time.CreateTimer(callback, state, dueTime, period);

    /// <summary>Lets time pass, and runs the timers that it brings.</summary>
    public void Advance(TimeSpan by) => _time.Advance(by);

    /// <summary>Shows the time that has passed, before any timer runs.</summary>
    public void Show(TimeSpan passed) => _ahead = passed;

    /// <summary>Runs the timers of the time that it shows already.</summary>
    public void CatchUp()
    {
        var passed = _ahead;
        _ahead = TimeSpan.Zero;
        _time.Advance(passed);
    }
}
