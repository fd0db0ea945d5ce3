namespace SimConsole.Shell;

/// <summary>What a <see cref="TimeText"/> says of a time.</summary>
public enum TimeTextStyle
{
    /// <summary>How far it is from now: <c>2 min ago</c>, <c>in 3 h</c>.</summary>
    Relative,

    /// <summary>How long it has been: <c>3.2 s</c>.</summary>
    Elapsed,

    /// <summary>The time that remains: <c>9 min 58 s</c>.</summary>
    Remaining,
}
