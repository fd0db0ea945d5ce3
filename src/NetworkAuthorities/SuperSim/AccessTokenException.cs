namespace SimConsole.NetworkAuthorities.SuperSim;

/// <summary>There is no access token, so nothing was sent to the account.</summary>
/// <param name="passes">Whether a later try may succeed; false where a person has to do something first.</param>
/// <param name="wait">For how long no token is asked for.</param>
internal sealed class AccessTokenException(string message, bool passes, TimeSpan wait = default) : HttpRequestException(message)
{
    public bool Passes => passes;

    public TimeSpan Wait => wait;

    /// <summary>The same error, for a later caller.</summary>
    public AccessTokenException After(TimeSpan wait) => new(Message, passes, wait);
}
