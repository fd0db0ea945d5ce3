using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Sessions;

namespace SimConsole.People.OpenId;

/// <summary>Handles the answers of the provider: they lead to a session like any other, or to a sentence on the sign-in page.</summary>
internal sealed partial class OpenIdEvents(
    OpenIdService service, OpenIdProvider provider, IOptions<OpenIdOptions> options, SignInManager<Person> signIn, FailedSignIns failed, ConsoleAddress address, TimeProvider time, ILogger<OpenIdEvents> log)
    : OpenIdConnectEvents
{
    /// <summary>The number of the session whose person is to confirm that it is still them.</summary>
    private const string SessionItem = "confirm";

    private const string AskedAtItem = "asked";

    /// <summary>The most characters of a token that is put into an address.</summary>
    private const int LongestHint = 4_000;

    /// <summary>Properties with which a person is asked to sign in again.</summary>
    public static AuthenticationProperties Confirming(long session, DateTimeOffset now)
    {
        var properties = new AuthenticationProperties
        {
            Items = { [SessionItem] = session.ToString(CultureInfo.InvariantCulture), [AskedAtItem] = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) },
        };
        properties.SetParameter(OpenIdConnectParameterNames.Prompt, OpenIdConnectPrompt.Login);
        properties.SetParameter<TimeSpan?>(OpenIdConnectParameterNames.MaxAge, TimeSpan.Zero);
        return properties;
    }

    public override Task RedirectToIdentityProvider(RedirectContext context)
    {
        context.ProtocolMessage.RedirectUri = address.Of(context.Request, context.Options.CallbackPath);
        return Task.CompletedTask;
    }

    public override Task RedirectToIdentityProviderForSignOut(RedirectContext context)
    {
        var message = context.ProtocolMessage;
        if (string.IsNullOrEmpty(message.IssuerAddress))
        {
            // The provider has no page on which people sign out.
            context.Response.Redirect(context.Request.PathBase + SignInPage.Address);
            context.HandleResponse();
            return Task.CompletedTask;
        }

        message.ClientId = context.Options.ClientId;
        message.PostLogoutRedirectUri = address.Of(context.Request, context.Options.SignedOutCallbackPath);
        message.IdTokenHint = context.Properties.GetParameter<string>(OpenIdConnectParameterNames.IdTokenHint) is { Length: <= LongestHint } hint ? hint : null;
        return Task.CompletedTask;
    }

    /// <summary>The library accepts a token without a signature that comes straight from the provider, as the standard allows. Here such a token signs nobody in.</summary>
    public override Task TokenValidated(TokenValidatedContext context)
    {
        if (!OpenIdTokens.Signatures.Contains(context.SecurityToken.SignatureAlgorithm))
        {
            context.Fail("The token is not signed by an algorithm that counts.");
        }

        return Task.CompletedTask;
    }

    public override async Task TicketReceived(TicketReceivedContext context)
    {
        context.HandleResponse();
        var http = context.HttpContext;
        if (OpenIdIdentity.Of(context.Principal!, options.Value, context.Properties?.GetTokenValue(OpenIdConnectParameterNames.IdToken)) is not { } identity)
        {
            Refuse(http, OpenIdOutcome.NotVerified, null, "The token names nobody, or by too long a name.");
            return;
        }

        try
        {
            if (context.Properties!.Items.TryGetValue(SessionItem, out var session))
            {
                await ConfirmAsync(http, identity, long.Parse(session!, CultureInfo.InvariantCulture), Since(context.Properties));
                return;
            }

            await SignInAsync(http, identity, context.ReturnUri);
        }
        catch (Exception exception) when (DatabaseTrouble.Of(exception) is not null)
        {
            Lead(http, OpenIdOutcome.Unavailable);
        }
    }

    public override Task RemoteFailure(RemoteFailureContext context)
    {
        context.HandleResponse();
        if (context.Properties?.Items.ContainsKey(SessionItem) == true)
        {
            // A person who confirms something at an open page stays signed in.
            NotConfirmed(context.HttpContext, null, context.Failure?.Message);
            return Task.CompletedTask;
        }

        var outcome = context.Failure switch
        {
            { Data: var data } when data["error"] is string error => OutcomeOf(error),
            { } failure when OpenIdReach.IsAway(failure) => OpenIdOutcome.Unreachable,
            _ => OpenIdOutcome.NotVerified,
        };
        Refuse(context.HttpContext, outcome, null, context.Failure?.GetBaseException().Message);
        return Task.CompletedTask;
    }

    private async Task SignInAsync(HttpContext http, OpenIdIdentity identity, string? returnUri)
    {
        var arrival = await service.SignInAsync(identity, AddressOf(http), http.RequestAborted);
        if (arrival.Person is not { } person)
        {
            Refuse(http, arrival.Outcome, arrival.Name, $"It is the subject {identity.Subject}.");
            return;
        }

        // The epoch where the provider does not say: then a person who does something grave is asked to confirm it.
        var at = identity.AuthenticatedAt ?? DateTimeOffset.UnixEpoch;
        http.Features.Set(new ProviderSession(identity.Issuer, identity.SessionId, identity.IdToken, at));
        await signIn.SignInAsync(person, isPersistent: true);
        http.Response.Redirect(returnUri ?? http.Request.PathBase + "/");
    }

    private async Task ConfirmAsync(HttpContext http, OpenIdIdentity identity, long session, DateTimeOffset askedAt)
    {
        var here = await http.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (Credential.Of(here.Principal)?.Session != session || !await service.ConfirmAsync(identity, session, askedAt, http.RequestAborted))
        {
            NotConfirmed(http, here.Principal?.Identity?.Name, $"It is the subject {identity.Subject}, who was asked at {identity.AuthenticatedAt?.ToString("u") ?? "a time that nobody says"}.");
            return;
        }

        http.Response.Redirect(http.Request.PathBase + OpenIdConfirmedPage.Address);
    }

    private void NotConfirmed(HttpContext http, string? name, string? why)
    {
        LogRefused(provider.Name, OpenIdOutcome.NotConfirmed, OneLine(why));
        failed.Add(AuditKinds.SignInFailed, OrderSource.Console, name, AddressOf(http));
        http.Response.Redirect($"{http.Request.PathBase}{OpenIdConfirmedPage.Address}?{OpenIdConfirmedPage.FailedParameter}=true");
    }

    private DateTimeOffset Since(AuthenticationProperties properties) =>
        properties.Items.TryGetValue(AskedAtItem, out var asked) ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(asked!, CultureInfo.InvariantCulture)) : time.GetUtcNow();

    private void Refuse(HttpContext http, OpenIdOutcome outcome, string? name, string? why)
    {
        LogRefused(provider.Name, outcome, OneLine(why));
        failed.Add(AuditKinds.SignInFailed, OrderSource.Console, name, AddressOf(http));
        Lead(http, outcome);
    }

    /// <summary>Leads to the sign-in page, which says what has happened.</summary>
    internal static void Lead(HttpContext http, OpenIdOutcome outcome) =>
        http.Response.Redirect(QueryHelpers.AddQueryString(http.Request.PathBase + SignInPage.Address, SignInPage.OpenIdParameter, outcome.ToString()));

    private static OpenIdOutcome OutcomeOf(string error) => error switch
    {
        "access_denied" or "login_required" or "interaction_required" or "consent_required" or "account_selection_required" => OpenIdOutcome.Declined,
        "server_error" or "temporarily_unavailable" => OpenIdOutcome.Unreachable,
        _ => OpenIdOutcome.NotVerified,
    };

    private static string AddressOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";

    internal static string OneLine(string? text) => Cut.Short((text ?? "").ReplaceLineEndings(" "));

    [LoggerMessage(Level = LogLevel.Warning, Message = "A sign-in by {Provider} was refused, as {Outcome}. {Why}")]
    private partial void LogRefused(string provider, OpenIdOutcome outcome, string why);
}
