namespace SimConsole.Accounts.Tokens;

/// <summary>
/// Says of an endpoint that it takes a token in the query string as well, which addresses of all others must not carry: a browser sends no header of its own when it
/// opens a websocket. Source: ASP.NET Core, "Authentication and authorization in SignalR"; RFC 6750, section 2.3.
/// </summary>
public sealed class TokenInQuery
{
    /// <summary>The name of the parameter.</summary>
    public const string Name = "access_token";

    public static TokenInQuery Allowed { get; } = new();
}
