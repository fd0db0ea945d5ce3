using System.Globalization;
using System.Net;
using System.Security.Claims;

namespace SimConsole.Accounts.Tokens;

/// <summary>
/// The token with which a long-lived connection was opened, and what its key allowed then. The watcher of the connection compares it with the
/// key as it is now.
/// </summary>
public sealed record OpenToken(TokenGrant Grant, Permissions May, string Fleets, IPAddress? From)
{
    /// <summary>The claim that carries it, as <see cref="ToString"/> writes it.</summary>
    public const string Claim = "token";

    private const char Between = '|';

    /// <summary>Whether the key still allows all that it allowed when the connection was opened, from where it was opened.</summary>
    public bool HoldsFor(ApiKey key, DateTimeOffset now) =>
        Grant.HoldsFor(key, now) && key.Permissions.HasFlag(May) && key.Scope.ToString() == Fleets && KeyNetworks.Allow(key.Networks, From);

    /// <summary>The claim of a token.</summary>
    public Claim ToClaim() => new(Claim, ToString());

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static OpenToken Parse(string text)
    {
        var parts = text.Split(Between);
        var grant = new TokenGrant(
            parts[0], (Permissions)int.Parse(parts[1], CultureInfo.InvariantCulture), DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[2], CultureInfo.InvariantCulture)), Convert.FromHexString(parts[3]));
        return new OpenToken(grant, (Permissions)int.Parse(parts[4], CultureInfo.InvariantCulture), parts[5], IPAddress.TryParse(parts[6], out var from) ? from : null);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(
        Between,
        Grant.Key,
        ((int)Grant.Scope).ToString(CultureInfo.InvariantCulture),
        Grant.EndsAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        Convert.ToHexStringLower(Grant.Secret),
        ((int)May).ToString(CultureInfo.InvariantCulture),
        Fleets,
        From?.ToString() ?? "");
}
