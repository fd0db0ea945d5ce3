using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using MudBlazor;
using SimConsole.Accounts;
using SimConsole.Data;
using SimConsole.Sessions;

namespace SimConsole.People;

/// <summary>
/// The people who may sign in, with their passwords and roles. Without a cookie of ASP.NET Core Identity no page is shown, unless the page says
/// otherwise.
/// </summary>
public sealed class PeopleSlice : ISlice
{
    public NavigationEntry Navigation { get; } = new(PeoplePage.Address, "People", NavigationGroup.Manage, 'p', Icons.Material.Outlined.Group, Permissions.PeopleManage);

    public IEnumerable<CommandLineJob> Jobs => [new ResetPersonJob()];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.ConfigureApplicationCookie(cookie =>
        {
            cookie.CookieManager = new HostCookie();
            cookie.LoginPath = SignInPage.Address;
            cookie.ReturnUrlParameter = "returnUrl";
            cookie.ExpireTimeSpan = Session.LongestLife;
            cookie.SlidingExpiration = false;
            cookie.EventsType = typeof(PersonCookie);
        });
        Name(services, IdentityConstants.ApplicationScheme, "simconsole");
        Name(services, IdentityConstants.TwoFactorUserIdScheme, "simconsole-passkey");
        services.AddIdentityCore<Person>(identity =>
            {
                // Length is what makes a password strong. Source: NIST SP 800-63B, section 3.1.1.
                identity.Password.RequiredLength = PeopleService.ShortestPassword;
                identity.Password.RequireDigit = false;
                identity.Password.RequireLowercase = false;
                identity.Password.RequireUppercase = false;
                identity.Password.RequireNonAlphanumeric = false;
            })
            .AddEntityFrameworkStores<SimConsoleDb>()
            .AddClaimsPrincipalFactory<PersonClaims>()
            .AddPasswordValidator<PasswordStrength>()
            .AddSignInManager();
        services.AddScoped<PasswordSignIn>();
        services.AddScoped<Confirmation>();
        services.AddSingleton<PeopleService>();
        services.AddSingleton<PersonClockService>();
        services.AddSingleton<InvitationService>();
        services.AddSingleton<SignInLimits>();
        services.AddSingleton<KnownDevice>();
        services
            .AddKey<string>(FirstAdministrator.UserNameKey, "admin")
            .AddSecretKey(FirstAdministrator.PasswordKey);
    }

    private static void Name(IServiceCollection services, string scheme, string name) =>
        services.AddOptions<CookieAuthenticationOptions>(scheme).Configure<CookieNames>((cookie, names) => cookie.Cookie.Name = names.Of(name));
}
