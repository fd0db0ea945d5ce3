using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SimConsole.Tests.People.OpenId;

/// <summary>Somebody whom the provider knows.</summary>
internal sealed record ProviderUser(string Subject, string Name, params string[] Groups);

/// <summary>What a provider may do wrong with the token in which it says who somebody is.</summary>
internal enum Misbehaviour
{
    None,
    OtherKey,
    OtherIssuer,
    OtherAudience,
    OtherNonce,
    Expired,
    Unsigned,
}

/// <summary>A real OpenID Connect provider, made with OpenIddict, on a port of this machine. It can be told to do wrong, and to be away.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    public const string ClientId = "simconsole";
    public const string ClientSecret = "a secret that the provider knows as well";
    public const string Name = "Contoso";

    private const string Cookie = "contoso";

    private readonly ConcurrentDictionary<string, (ProviderUser User, DateTimeOffset At)> _sessions = new();
    // Making one takes longer than most tests.
    private static readonly RsaSecurityKey SigningKey = NewKey();
    private static readonly RsaSecurityKey EncryptionKey = NewKey();

    private readonly SqliteConnection _kept = new($"Data Source=provider-{Guid.NewGuid():N};Mode=Memory;Cache=Shared");
    private readonly WebApplication _app;

    private IdentityProvider()
    {
        Address = FreeAddress();
        _app = Build();
    }

    /// <summary>Where it serves, without a slash at the end.</summary>
    public string Address { get; }

    /// <summary>Itself, as it says it.</summary>
    public string Issuer => $"{Address}/";

    /// <summary>Whoever comes is this one, and is asked nothing; null where a page asks.</summary>
    public ProviderUser? AtOnce { get; set; }

    /// <summary>Those whom the page offers.</summary>
    public IReadOnlyList<ProviderUser> Users { get; set; } = [];

    public Misbehaviour Does { get; set; }

    /// <summary>The error with which it answers instead of a code.</summary>
    public string? Error { get; set; }

    /// <summary>Whether it hangs up on everybody.</summary>
    public bool IsAway { get; set; }

    /// <summary>Whether it asks again whom it is told to ask again.</summary>
    public bool AsksAgain { get; set; } = true;

    /// <summary>Whether it tells groups where it is asked for them, and not in the token.</summary>
    public bool TellsGroupsOnDemand { get; set; }

    /// <summary>The tokens by which it was told whom to sign out.</summary>
    public ConcurrentQueue<string?> SignedOut { get; } = new();

    /// <summary>The sessions that are open.</summary>
    public IReadOnlyCollection<string> Sessions => [.. _sessions.Keys];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The keys of a console that signs people in by it.</summary>
    public (string Key, string Value)[] Settings =>
    [
        ("OpenId:Authority", Address), ("OpenId:ClientId", ClientId), ("OpenId:ClientSecret", ClientSecret), ("OpenId:Name", Name),
        ("OpenId:Roles:Administrator:0", "admins"), ("OpenId:Roles:Operator", "operators, on-call"), ("OpenId:Roles:Viewer:0", "everybody"),
    ];

    public static async Task<IdentityProvider> StartAsync()
    {
        var provider = new IdentityProvider();
        await provider._kept.OpenAsync(Token);
        await provider._app.StartAsync(Token);
        await using var scope = provider._app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DbContext>().Database.EnsureCreatedAsync(Token);
        return provider;
    }

    /// <summary>Lets people of a console sign in.</summary>
    /// <param name="console">Its address, without a slash at the end.</param>
    public async Task RegisterAsync(string console)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>().CreateAsync(
            new OpenIddictApplicationDescriptor
            {
                ClientId = ClientId,
                ClientSecret = ClientSecret,
                ClientType = ClientTypes.Confidential,
                RedirectUris = { new Uri($"{console}/signin-oidc") },
                PostLogoutRedirectUris = { new Uri($"{console}/signout-callback-oidc") },
                Permissions =
                {
                    OpenIddictConstants.Permissions.Endpoints.Authorization, OpenIddictConstants.Permissions.Endpoints.Token, OpenIddictConstants.Permissions.Endpoints.EndSession, OpenIddictConstants.Permissions.GrantTypes.AuthorizationCode,
                    OpenIddictConstants.Permissions.ResponseTypes.Code, OpenIddictConstants.Permissions.Scopes.Profile,
                },
                Requirements = { Requirements.Features.ProofKeyForCodeExchange },
            },
            Token);
    }

    /// <summary>Makes it long ago that anybody has shown who he is.</summary>
    public void MakeSessionsOld(TimeSpan age)
    {
        foreach (var (sid, (user, at)) in _sessions)
        {
            _sessions[sid] = (user, at - age);
        }
    }

    /// <summary>A logout token, as the provider sends it by itself.</summary>
    public string LogoutToken(string? sid, string? subject, Action<SecurityTokenDescriptor>? change = null)
    {
        var now = DateTime.UtcNow;
        var token = new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = ClientId,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddMinutes(2),
            TokenType = "logout+jwt",
            SigningCredentials = new SigningCredentials(SigningKey, SecurityAlgorithms.RsaSha256),
            Claims = new Dictionary<string, object>
            {
                ["jti"] = Guid.NewGuid().ToString(),
                ["events"] = new Dictionary<string, object> { ["http://schemas.openid.net/event/backchannel-logout"] = new Dictionary<string, object>() },
            },
        };
        if (sid is not null)
        {
            token.Claims["sid"] = sid;
        }

        if (subject is not null)
        {
            token.Claims["sub"] = subject;
        }

        change?.Invoke(token);
        return new JsonWebTokenHandler().CreateToken(token);
    }

    /// <summary>A key that it has never shown.</summary>
    public static SigningCredentials OtherKey() => new(NewKey(), SecurityAlgorithms.RsaSha256);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _kept.DisposeAsync();
    }

    private static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") };

    private static string FreeAddress()
    {
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        return $"http://127.0.0.1:{((IPEndPoint)port.LocalEndpoint).Port}";
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Address);
        builder.Services.AddDbContext<DbContext>(options => options.UseSqlite(_kept.ConnectionString).UseOpenIddict());
        builder.Services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<DbContext>())
            .AddServer(server =>
            {
                server.SetIssuer(new Uri(Issuer));
                server.SetAuthorizationEndpointUris("connect/authorize").SetTokenEndpointUris("connect/token").SetUserInfoEndpointUris("connect/userinfo").SetEndSessionEndpointUris("connect/logout");
                server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
                server.RegisterScopes(Scopes.OpenId, Scopes.Profile);
                server.AddSigningKey(SigningKey).AddEncryptionKey(EncryptionKey);
                server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().EnableEndSessionEndpointPassthrough().DisableTransportSecurityRequirement();
                server.AddEventHandler<OpenIddictServerEvents.HandleUserInfoRequestContext>(handler => handler.UseInlineHandler(TellGroups));
                server.AddEventHandler<OpenIddictServerEvents.GenerateTokenContext>(handler => handler
                    .UseInlineHandler(Misbehave).SetOrder(OpenIddictServerHandlers.Protection.GenerateIdentityModelToken.Descriptor.Order - 1));
            });
        var app = builder.Build();
        app.Use((context, next) =>
        {
            if (IsAway)
            {
                context.Abort();
                return Task.CompletedTask;
            }

            return next(context);
        });
        app.UseAuthentication();
        app.MapGet("/connect/authorize", Authorize);
        app.MapGet("/connect/logout", SignOut);
        app.MapPost("/login", SignIn).DisableAntiforgery();
        return app;
    }

    private IResult Authorize(HttpContext context)
    {
        if (Error is { } error)
        {
            return Results.Forbid(
                new AuthenticationProperties(new Dictionary<string, string?>
                {
                    [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
                    [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = "It was told to.",
                }),
                [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
        }

        var request = context.GetOpenIddictServerRequest()!;
        var sid = context.Request.Cookies[Cookie];
        var isKnown = sid is not null && _sessions.ContainsKey(sid);
        if (!isKnown || (AsksAgain && request.HasPromptValue(PromptValues.Login)))
        {
            if (AtOnce is null)
            {
                return Page(context.Request);
            }

            sid = Begin(context, AtOnce, isKnown ? sid : null);
        }

        var (user, at) = _sessions[sid!];
        var identity = new ClaimsIdentity("provider", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, user.Subject).SetClaim(Claims.PreferredUsername, user.Name).SetClaim("sid", sid).SetClaim(Claims.AuthenticationTime, at.ToUnixTimeSeconds());
        identity.SetClaims("groups", [.. user.Groups]);
        identity.SetScopes(request.GetScopes());
        identity.SetDestinations(claim => claim.Type == "groups" && TellsGroupsOnDemand ? [Destinations.AccessToken] : [Destinations.AccessToken, Destinations.IdentityToken]);
        return Results.SignIn(new ClaimsPrincipal(identity), authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    private IResult SignOut(HttpContext context)
    {
        SignedOut.Enqueue(context.GetOpenIddictServerRequest()!.IdTokenHint);
        if (context.Request.Cookies[Cookie] is { } sid)
        {
            _sessions.TryRemove(sid, out _);
        }

        context.Response.Cookies.Delete(Cookie);
        return Results.SignOut(new AuthenticationProperties { RedirectUri = "/" }, [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
    }

    /// <summary>The page that asks who somebody is.</summary>
    private IResult Page(HttpRequest request)
    {
        var back = QueryString.Create(request.Query.Where(field => field.Key is not "prompt" and not "max_age").SelectMany(field => field.Value, (field, value) => KeyValuePair.Create(field.Key, value)));
        var buttons = string.Concat(Users.Select(user => $"<p><button name=\"subject\" value=\"{user.Subject}\">Sign in as {HtmlEncoder.Default.Encode(user.Name)}</button></p>"));
        return Results.Content(
            $"<!DOCTYPE html><html lang=\"en\"><title>{Name}</title><h1>{Name}</h1><form method=\"post\" action=\"/login?back={UrlEncoder.Default.Encode($"{request.Path}{back}")}\">{buttons}</form></html>", "text/html");
    }

    private IResult SignIn(HttpContext context, string back)
    {
        var known = context.Request.Cookies[Cookie] is { } sid && _sessions.ContainsKey(sid) ? sid : null;
        Begin(context, Users.Single(user => user.Subject == context.Request.Form["subject"]), known);
        return Results.Redirect(back);
    }

    private string Begin(HttpContext context, ProviderUser user, string? sid)
    {
        sid ??= Guid.NewGuid().ToString("N");
        _sessions[sid] = (user, DateTimeOffset.UtcNow);
        context.Response.Cookies.Append(Cookie, sid, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax });
        return sid;
    }

    private ValueTask TellGroups(OpenIddictServerEvents.HandleUserInfoRequestContext context)
    {
        if (TellsGroupsOnDemand)
        {
            context.Claims["groups"] = (ImmutableArray<string?>)[.. context.AccessTokenPrincipal.GetClaims("groups")];
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask Misbehave(OpenIddictServerEvents.GenerateTokenContext context)
    {
        if (!context.TokenType.EndsWith("id_token", StringComparison.Ordinal))
        {
            return ValueTask.CompletedTask;
        }

        var token = context.SecurityTokenDescriptor;
        switch (Does)
        {
            case Misbehaviour.OtherKey:
                token.SigningCredentials = OtherKey();
                break;
            case Misbehaviour.Unsigned:
                token.SigningCredentials = null;
                break;
            case Misbehaviour.OtherIssuer:
                token.Issuer = "https://elsewhere.example.com/";
                break;
            case Misbehaviour.OtherAudience:
                token.Audience = "another-client";
                token.Audiences.Clear();
                break;
            case Misbehaviour.OtherNonce:
                token.Subject.SetClaim(Claims.Nonce, "a nonce that nobody has asked for");
                break;
            case Misbehaviour.Expired:
                (token.NotBefore, token.IssuedAt, token.Expires) = (DateTime.UtcNow.AddHours(-2), DateTime.UtcNow.AddHours(-2), DateTime.UtcNow.AddHours(-1));
                break;
        }

        return ValueTask.CompletedTask;
    }
}
