namespace SimConsole.Kernel;

/// <summary>Why something that was asked for was not done. Nothing has changed then.</summary>
/// <param name="Code">The Super SIM error code; <see cref="ErrorCodes"/> has them all.</param>
/// <param name="Message">A sentence for a person: what is wrong, and what to do.</param>
public sealed record Refusal(int Code, string Message)
{
    /// <summary>After how long the same request may be granted; null where asking again does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>What was asked for, or why it was refused: exactly one of the two.</summary>
public readonly record struct Result<T>(T? Value, Refusal? Refusal) where T : class
{
    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Refusal refusal) => new(null, refusal);
}
