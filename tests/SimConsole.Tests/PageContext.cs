using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using SimConsole.Accounts;
using SimConsole.BulkChanges;
using SimConsole.Commands;
using SimConsole.ESimProfiles;
using SimConsole.Fleets;
using SimConsole.Live;
using SimConsole.LossReports;
using SimConsole.NetworkAccessProfiles;
using SimConsole.NetworkAuthorities;
using SimConsole.Networks;
using SimConsole.Overview;
using SimConsole.Reconciliation;
using SimConsole.SettingsUpdates;
using SimConsole.Sims;
using SimConsole.Sims.Lists;
using SimConsole.StatusChanges;
using SimConsole.Usage;

namespace SimConsole.Tests;

/// <summary>Renders components over the real services of a console, with somebody signed in.</summary>
public sealed class PageContext : IAsyncDisposable
{
    private readonly BunitContext _bunit = new();

    static PageContext() => BunitContext.DefaultWaitTimeout = Wait.Limit;

    private PageContext(TestConsole console, Person person)
    {
        Console = console;
        _bunit.JSInterop.Mode = JSRuntimeMode.Loose;
        _bunit.Services.AddMudServices();
        _bunit.Services.AddSingleton<TimeProvider>(console.Time);
        _bunit.Services.AddSingleton(console.Get<SimReader>());
        _bunit.Services.AddSingleton(console.Get<SimService>());
        _bunit.Services.AddSingleton(console.Get<TimelineReader>());
        _bunit.Services.AddSingleton(console.Get<FleetService>());
        _bunit.Services.AddSingleton(console.Get<NetworkAccessProfileService>());
        _bunit.Services.AddSingleton(console.Get<NetworkCatalogue>());
        _bunit.Services.AddSingleton(console.Get<SettingsUpdateReader>());
        _bunit.Services.AddSingleton(console.Get<LiveFeed>());
        _bunit.Services.AddSingleton(console.Get<SimListResolver>());
        _bunit.Services.AddSingleton(console.Get<CommandService>());
        _bunit.Services.AddSingleton(console.Get<CommandReader>());
        _bunit.Services.AddSingleton(console.Get<CommandSignal>());
        AddWhereThereIs<ICommandCarrier>();
        _bunit.Services.AddSingleton(console.Get<BulkChangeService>());
        _bunit.Services.AddSingleton(console.Get<BulkChangeReader>());
        _bunit.Services.AddSingleton(console.Get<BulkChangeScheduler>());
        _bunit.Services.AddSingleton(console.Get<BulkChangeNews>());
        _bunit.Services.AddSingleton(console.Get<LossReportService>());
        _bunit.Services.AddSingleton(console.Get<LossReportReader>());
        _bunit.Services.AddSingleton(console.Get<AuthorityHealthReader>());
        _bunit.Services.AddSingleton(console.Get<OverviewReader>());
        _bunit.Services.AddSingleton(console.Get<ESimProfileReader>());
        _bunit.Services.AddSingleton(console.Get<ESimProfileService>());
        _bunit.Services.AddSingleton(console.Get<ESimProfileSignal>());
        AddWhereThereIs<IESimAuthority>();
        _bunit.Services.AddSingleton(console.Get<UsageHistory>());
        _bunit.Services.AddSingleton(console.Get<UsageSignal>());
        _bunit.Services.AddSingleton(console.Get<INetworkAuthority>());
        _bunit.Services.AddSingleton(console.Get<DriftReader>());
        _bunit.Services.AddSingleton(console.Get<DriftService>());
        _bunit.Services.AddSingleton(console.Get<ReconcileQueue>());
        _bunit.Services.AddSingleton(console.Get<Enroller>());
        _bunit.Services.AddSingleton(console.Get<Standing>());
        _bunit.Services.AddSingleton(console.Get<OpenSessions>());
        _bunit.Services.AddScoped<SignedInPerson>();
        var claims = new ClaimsIdentityOptions();
        _bunit.AddAuthorization().SetAuthorized(person.UserName!)
            .SetClaims(new Claim(claims.UserIdClaimType, $"{person.Id}"), new Claim(claims.SecurityStampClaimType, person.SecurityStamp!));
        _bunit.Render<MudPopoverProvider>();
    }

    public TestConsole Console { get; }

    public NavigationManager Navigation => _bunit.Services.GetRequiredService<NavigationManager>();

    /// <param name="settings">What the console is configured with.</param>
    public static async Task<PageContext> StartAsync(params (string Key, string Value)[] settings)
    {
        var console = await TestConsole.StartAsync(settings);
        var person = new Person { UserName = "ann", NormalizedUserName = "ANN", SecurityStamp = "a stamp" };
        await using var db = console.OpenDb();
        db.Users.Add(person);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return new PageContext(console, person);
    }

    public IRenderedComponent<T> Render<T>(Action<ComponentParameterCollectionBuilder<T>>? parameters = null) where T : IComponent =>
        _bunit.Render(parameters ?? (_ => { }));

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

    /// <summary>Not every network can do everything.</summary>
    private void AddWhereThereIs<T>() where T : class
    {
        if (Console.Get<IServiceProvider>().GetService<T>() is { } service)
        {
            _bunit.Services.AddSingleton(service);
        }
    }
}
