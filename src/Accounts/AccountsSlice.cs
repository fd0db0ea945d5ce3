using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Identity;
using MudBlazor;
using SimConsole.Data;

namespace SimConsole.Accounts;

/// <summary>
/// Who may sign in. People do with a cookie of ASP.NET Core Identity, and see nothing without it unless an endpoint says otherwise; programs use
/// <see cref="ApiCredentials"/>.
/// </summary>
public sealed class AccountsSlice : ISlice
{
    public NavigationEntry Navigation { get; } = new("settings", "Settings", Icons.Material.Outlined.Settings);

    public IEnumerable<CommandLineJob> Jobs => [new ApiKeyJob()];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        var authentication = services.AddAuthentication(IdentityConstants.ApplicationScheme);
        authentication.AddScheme<AuthenticationSchemeOptions, ApiCredentials>(Credential.ApiScheme, null);
        authentication.AddPolicyScheme(ApiCredentials.OrPersonSchemeName, null, either =>
        {
            either.ForwardDefaultSelector = context => context.Request.Headers.Authorization.Count > 0 ? Credential.ApiScheme : IdentityConstants.ApplicationScheme;
            either.ForwardChallenge = Credential.ApiScheme;
            either.ForwardForbid = Credential.ApiScheme;
        });
        authentication.AddIdentityCookies();
        services.ConfigureApplicationCookie(cookie =>
        {
            cookie.Cookie.Name = "simconsole";
            cookie.LoginPath = SignInPage.Address;
            cookie.ReturnUrlParameter = "returnUrl";
            cookie.ExpireTimeSpan = TimeSpan.FromHours(12);
            cookie.EventsType = typeof(PersonCookie);
        });
        services.AddIdentityCore<Person>(identity =>
            {
                // Length is what makes a password strong. Source: NIST SP 800-63B, section 3.1.1.
                identity.Password.RequiredLength = PeopleService.ShortestPassword;
                identity.Password.RequireDigit = false;
                identity.Password.RequireLowercase = false;
                identity.Password.RequireUppercase = false;
                identity.Password.RequireNonAlphanumeric = false;
            })
            .AddRoles<IdentityRole<long>>()
            .AddEntityFrameworkStores<SimConsoleDb>()
            .AddSignInManager();
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, ServerAuthenticationStateProvider>();
        services.AddScoped<PersonCookie>();
        services.AddScoped<PasswordSignIn>();
        services.AddScoped<PeopleService>();
        services.AddScoped<SignedInPerson>();
        services.AddScoped<PageSession>();
        services.AddScoped<CircuitHandler>(provider => provider.GetRequiredService<PageSession>());
        services.AddSingleton<SignInLimits>();
        services.AddSingleton<KnownDevice>();
        services.AddSingleton<Standing>();
        services.AddSingleton<OpenSessions>();
        services.AddHostedService(provider => provider.GetRequiredService<OpenSessions>());
        services.AddSingleton<AccountService>();
        services.AddSingleton<ApiKeyService>();
        services
            .AddKey<string>(AccountService.SidKey)
            .AddSecretKey(AccountService.AuthTokenKey)
            .AddKey<string>(FirstAdministrator.UserNameKey, "admin")
            .AddSecretKey(FirstAdministrator.PasswordKey);
    }

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapPost("/sign-out", SignOutAsync);

    private static async Task<IResult> SignOutAsync(HttpContext context, SignInManager<Person> signIn, OpenSessions sessions, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Results.BadRequest("This form is too old. Go back, reload the page, and sign out again.");
        }

        await signIn.SignOutAsync();
        if (Credential.Of(context.User)?.Session is { } session)
        {
            // Not before the browser has the answer: a page that leaves at once would cancel the request, and the cookie would stay.
            context.Response.OnCompleted(() =>
            {
                sessions.End(session);
                return Task.CompletedTask;
            });
        }

        return Results.LocalRedirect($"~{SignInPage.Address}");
    }
}
