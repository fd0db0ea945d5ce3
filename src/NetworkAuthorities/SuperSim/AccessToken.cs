namespace SimConsole.NetworkAuthorities.SuperSim;

/// <summary>A token with which requests are sent for some time. It is no record, so that nothing writes its value by accident.</summary>
/// <param name="value">What is sent.</param>
/// <param name="life">How long it lives; null where nobody has said.</param>
internal sealed class AccessToken(string value, TimeSpan? life, TimeProvider time)
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromMinutes(1);

    private readonly long _fetched = time.GetTimestamp();

    public string Value => value;

    /// <summary>When it ends; null where nobody has said.</summary>
    public DateTimeOffset? EndsAt { get; } = time.Now() + life;

    /// <summary>Whether a request was answered that was sent with it.</summary>
    public bool IsAccepted { get; set; }

    /// <summary>Whether it has ended, as far as this machine's clock tells.</summary>
    public bool HasEnded => life is { } whole && time.GetElapsedTime(_fetched) >= whole;

    /// <summary>Whether the next one should be fetched: a minute before the end, or a tenth of its life where that is less.</summary>
    public bool IsEnding => life is { } whole && time.GetElapsedTime(_fetched) >= whole - Margin(whole);

    private static TimeSpan Margin(TimeSpan life) => life / 10 < LongestMargin ? life / 10 : LongestMargin;
}
