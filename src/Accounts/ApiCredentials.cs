using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using SimConsole.Accounts.Tokens;
using SimConsole.Api;
using SimConsole.Audit;
using SimConsole.Sessions;

namespace SimConsole.Accounts;

/// <summary>
/// How programs sign in: HTTP Basic with the account's SID and auth token, or an API key's SID and secret (RFC 7617), or a token that the key was given (RFC 6750). A
/// person's cookie is not accepted here, so no other site can misuse it; and no browser is asked for credentials that it would keep.
/// </summary>
public sealed class ApiCredentials(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, AccountService account, ApiKeyService keys, ApiTokens tokens, FailedSignIns failed)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>The scheme that asks for a person's cookie where a request brings no credentials of its own.</summary>
    public const string OrPersonSchemeName = "ApiCredentialsOrPerson";

    /// <summary>How a program is asked for Basic credentials.</summary>
    internal const string BasicChallenge = $"{BasicCredentials.Scheme} realm=\"{BearerChallenge.Realm}\", charset=\"UTF-8\"";

    private static readonly Refusal Twice = new(ErrorCodes.Invalid, "The request has more than one credential. Send one, in the header Authorization.");

    /// <summary>The policy of every endpoint that programs use.</summary>
    public static AuthorizationPolicy Policy { get; } = new AuthorizationPolicyBuilder(Credential.ApiScheme).RequireAuthenticatedUser().Build();

    /// <summary>The policy of what programs and signed-in persons read alike. It is for reading only: a person's cookie counts.</summary>
    public static AuthorizationPolicy OrPerson { get; } = new AuthorizationPolicyBuilder(OrPersonSchemeName).RequireAuthenticatedUser().Build();

    /// <summary>Why the credentials of this request are not accepted.</summary>
    private Refusal? _refusal;

    /// <summary>Whether this request has a token, valid or not.</summary>
    private bool _isBearer;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var headers = Request.Headers.Authorization;
        var inQuery = Context.GetEndpoint()?.Metadata.GetMetadata<TokenInQuery>() is null ? default : Request.Query[TokenInQuery.Name];
        if (headers.Count + inQuery.Count > 1 || headers is [{ } several] && several.Contains(',', StringComparison.Ordinal))
        {
            return Refuse(Twice);
        }

        if ((inQuery is [{ } given] ? given : TokenOf(headers)) is { } token)
        {
            _isBearer = true;
            return await BearerAsync(token);
        }

        return BasicCredentials.Read(headers) is { } basic ? await BasicAsync(basic) : AuthenticateResult.NoResult();
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate =
            _refusal == Twice ? BearerChallenge.Of(BearerChallenge.InvalidRequest, Twice.Message)
            : _isBearer && _refusal is not null ? BearerChallenge.Of(BearerChallenge.InvalidToken, _refusal.Message)
            : OtherSites.IsOfBrowser(Request) ? BearerChallenge.Plain
            : new StringValues([BasicChallenge, BearerChallenge.Plain]);
        return ApiError.WriteAsync(Context, _refusal ?? ApiKeyService.Wrong);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var refusal = new Refusal(ErrorCodes.NotPermitted, "These credentials may not do that.");
        if (Context.GetEndpoint()?.Metadata.GetMetadata<NeedsAttribute>() is { } needs && Caller.Of(Context.User).Lacks(needs.Permission) is { } lacking)
        {
            refusal = lacking;
            if (_isBearer)
            {
                Response.Headers.WWWAuthenticate = BearerChallenge.Of(BearerChallenge.InsufficientScope, lacking.Message, needs.Permission.Words());
            }
        }

        return ApiError.WriteAsync(Context, refusal);
    }

    private async Task<AuthenticateResult> BasicAsync(BasicCredentials basic)
    {
        if (await account.OwnsAsync(basic.User, basic.Password, Context.RequestAborted))
        {
            return SignIn(basic.User, PermissionSets.ForPrograms, FleetScope.All);
        }

        var key = await keys.SignInAsync(basic.User, basic.Password, Context.Connection.RemoteIpAddress, Context.RequestAborted);
        return key.Value is { } found ? SignIn(found.Sid, found.Permissions, found.Scope) : Failed(key.Refusal!, Sid.IsShapeOf(basic.User) ? basic.User : null);
    }

    private async Task<AuthenticateResult> BearerAsync(string token)
    {
        if (tokens.Read(token) is not { } grant)
        {
            return Failed(ApiKeyService.NoToken, null);
        }

        var from = Context.Connection.RemoteIpAddress;
        var key = await keys.FindOfTokenAsync(grant, from, Context.RequestAborted);
        if (key.Value is { } found)
        {
            var may = grant.Scope & found.Permissions;
            return SignIn(found.Sid, may, found.Scope, new OpenToken(grant, may, found.Scope.ToString(), from).ToClaim());
        }

        // An expired token is not recorded as a failed sign-in: programs send one, and then ask for another.
        return key.Refusal == ApiKeyService.Expired ? Refuse(key.Refusal) : Failed(key.Refusal!, grant.Key);
    }

    private static AuthenticateResult SignIn(string sid, Permissions may, FleetScope scope, params Claim[] more)
    {
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, sid), new Claim(Caller.PermissionsClaim, ((int)may).ToString(CultureInfo.InvariantCulture)), .. scope.Claims(), .. more], Credential.ApiScheme);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Credential.ApiScheme));
    }

    private AuthenticateResult Failed(Refusal refusal, string? sid)
    {
        failed.Add(AuditKinds.CredentialsRefused, OrderSource.Api, sid, Context.Connection.RemoteIpAddress?.ToString() ?? "");
        return Refuse(refusal);
    }

    private AuthenticateResult Refuse(Refusal refusal)
    {
        _refusal = refusal;
        return AuthenticateResult.Fail("Wrong credentials.");
    }

    /// <summary>The text after <c>Bearer</c>; null for another scheme.</summary>
    private static string? TokenOf(string? header)
    {
        const string scheme = BearerChallenge.Scheme;
        return header?.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) == true && (header.Length == scheme.Length || header[scheme.Length] == ' ') ? header[scheme.Length..].Trim(' ') : null;
    }
}
