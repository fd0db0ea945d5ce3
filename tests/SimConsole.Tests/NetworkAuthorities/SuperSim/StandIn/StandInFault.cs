namespace SimConsole.Tests.NetworkAuthorities.SuperSim.StandIn;

/// <summary>What goes wrong with one request to the stand-in.</summary>
internal abstract record StandInFault
{
    /// <summary>The token has ended before its time.</summary>
    public sealed record Ended : StandInFault;

    /// <summary>Too many requests.</summary>
    /// <param name="RetryAfter">In seconds; null to say nothing.</param>
    public sealed record Busy(int? RetryAfter = null) : StandInFault;

    /// <summary>Answered with a page that is no answer of the API.</summary>
    public sealed record Broken(int Status = 502) : StandInFault;

    /// <summary>Done, and answered as broken.</summary>
    public sealed record BrokenBehind : StandInFault;

    /// <summary>The connection ends without an answer; what was asked for is done.</summary>
    public sealed record HungUp : StandInFault;

    /// <summary>Done and answered, after a while.</summary>
    public sealed record Slow(TimeSpan After) : StandInFault;
}
