using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace SimConsole.People.SecondFactor;

/// <summary>Protects the keys that authenticator apps and the console share: in the database, and on their way through the page that sets an app up.</summary>
public sealed class AuthenticatorKeys(IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>The purpose for which Data Protection protects the keys that are stored.</summary>
    internal const string Purpose = "SimConsole.People.AuthenticatorKey";

    /// <summary>How long the offer on the page that sets an app up is valid.</summary>
    public static readonly TimeSpan OfferLife = TimeSpan.FromMinutes(30);

    private readonly IDataProtector _kept = protection.CreateProtector(Purpose);
    private readonly IDataProtector _offered = protection.CreateProtector("SimConsole.People.AuthenticatorKey.Offer");

    /// <summary>A key as it is stored. Call it outside a transaction: the first use writes a key of the application's own to the same database.</summary>
    public string Protect(string key) => _kept.Protect(key);

    /// <summary>The key that was stored.</summary>
    public string Unprotect(string secret) => _kept.Unprotect(secret);

    /// <summary>A key that is not in use yet, as a page carries it for one session.</summary>
    internal string Offer(string key, long session) =>
        _offered.Protect(string.Create(CultureInfo.InvariantCulture, $"{session} {time.Now().Add(OfferLife).ToUnixTimeSeconds()} {key}"));

    /// <summary>The key that a page carries; null where it was offered to another session, or too long ago.</summary>
    internal string? Offered(string offer, long session)
    {
        try
        {
            return _offered.Unprotect(offer).Split(' ') is [var owner, var until, var key]
                && owner == session.ToString(CultureInfo.InvariantCulture) && long.Parse(until, CultureInfo.InvariantCulture) > time.Now().ToUnixTimeSeconds()
                ? key
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
