using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using SimConsole.Accounts;

namespace SimConsole.People;

/// <summary>
/// Remembers in a cookie that a person has signed in on this device, so that they can do so again whatever strangers try meanwhile. The cookie alone gives no
/// access. Source: the device cookies of OWASP.
/// </summary>
public sealed class KnownDevice(IDataProtectionProvider protection, CookieNames cookies)
{
    private const string Cookie = "simconsole-device";
    private const int IdLength = 32;
    private static readonly TimeSpan Age = TimeSpan.FromDays(365);

    private readonly IDataProtector _protector = protection.CreateProtector("SimConsole.People.KnownDevice");

    /// <summary>What tells this device from all others, if the person of this name has signed in on it, else null.</summary>
    public string? Of(HttpRequest request, string name)
    {
        try
        {
            var known = request.Cookies[cookies.Of(Cookie)] is { } cookie ? _protector.Unprotect(cookie) : "";
            return known.Length > IdLength && known[IdLength..] == name ? known[..IdLength] : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Remembers that the person of this name has signed in here.</summary>
    public void Remember(HttpContext context, string name) => context.Response.Cookies.Append(
        cookies.Of(Cookie),
        _protector.Protect((Of(context.Request, name) ?? RandomNumberGenerator.GetHexString(IdLength)) + name),
        new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = Age,
            Path = context.Request.PathBase + SignInPage.Address,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
        });
}
