using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.WebUtilities;
using SimConsole.People;

namespace SimConsole.Sessions;

/// <summary>A person's cookie is for one session, and is valid for as long as that session: each request looks it up.</summary>
internal sealed class PersonCookie(Standing standing, SessionService sessions) : CookieAuthenticationEvents
{
    private static readonly object Ended = new();

    public override async Task SigningIn(CookieSigningInContext context)
    {
        var (http, identity) = (context.HttpContext, (ClaimsIdentity)context.Principal!.Identity!);
        var person = long.Parse(context.Principal.FindFirstValue(ClaimTypes.NameIdentifier)!, CultureInfo.InvariantCulture);
        var (session, token) = await sessions.BeginAsync(
            person, http.Connection.RemoteIpAddress?.ToString() ?? "", http.Request.Headers.UserAgent.ToString(), http.Features.Get<ProviderSession>(), http.RequestAborted);
        identity.AddClaim(Credential.ClaimOf(session, token));
    }

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        if (await standing.EndOfActingAsync(Credential.Of(context.Principal), context.HttpContext.RequestAborted) is { } end)
        {
            context.RejectPrincipal();
            context.HttpContext.Items[Ended] = end;
            await context.HttpContext.SignOutAsync(context.Scheme.Name);
        }
    }

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        // The return URL is relative to the base path of the console, as everywhere: behind a proxy, the console may be below a path.
        var request = context.Request;
        context.RedirectUri = QueryHelpers.AddQueryString(request.PathBase + SignInPage.Address, context.Options.ReturnUrlParameter, request.Path + request.QueryString);
        if (context.HttpContext.Items[Ended] is SessionEnd end)
        {
            context.RedirectUri = QueryHelpers.AddQueryString(context.RedirectUri, SignInPage.EndedParameter, end.ToString());
        }

        return base.RedirectToLogin(context);
    }

    /// <summary>A signed-in person without the permission is told which one is missing; where a page was asked for, the page says so itself.</summary>
    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (context.HttpContext.User.HasClaim(claim => claim.Type == Caller.NewcomerClaim))
        {
            context.Response.Redirect(context.Request.PathBase + FirstPasswordPage.Address);
            return Task.CompletedTask;
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        var asked = context.HttpContext.GetEndpoint()?.Metadata;
        return asked?.GetMetadata<ComponentTypeMetadata>() is null && asked?.GetMetadata<NeedsAttribute>() is { } needs
            ? context.Response.WriteAsync(Caller.Of(context.HttpContext.User).Lacks(needs.Permission)?.Message ?? "")
            : Task.CompletedTask;
    }
}
