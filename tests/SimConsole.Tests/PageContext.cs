using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using SimConsole.Accounts;
using SimConsole.Live;
using SimConsole.People;
using SimConsole.Sessions;

namespace SimConsole.Tests;

/// <summary>Renders components over the real services of a console, with somebody signed in.</summary>
public sealed class PageContext : IAsyncDisposable
{
    private readonly BunitContext _bunit = new();

    static PageContext() => BunitContext.DefaultWaitTimeout = Wait.Limit;

    private PageContext(TestConsole console, Person person, Claim session)
    {
        Console = console;
        _bunit.JSInterop.Mode = JSRuntimeMode.Loose;
        _bunit.Services.AddMudServices();
        foreach (var service in console.Services.Where(service => Of(service.ServiceType)))
        {
            // What lives as long as the console is the console's own; what lives as long as a page is made for the page.
            _bunit.Services.Add(service.Lifetime == ServiceLifetime.Singleton
                ? ServiceDescriptor.Singleton(service.ServiceType, _ => console.Get<IServiceProvider>().GetRequiredService(service.ServiceType))
                : service);
        }

        var claims = new ClaimsIdentityOptions();
        _bunit.AddAuthorization().SetAuthorized(person.UserName!)
            .SetClaims([new Claim(claims.UserIdClaimType, $"{person.Id}"), new Claim(Caller.RoleClaim, $"{person.Role}"), session, .. person.Scope.Claims()]);
        _bunit.Render<MudPopoverProvider>();
    }

    public TestConsole Console { get; }

    public NavigationManager Navigation => _bunit.Services.GetRequiredService<NavigationManager>();

    /// <param name="settings">What the console is configured with.</param>
    public static Task<PageContext> StartAsync(params (string Key, string Value)[] settings) => StartAsync(Role.Administrator, settings);

    /// <param name="role">What the person is who has signed in.</param>
    /// <param name="settings">What the console is configured with.</param>
    public static Task<PageContext> StartAsync(Role role, params (string Key, string Value)[] settings) => StartAsync(role, _ => Task.FromResult(FleetScope.All), settings);

    /// <param name="role">What the person is who has signed in.</param>
    /// <param name="limit">Fills the console, and says which Fleets he is limited to.</param>
    /// <param name="settings">What the console is configured with.</param>
    public static async Task<PageContext> StartAsync(Role role, Func<TestConsole, Task<FleetScope>> limit, params (string Key, string Value)[] settings)
    {
        var console = await TestConsole.StartAsync(settings);
        var person = new Person { UserName = "ann", NormalizedUserName = "ANN", Role = role, Scope = await limit(console), CreatedAt = console.Time.Now() };
        await using var db = console.OpenDb();
        db.Users.Add(person);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        var (session, secret) = await console.Get<SessionService>().BeginAsync(person.Id, "192.0.2.7", "a browser", null, TestContext.Current.CancellationToken);
        return new PageContext(console, person, Credential.ClaimOf(session, secret));
    }

    public IRenderedComponent<T> Render<T>(Action<ComponentParameterCollectionBuilder<T>>? parameters = null) where T : IComponent =>
        _bunit.Render(parameters ?? (_ => { }));

    /// <summary>Renders a page that is known by its type, with the part of its address that names what it shows.</summary>
    public IRenderedComponent<IComponent> Render(Type page, string? sid) => _bunit.Render(builder =>
    {
        builder.OpenComponent(0, page);
        if (sid is not null)
        {
            builder.AddAttribute(1, "Sid", sid);
        }

        builder.CloseComponent();
    });

    /// <summary>Waits for what live events bring; they are spaced by the console's clock, which stands still otherwise.</summary>
    public Task LiveAsync(Func<bool> shown) => Wait.UntilAsync(() =>
    {
        Console.Time.Advance(LiveFeed.Interval);
        return Task.FromResult(shown());
    });

    public async ValueTask DisposeAsync()
    {
        await _bunit.DisposeAsync();
        await Console.DisposeAsync();
    }

    private static bool Of(Type service) =>
        service.Namespace?.StartsWith(nameof(SimConsole), StringComparison.Ordinal) == true || service == typeof(TimeProvider) || service == typeof(IConfiguration) || service == typeof(IReadOnlyList<NavigationEntry>) || service == typeof(IReadOnlyList<NavigationAct>);
}
