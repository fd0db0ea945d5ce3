namespace SimConsole.NetworkAuthorities.SuperSim;

/// <summary>A token with which requests are sent for some time. It is not a record, so that its value is not written out by accident.</summary>
/// <param name="value">What is sent.</param>
/// <param name="life">How long it is valid; null where the endpoint did not say.</param>
internal sealed class AccessToken(string value, TimeSpan? life, TimeProvider time)
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromMinutes(1);

    private readonly long _fetched = time.GetTimestamp();

    public string Value => value;

    /// <summary>When it ends; null where the endpoint did not say.</summary>
    public DateTimeOffset? EndsAt { get; } = time.Now() + life;

    /// <summary>Whether a request that was sent with it was answered.</summary>
    public bool IsAccepted { get; set; }

    /// <summary>Whether it has ended, as far as this machine's clock tells.</summary>
    public bool HasEnded => life is { } whole && time.GetElapsedTime(_fetched) >= whole;

    /// <summary>Whether the next one should be fetched: a minute before the end, or a tenth of its life where that is less.</summary>
    public bool IsEnding => life is { } whole && time.GetElapsedTime(_fetched) >= whole - Margin(whole);

    private static TimeSpan Margin(TimeSpan life) => life / 10 < LongestMargin ? life / 10 : LongestMargin;
}
