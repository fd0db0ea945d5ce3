using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.WebUtilities;

namespace SimConsole.Accounts;

/// <summary>A person's cookie counts for as long as its person does: each request looks that up.</summary>
internal sealed class PersonCookie(Standing standing) : CookieAuthenticationEvents
{
    private static readonly object Ended = new();

    public override Task SigningIn(CookieSigningInContext context)
    {
        (context.Principal?.Identity as ClaimsIdentity)?.AddClaim(new Claim(Credential.SessionClaim, RandomNumberGenerator.GetHexString(32)));
        return Task.CompletedTask;
    }

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        if (await standing.EndOfAsync(Credential.Of(context.Principal), context.HttpContext.RequestAborted) is { } end)
        {
            context.RejectPrincipal();
            context.HttpContext.Items[Ended] = end;
            await context.HttpContext.SignOutAsync(context.Scheme.Name);
        }
    }

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (context.HttpContext.Items[Ended] is SessionEnd end)
        {
            context.RedirectUri = QueryHelpers.AddQueryString(context.RedirectUri, SignInPage.EndedParameter, end.ToString());
        }

        return base.RedirectToLogin(context);
    }
}
