using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using SimConsole.Api;
using SimConsole.Audit;
using SimConsole.Sessions;

namespace SimConsole.Accounts;

/// <summary>
/// How programs sign in: HTTP Basic with the account's SID and auth token, or an API key's SID and secret (RFC 7617). A person's cookie
/// counts for nothing here, so no other site can borrow it; and no browser is asked for credentials that it would keep.
/// </summary>
public sealed class ApiCredentials(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, AccountService account, ApiKeyService keys, FailedSignIns failed)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>The scheme that asks for a person's cookie where a request brings no credentials of its own.</summary>
    public const string OrPersonSchemeName = "ApiCredentialsOrPerson";

    /// <summary>The policy of every endpoint that programs use.</summary>
    public static AuthorizationPolicy Policy { get; } = new AuthorizationPolicyBuilder(Credential.ApiScheme).RequireAuthenticatedUser().Build();

    /// <summary>The policy of what programs and signed-in persons read alike. It is for reading only: a person's cookie counts.</summary>
    public static AuthorizationPolicy OrPerson { get; } = new AuthorizationPolicyBuilder(OrPersonSchemeName).RequireAuthenticatedUser().Build();

    /// <summary>Why the credentials of this request are not good.</summary>
    private Refusal? _refusal;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Read(Request.Headers.Authorization) is not var (user, password))
        {
            return AuthenticateResult.NoResult();
        }

        var key = await account.OwnsAsync(user, password, Context.RequestAborted) ? default(Result<ApiKey>?)
            : await keys.SignInAsync(user, password, Context.Connection.RemoteIpAddress, Context.RequestAborted);
        if (key?.Refusal is { } refusal)
        {
            _refusal = refusal;
            failed.Add(AuditKinds.CredentialsRefused, OrderSource.Api, Sid.IsShapeOf(user) ? user : null, Context.Connection.RemoteIpAddress?.ToString() ?? "");
            return AuthenticateResult.Fail("Wrong credentials.");
        }

        var may = key?.Value?.Permissions ?? PermissionSets.ForPrograms;
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, user), new Claim(Caller.PermissionsClaim, ((int)may).ToString(CultureInfo.InvariantCulture)), .. (key?.Value?.Scope ?? FleetScope.All).Claims()], Credential.ApiScheme);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Credential.ApiScheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (!OtherSites.IsOfBrowser(Request))
        {
            Response.Headers.WWWAuthenticate = "Basic realm=\"SimConsole\", charset=\"UTF-8\"";
        }

        return ApiError.WriteAsync(Context, _refusal ?? ApiKeyService.Wrong);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ApiError.WriteAsync(Context, Needed() ?? new Refusal(ErrorCodes.NotPermitted, "These credentials may not do that."));

    private Refusal? Needed() => Context.GetEndpoint()?.Metadata.GetMetadata<NeedsAttribute>() is { } needs ? Caller.Of(Context.User).Lacks(needs.Permission) : null;

    private static (string User, string Password)? Read(string? header)
    {
        if (!AuthenticationHeaderValue.TryParse(header, out var value) || !"Basic".Equals(value.Scheme, StringComparison.OrdinalIgnoreCase) || value.Parameter is null)
        {
            return null;
        }

        var bytes = new byte[value.Parameter.Length];
        if (!Convert.TryFromBase64String(value.Parameter, bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes.AsSpan(0, length));
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : (text[..colon], text[(colon + 1)..]);
    }
}
