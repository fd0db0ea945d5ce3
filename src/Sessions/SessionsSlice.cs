using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Identity;
using SimConsole.Data.Protection;
using SimConsole.People;
using SimConsole.People.OpenId;

namespace SimConsole.Sessions;

/// <summary>What people have open: cookies, pages, and connections of the hub. All of it ends with its session.</summary>
public sealed class SessionsSlice : ISlice
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, ServerAuthenticationStateProvider>();
        services.AddScoped<PersonCookie>();
        services.AddScoped<SignedInPerson>();
        services.AddScoped<PageSession>();
        services.AddScoped<CircuitHandler>(provider => provider.GetRequiredService<PageSession>());
        services.AddSingleton<Standing>();
        services.AddSingleton<OrdererStanding>();
        services.AddSingleton<SessionService>();
        services.AddProtectedColumn<Session, long>(SessionService.IdTokenPurpose, nameof(Session.Id), nameof(Session.IdToken));
        services.AddSignal<SessionSignal>();
        services.AddSingleton<OpenSessions>();
        services.AddHostedService(provider => provider.GetRequiredService<OpenSessions>());
    }

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapPost("/sign-out", SignOutAsync).RequireAuthorization();

    private static async Task<IResult> SignOutAsync(HttpContext context, Caller caller, SignInManager<Person> signIn, SessionService sessions, OpenIdProvider provider, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Results.BadRequest("This form is too old. Go back, reload the page, and sign out again.");
        }

        var credential = Credential.Of(context.User);
        var idToken = credential is null ? null : await sessions.IdTokenOfAsync(credential.Session, context.RequestAborted);
        await signIn.SignOutAsync();
        if (credential is not null)
        {
            // The session ends only after the answer is sent: a page that leaves earlier would cancel the request, and the cookie would stay.
            context.Response.OnCompleted(() => sessions.EndAsync(credential.Session, caller, CancellationToken.None));
        }

        if (idToken is null || !provider.IsConfigured)
        {
            return Results.LocalRedirect($"~{SignInPage.Address}");
        }

        await OpenIdSlice.LeaveAsync(context, idToken);
        return Results.Empty;
    }
}
