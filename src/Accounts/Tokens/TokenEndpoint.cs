using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using SimConsole.Api;
using SimConsole.Audit;
using SimConsole.Data;

namespace SimConsole.Accounts.Tokens;

/// <summary>
/// Gives API keys tokens, by the client credentials of OAuth 2.0: the SID of a key and its secret, also the former one while it is valid. Its address and its
/// parameters are those of KORE; its errors are those of RFC 6749.
/// </summary>
public static class TokenEndpoint
{
    public const string Address = "/api-services/v1/auth/token";

    /// <summary>The only grant type that is supported.</summary>
    public const string Grant = "client_credentials";

    private const string WrongClient = "There is no such client, or its secret is another. client_id is the SID of an API key (SK...), client_secret its secret.";

    public static IEndpointRouteBuilder MapTokenEndpoint(this IEndpointRouteBuilder endpoints)
    {
        // Larger than what is read: if the server itself cuts off a body, it closes the connection, and the next request on it is lost.
        endpoints.Map(Address, AnswerAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription().WithMetadata(new RequestSizeLimitAttribute(ApiParameters.BodyLimit));
        return endpoints;
    }

    /// <summary>Keeps every answer from being stored. Source: RFC 6749, section 5.1.</summary>
    public static void KeepUnstored(IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Pragma = "no-cache";
        return next(context);
    });

    /// <summary>Whether a request is for a token.</summary>
    public static bool Is(HttpRequest request) => request.Path.Equals(Address, StringComparison.OrdinalIgnoreCase);

    private static async Task<IResult> AnswerAsync(HttpContext context, ApiKeyService keys, ApiTokens tokens, TokenLimits limits, FailedSignIns failed, TimeProvider time)
    {
        var (request, from) = (context.Request, context.Connection.RemoteIpAddress);
        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            return TokenErrorResource.InvalidRequest("A token is asked for with POST.", StatusCodes.Status405MethodNotAllowed);
        }

        var (asked, fault) = await TokenParameters.ReadAsync(request);
        if (asked is null)
        {
            return fault!;
        }

        if (asked.Grant != Grant)
        {
            return TokenErrorResource.UnsupportedGrantType($"There is no grant_type '{Cut.Short(asked.Grant)}' here. Send {Grant}.");
        }

        if (asked is not { Client: { } client, Secret: { } secret })
        {
            return Wrong(context, "The client does not sign in. Send client_id and client_secret in the body, or as HTTP Basic.");
        }

        if (!Sid.IsShapeOf(client, ApiKey.SidPrefix))
        {
            return Wrong(context, WrongClient);
        }

        if (await limits.BeginAsync(client, secret, from, context.RequestAborted) is { } wait)
        {
            Refused(client);
            return TokenErrorResource.TooMany(wait);
        }

        var found = await keys.SignInAsync(client, secret, from, context.RequestAborted);
        if (found.Refusal == ApiKeyService.Wrong)
        {
            Refused(client);
            return Wrong(context, WrongClient);
        }

        if (limits.WasRight(client, from) is { } longer)
        {
            return TokenErrorResource.TooMany(longer);
        }

        if (found.Value is not { } key)
        {
            Refused(client);
            return TokenErrorResource.UnauthorizedClient(found.Refusal!.Message);
        }

        var (scope, refusal) = ScopeOf(asked.Scope, key);
        if (refusal is not null)
        {
            return refusal;
        }

        var now = time.Now();
        var grant = TokenGrant.Of(key, secret, scope, now);
        var life = (grant.EndsAt - now).TotalSeconds;
        return life >= 1
            ? ApiJson.Answer(new TokenResource(tokens.Write(grant), (long)life, BearerChallenge.Scheme, WordsOf(scope)))
            : Wrong(context, WrongClient);

        void Refused(string sid) => failed.Add(AuditKinds.CredentialsRefused, OrderSource.Api, sid, from?.ToString() ?? "");
    }

    /// <summary>The permissions that are granted: those asked for, if the key has all of them; all that it has if none were asked for.</summary>
    private static (Permissions Scope, TokenErrorResource? Refusal) ScopeOf(string? asked, ApiKey key)
    {
        var may = key.Scope.IsAll ? key.Permissions : key.Permissions & PermissionSets.WithinFleets;
        if (may == Permissions.None)
        {
            return (may, TokenErrorResource.UnauthorizedClient("What this key may do reaches beyond the Fleets that it is limited to, so nothing is left of it."));
        }

        var scope = Permissions.None;
        foreach (var word in asked?.Split(' ') ?? [])
        {
            if (PermissionSets.Parse(word) is not { } permission)
            {
                return (scope, TokenErrorResource.InvalidScope($"There is no permission '{Cut.Short(word)}'. This key has {WordsOf(may)}, with one blank between."));
            }

            scope |= permission;
        }

        return (scope & ~may) != 0
            ? (scope, TokenErrorResource.InvalidScope($"This key does not have {WordsOf(scope & ~may)}."))
            : (asked is null ? may : scope, null);
    }

    private static string WordsOf(Permissions scope) => scope.Words().Replace(", ", " ", StringComparison.Ordinal);

    /// <summary>A client that signed in by the header gets a Basic challenge, unless it is a browser, which would keep what is typed there.</summary>
    private static TokenErrorResource Wrong(HttpContext context, string description)
    {
        if (context.Request.Headers.Authorization.Count > 0 && !OtherSites.IsOfBrowser(context.Request))
        {
            context.Response.Headers.WWWAuthenticate = ApiCredentials.BasicChallenge;
        }

        return TokenErrorResource.InvalidClient(description);
    }
}
