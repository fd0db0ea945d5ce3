using System.Text.Json;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace SimConsole.People.OpenId;

/// <summary>Whose session has ended at the provider.</summary>
/// <param name="Subject">The person; null where the session alone is named.</param>
/// <param name="SessionId">The session; null where all of the person's have ended.</param>
public sealed record OpenIdLogout(string Issuer, string? Subject, string? SessionId);

/// <summary>Verifies what the provider sends by itself. Source: OpenID Connect Back-Channel Logout 1.0, section 2.6.</summary>
internal sealed class OpenIdTokens(IOptionsMonitor<OpenIdConnectOptions> handlers, TimeProvider time)
{
    /// <summary>By how much the clock of the provider may be off.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <summary>The algorithms by which the provider may sign: only asymmetric ones, with which the console itself could not sign, and not <c>none</c>.</summary>
    public static readonly IReadOnlyList<string> Signatures =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private const string LogoutEvent = "http://schemas.openid.net/event/backchannel-logout";

    /// <summary>How long a logout token is valid at most, whatever it says itself, and for how long its number is remembered.</summary>
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _used = new(StringComparer.Ordinal);

    /// <summary>Whom a logout token signs out, or what is wrong with it.</summary>
    public async Task<(OpenIdLogout? Logout, string? Fault)> VerifyLogoutAsync(string text, CancellationToken token)
    {
        var options = handlers.Get(OpenIdConnectDefaults.AuthenticationScheme);
        var provider = await options.ConfigurationManager!.GetConfigurationAsync(token);
        var verified = await VerifyAsync(text, options, provider);
        if (verified is { IsValid: false, Exception: SecurityTokenSignatureKeyNotFoundException })
        {
            // The provider may have begun to sign with another key.
            options.ConfigurationManager.RequestRefresh();
            verified = await VerifyAsync(text, options, await options.ConfigurationManager.GetConfigurationAsync(token));
        }

        if (!verified.IsValid || verified.SecurityToken is not JsonWebToken jwt)
        {
            return (null, verified.Exception?.Message ?? "It is not a token.");
        }

        return FaultOf(jwt) is { } fault ? (null, fault) : (new OpenIdLogout(jwt.Issuer, Text(jwt, "sub"), Text(jwt, "sid")), null);
    }

    private static Task<TokenValidationResult> VerifyAsync(string text, OpenIdConnectOptions options, OpenIdConnectConfiguration provider)
    {
        var parameters = options.TokenValidationParameters.Clone();
        (parameters.ValidIssuer, parameters.ValidAudience, parameters.IssuerSigningKeys) = (provider.Issuer, options.ClientId, provider.SigningKeys);

        // Providers from before the final text of the standard give no end.
        parameters.RequireExpirationTime = false;
        return options.TokenHandler.ValidateTokenAsync(text, parameters);
    }

    private string? FaultOf(JsonWebToken jwt)
    {
        var now = time.GetUtcNow();
        return jwt.TryGetPayloadValue<object>("nonce", out _) ? "It has a nonce: it is not a logout token."
            : !jwt.TryGetPayloadValue<JsonElement>("events", out var events) || events.ValueKind != JsonValueKind.Object || !events.TryGetProperty(LogoutEvent, out _) ? "It does not say that somebody has signed out."
            : Text(jwt, "sub") is null && Text(jwt, "sid") is null ? "It names nobody."
            : !jwt.TryGetPayloadValue<long>("iat", out var made) || DateTimeOffset.FromUnixTimeSeconds(made) < now - LongestLife ? "It is too old."
            : Text(jwt, "jti") is not { } id ? "It has no number."
            : !IsFirst(id, now) ? "It was used before."
            : null;
    }

    private bool IsFirst(string id, DateTimeOffset now)
    {
        lock (_lock)
        {
            foreach (var old in _used.Where(used => used.Value < now - LongestLife - ClockSkew).Select(used => used.Key).ToList())
            {
                _used.Remove(old);
            }

            return _used.TryAdd(id, now);
        }
    }

    private static string? Text(JsonWebToken jwt, string claim) => jwt.TryGetPayloadValue<string>(claim, out var text) && !string.IsNullOrEmpty(text) ? text : null;
}
