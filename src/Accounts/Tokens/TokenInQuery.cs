namespace SimConsole.Accounts.Tokens;

/// <summary>
/// Marks an endpoint that accepts a token in the query string as well, which no other endpoint may: a browser cannot send the header when it
/// opens a websocket. Source: ASP.NET Core, "Authentication and authorization in SignalR"; RFC 6750, section 2.3.
/// </summary>
public sealed class TokenInQuery
{
    /// <summary>The name of the parameter.</summary>
    public const string Name = "access_token";

    public static TokenInQuery Allowed { get; } = new();
}
