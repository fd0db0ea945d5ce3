using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using SimConsole.Accounts;

namespace SimConsole.People.SecondFactor;

/// <summary>
/// Remembers in a cookie, for five minutes, who has given the right password and has yet to give the second factor. The cookie alone gives no access, and it
/// ends when the password changes.
/// </summary>
public sealed class PendingSignIn(IDataProtectionProvider protection, CookieNames cookies, TimeProvider time)
{
    /// <summary>How long after the password the second factor may be given.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private const string Cookie = "simconsole-second-factor";

    private readonly IDataProtector _protector = protection.CreateProtector("SimConsole.People.PendingSignIn");

    /// <summary>Remembers a person who has given the right password.</summary>
    public void Begin(HttpContext context, Person person)
    {
        var until = time.Now().Add(Life).ToUnixTimeSeconds();
        context.Response.Cookies.Append(
            cookies.Of(Cookie), _protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{person.Id} {until} {StampOf(person)}")), Options(context, Life));
    }

    /// <summary>Forgets the person.</summary>
    public void End(HttpContext context) => context.Response.Cookies.Delete(cookies.Of(Cookie), Options(context, null));

    /// <summary>The person whose turn it is to give the second factor; null where nobody has given the password, or too long ago.</summary>
    public async Task<Person?> PersonAsync(HttpContext context, UserManager<Person> people)
    {
        if (Open(context.Request.Cookies[cookies.Of(Cookie)]) is not [var id, var until, var stamp] || long.Parse(until, CultureInfo.InvariantCulture) <= time.Now().ToUnixTimeSeconds())
        {
            return null;
        }

        return await people.FindByIdAsync(id) is { SuspendedAt: null } person && StampOf(person) == stamp ? person : null;
    }

    private string[] Open(string? cookie)
    {
        try
        {
            return cookie is null ? [] : _protector.Unprotect(cookie).Split(' ');
        }
        catch (CryptographicException)
        {
            return [];
        }
    }

    /// <summary>A stamp that changes with the password, whoever changes it.</summary>
    private static string StampOf(Person person) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{person.SecurityStamp} {person.PasswordHash}")));

    private static CookieOptions Options(HttpContext context, TimeSpan? age) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        MaxAge = age,
        Path = context.Request.PathBase + SignInPage.Address,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
    };
}
