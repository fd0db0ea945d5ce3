using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Sessions;

namespace SimConsole.People.OpenId;

/// <summary>Signs people in by an OpenID Connect provider, where one is configured: by code, with PKCE.</summary>
public sealed partial class OpenIdSlice : ISlice
{
    /// <summary>The address that sends a browser to the provider, relative to the console's base.</summary>
    public const string SignInAddress = "sign-in/openid";

    /// <summary>The same for a person who is to confirm that it is still them.</summary>
    public const string ConfirmAddress = "sign-in/openid/confirm";

    /// <summary>Where the provider reports by itself that somebody has signed out there.</summary>
    public const string LogoutAddress = "backchannel-logout";

    private const string Scheme = OpenIdConnectDefaults.AuthenticationScheme;

    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(30);

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddSettings<OpenIdOptions>(OpenIdOptions.Section)
            .AddSettings<OpenIdRoles>(OpenIdRoles.Section)
            .AddSettings<LocalSignIn>(LocalSignIn.Section)
            .AddSingleton<IValidateOptions<OpenIdRoles>, SomebodyComesIn>()
            .AddSingleton<IValidateOptions<LocalSignIn>, LastWayIn>()
            .AddSingleton<OpenIdProvider>()
            .AddSingleton<OpenIdService>()
            .AddSingleton<OpenIdTokens>()
            .AddScoped<OpenIdEvents>();
        if (configuration[OpenIdOptions.AuthorityKey] is not { Length: > 0 })
        {
            return;
        }

        services.AddAuthentication().AddOpenIdConnect();
        services.AddOptions<OpenIdConnectOptions>(Scheme).Configure<IOptions<OpenIdOptions>>((handler, provider) => Configure(handler, provider.Value));

        // The library would log each answer that it rejects with a stack trace; here the fault is logged once, in a sentence.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Authentication.OpenIdConnect", LogLevel.None));
    }

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet($"/{SignInAddress}", SignInAsync).AllowAnonymous();
        endpoints.MapGet($"/{ConfirmAddress}", ConfirmAsync).RequireAuthorization();
        endpoints.MapPost($"/{LogoutAddress}", LogoutAsync).AllowAnonymous().WithMetadata(new RequestSizeLimitAttribute(SignInPage.BodyLimit));
    }

    /// <summary>
    /// Leads a browser on to the provider, so that a person who has signed out here is signed out there as well. By a page and not by a redirect: forms of this
    /// console may not lead elsewhere, and browsers apply that to redirects too.
    /// </summary>
    /// <param name="idToken">The token with which the person came.</param>
    internal static async Task LeaveAsync(HttpContext context, string idToken)
    {
        var properties = new AuthenticationProperties { RedirectUri = context.Request.PathBase + SignInPage.Address };
        properties.SetParameter(OpenIdConnectParameterNames.IdTokenHint, idToken);
        try
        {
            await context.SignOutAsync(Scheme, properties);
        }
        catch (Exception failure) when (OpenIdReach.IsAway(failure))
        {
            OpenIdEvents.Lead(context, OpenIdOutcome.SignedOutHereOnly);
            return;
        }

        var response = context.Response;
        if (response.Headers.Location is [{ } location] && location.Contains("://", StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status200OK;
            response.Headers.Remove("Location");
            response.Headers["Refresh"] = $"0;url={location}";
            response.Headers.CacheControl = "no-store";
            response.ContentType = "text/html; charset=utf-8";
            await response.WriteAsync(
                $"""
                <!DOCTYPE html><html lang="en"><head><title>Signing out · SimConsole</title></head>
                <body><p>You are signed out here. <a href="{System.Text.Encodings.Web.HtmlEncoder.Default.Encode(location)}">Sign out there as well</a></p></body></html>
                """);
        }
    }

    private static void Configure(OpenIdConnectOptions handler, OpenIdOptions provider)
    {
        handler.Authority = provider.Authority;
        handler.RequireHttpsMetadata = !provider.Authority.StartsWith("http:", StringComparison.OrdinalIgnoreCase);
        (handler.ClientId, handler.ClientSecret) = (provider.ClientId, provider.ClientSecret.Length > 0 ? provider.ClientSecret : null);
        (handler.ResponseType, handler.ResponseMode, handler.UsePkce) = (OpenIdConnectResponseType.Code, OpenIdConnectResponseMode.Query, true);
        handler.Scope.Clear();
        foreach (var scope in provider.Scopes.DefaultIfEmpty("profile").Prepend("openid").Distinct())
        {
            handler.Scope.Add(scope);
        }

        // Claims keep the names that the provider gives them; of the claims of its userinfo endpoint, only these are taken.
        handler.MapInboundClaims = false;
        handler.ClaimActions.Clear();
        handler.GetClaimsFromUserInfoEndpoint = true;
        handler.ClaimActions.MapJsonKey(provider.GroupsClaim, provider.GroupsClaim);
        handler.ClaimActions.MapJsonKey(provider.NameClaim, provider.NameClaim);
        handler.TokenValidationParameters.NameClaimType = provider.NameClaim;
        handler.TokenValidationParameters.ValidAlgorithms = OpenIdTokens.Signatures;
        handler.TokenValidationParameters.ClockSkew = OpenIdTokens.ClockSkew;

        handler.EventsType = typeof(OpenIdEvents);
        (handler.SaveTokens, handler.DisableTelemetry) = (true, true);
        handler.BackchannelTimeout = LongestAnswer;

        // A provider that could not be reached is asked again as soon as it may be back.
        handler.RefreshInterval = TimeSpan.FromSeconds(5);

        // The provider answers by a page that the browser opens, so the cookies can be Lax; front-channel sign-out, which would need a frame, is off.
        handler.RemoteSignOutPath = default;
        handler.CorrelationCookie.SameSite = handler.NonceCookie.SameSite = SameSiteMode.Lax;
        handler.CorrelationCookie.SecurePolicy = handler.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
    }

    private static Task SignInAsync(HttpContext context, OpenIdProvider provider, ILogger<OpenIdSlice> log, string? returnUrl) =>
        ChallengeAsync(context, provider, log, new AuthenticationProperties { RedirectUri = context.Request.PathBase + SignInPage.Local(returnUrl) });

    private static Task ConfirmAsync(HttpContext context, Caller caller, OpenIdProvider provider, TimeProvider time, ILogger<OpenIdSlice> log) =>
        ChallengeAsync(context, provider, log, OpenIdEvents.Confirming(caller.Session ?? 0, time.GetUtcNow()));

    private static async Task ChallengeAsync(HttpContext context, OpenIdProvider provider, ILogger<OpenIdSlice> log, AuthenticationProperties properties)
    {
        if (!provider.IsConfigured)
        {
            context.Response.Redirect(context.Request.PathBase + SignInPage.Address);
            return;
        }

        try
        {
            await context.ChallengeAsync(Scheme, properties);
        }
        catch (Exception failure) when (OpenIdReach.IsAway(failure))
        {
            LogAway(log, provider.Name, OpenIdEvents.OneLine(failure.GetBaseException().Message));
            OpenIdEvents.Lead(context, OpenIdOutcome.Unreachable);
        }
    }

    private static async Task<IResult> LogoutAsync(
        HttpContext context, OpenIdProvider provider, OpenIdTokens tokens, SessionService sessions, FailedSignIns failed, ILogger<OpenIdSlice> log)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!provider.IsConfigured)
        {
            return Results.NotFound();
        }

        var address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        string? fault;
        try
        {
            var text = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync(context.RequestAborted))["logout_token"].ToString() : "";
            (var logout, fault) = await tokens.VerifyLogoutAsync(text, context.RequestAborted);
            if (logout is not null)
            {
                await sessions.EndAtProviderAsync(logout.Issuer, logout.Subject, logout.SessionId, address, CancellationToken.None);
                return Results.Ok();
            }
        }
        catch (Exception failure) when (failure is BadHttpRequestException or InvalidDataException || OpenIdReach.IsAway(failure))
        {
            fault = failure.GetBaseException().Message;
        }

        LogLogoutRefused(log, address, OpenIdEvents.OneLine(fault));
        failed.Add(AuditKinds.CredentialsRefused, OrderSource.Api, null, address);

        // Source: OpenID Connect Back-Channel Logout 1.0, section 2.8.
        return Results.Json(new Dictionary<string, string> { ["error"] = "invalid_request" }, statusCode: StatusCodes.Status400BadRequest);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Provider} cannot be asked to sign anybody in: {Why}")]
    private static partial void LogAway(ILogger log, string provider, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A logout token from {Address} was refused. {Why}")]
    private static partial void LogLogoutRefused(ILogger log, string address, string why);
}
