using System.Globalization;
using System.Security.Claims;

namespace SimConsole.People.OpenId;

/// <summary>Whom the provider has named, in a token that was verified.</summary>
/// <param name="Issuer">The provider, as it names itself.</param>
/// <param name="Subject">The person, as only the provider knows them: it never changes, and never becomes another's.</param>
/// <param name="UserName">The name that the person is given here; null where the provider gives none.</param>
/// <param name="Groups">The groups that the person is in.</param>
/// <param name="SessionId">The number of the person's session at the provider; null where it gives none.</param>
/// <param name="AuthenticatedAt">When the person last authenticated at the provider; null where it does not say.</param>
/// <param name="IdToken">The token, by which the provider knows later whom to sign out.</param>
public sealed record OpenIdIdentity(
    string Issuer, string Subject, string? UserName, IReadOnlyList<string> Groups, string? SessionId, DateTimeOffset? AuthenticatedAt, string IdToken)
{
    /// <summary>The most characters of a subject. Source: OpenID Connect Core 1.0, section 2.</summary>
    public const int SubjectLength = 255;

    /// <summary>The most characters of an issuer that is accepted.</summary>
    public const int IssuerLength = 400;

    /// <summary>Whom the claims name; null where they name nobody who could be kept.</summary>
    internal static OpenIdIdentity? Of(ClaimsPrincipal who, OpenIdOptions options, string? idToken) =>
        who.FindFirstValue("iss") is { Length: > 0 and <= IssuerLength } issuer && who.FindFirstValue("sub") is { Length: > 0 and <= SubjectLength } subject && idToken is not null
            ? new OpenIdIdentity(
                issuer,
                subject,
                who.FindFirstValue(options.NameClaim),
                [.. who.FindAll(options.GroupsClaim).Select(claim => claim.Value).Distinct()],
                who.FindFirstValue("sid"),
                TimeOf(who.FindFirstValue("auth_time")),
                idToken)
            : null;

    private static DateTimeOffset? TimeOf(string? seconds) =>
        long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var since) && since < int.MaxValue * 4L ? DateTimeOffset.FromUnixTimeSeconds(since) : null;
}
