using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using MudBlazor;
using SimConsole.Accounts.Tokens;
using SimConsole.Data.Protection;
using SimConsole.Sessions;

namespace SimConsole.Accounts;

/// <summary>The account that owns everything, and how programs sign in to it: <see cref="ApiCredentials"/>.</summary>
public sealed class AccountsSlice : ISlice
{
    public NavigationEntry Navigation { get; } = new("settings", "Settings", NavigationGroup.Manage, 't', Icons.Material.Outlined.Settings);

    public IEnumerable<CommandLineJob> Jobs => [new ApiKeyJob()];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        var authentication = services.AddAuthentication();
        authentication.AddScheme<AuthenticationSchemeOptions, ApiCredentials>(Credential.ApiScheme, null);
        authentication.AddPolicyScheme(ApiCredentials.OrPersonSchemeName, null, either =>
        {
            either.ForwardDefaultSelector = context => context.Request.Headers.Authorization.Count > 0 ? Credential.ApiScheme : IdentityConstants.ApplicationScheme;
            either.ForwardChallenge = Credential.ApiScheme;
            either.ForwardForbid = Credential.ApiScheme;
        });
        services.AddAuthorizationBuilder().AddPermissions().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddSingleton<AccountService>().AddSingleton<CookieNames>();
        services.AddProtectedColumn<Account, long>(AccountService.Purpose, nameof(Account.Id), nameof(Account.ProtectedAuthToken));
        services.AddProtectedColumn<Account, long>(AccountService.Purpose, nameof(Account.Id), nameof(Account.ProtectedSecondaryToken));
        services.AddProtectedColumn<Account, long>(AccountService.WebhookPurpose, nameof(Account.Id), nameof(Account.ProtectedWebhookSecret));
        services.AddProtectedColumn<Account, long>(AccountService.WebhookPurpose, nameof(Account.Id), nameof(Account.ProtectedPendingWebhookSecret));
        services.AddSingleton<ApiKeyService>().AddSingleton<ApiTokens>().AddSingleton<TokenLimits>();
        services
            .AddKey<string>(AccountService.SidKey)
            .AddSecretKey(AccountService.AuthTokenKey);
    }

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapTokenEndpoint();
}
