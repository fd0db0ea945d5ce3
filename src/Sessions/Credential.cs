using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using SimConsole.Accounts.Tokens;

namespace SimConsole.Sessions;

/// <summary>The credential that somebody has signed in with.</summary>
/// <param name="Key">The SID of a program's credentials; null for a person.</param>
/// <param name="Session">The number of a person's session, 0 for a program.</param>
/// <param name="Token">What proves that the session is the person's; for a program that has sent a token, what <see cref="OpenToken"/> says of it; null for any other program.</param>
public sealed record Credential(string? Key, long Session, string? Token)
{
    /// <summary>How programs sign in: the scheme of <c>ApiCredentials</c>.</summary>
    public const string ApiScheme = "ApiCredentials";

    /// <summary>SHA-256 of the token; empty where there is none.</summary>
    public byte[] TokenHash => Token is null ? [] : HashOf(Token);

    /// <summary>The credential of the caller; null where nobody is signed in.</summary>
    public static Credential? Of(ClaimsPrincipal? who)
    {
        if (who?.Identity is not { IsAuthenticated: true, AuthenticationType: { } scheme })
        {
            return null;
        }

        if (scheme == ApiScheme)
        {
            return new Credential(who.Identity.Name ?? "", 0, who.FindFirstValue(OpenToken.Claim));
        }

        return who.FindFirstValue(Caller.SessionClaim)?.Split('.') is [var number, var token] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var session)
            ? new Credential(null, session, token)
            : null;
    }

    /// <summary>The claim of a session.</summary>
    public static Claim ClaimOf(long session, string token) => new(Caller.SessionClaim, string.Create(CultureInfo.InvariantCulture, $"{session}.{token}"));

    /// <summary>The hash that is kept of a token, or of any other long random secret: a slow hash would add nothing but its cost.</summary>
    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
