using System.Security.Claims;
using Microsoft.AspNetCore.Identity;

namespace SimConsole.Accounts;

/// <summary>With what somebody has signed in.</summary>
/// <param name="Scheme">How: <see cref="ApiScheme"/> for a program, anything else for a person.</param>
/// <param name="Id">The SID of a program's credentials, or the number of a person.</param>
/// <param name="Stamp">The security stamp that the person had then; null for a program.</param>
/// <param name="Session">What all pages of one sign-in share; null for a program.</param>
public sealed record Credential(string Scheme, string Id, string? Stamp, string? Session)
{
    /// <summary>How programs sign in: the scheme of <c>ApiCredentials</c>.</summary>
    public const string ApiScheme = "ApiCredentials";

    /// <summary>The claim that tells one sign-in of a person from another.</summary>
    public const string SessionClaim = "session";

    private static readonly ClaimsIdentityOptions Claims = new();

    /// <summary>The credential of whoever acts; null for nobody.</summary>
    public static Credential? Of(ClaimsPrincipal? who) => who?.Identity is not { IsAuthenticated: true, AuthenticationType: { } scheme } ? null
        : scheme == ApiScheme ? new(scheme, who.Identity.Name ?? "", null, null)
        : new(scheme, who.FindFirstValue(Claims.UserIdClaimType) ?? "", who.FindFirstValue(Claims.SecurityStampClaimType), who.FindFirstValue(SessionClaim));
}
