using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using SimConsole.Accounts;
using SimConsole.BulkChanges;
using SimConsole.Fleets;
using SimConsole.Live;
using SimConsole.LossReports;
using SimConsole.NetworkAuthorities;
using SimConsole.Overview;
using SimConsole.Sims;
using SimConsole.Sims.Lists;
using SimConsole.StatusChanges;

namespace SimConsole.Tests;

/// <summary>Renders components over the real services of a console, with somebody signed in.</summary>
public sealed class PageContext : IAsyncDisposable
{
    private readonly BunitContext _bunit = new();

    private PageContext(TestConsole console)
    {
        Console = console;
        _bunit.JSInterop.Mode = JSRuntimeMode.Loose;
        _bunit.Services.AddMudServices();
        _bunit.Services.AddSingleton<TimeProvider>(console.Time);
        _bunit.Services.AddSingleton(console.Get<SimReader>());
        _bunit.Services.AddSingleton(console.Get<SimService>());
        _bunit.Services.AddSingleton(console.Get<TimelineReader>());
        _bunit.Services.AddSingleton(console.Get<FleetService>());
        _bunit.Services.AddSingleton(console.Get<LiveFeed>());
        _bunit.Services.AddSingleton(console.Get<SimListResolver>());
        _bunit.Services.AddSingleton(console.Get<BulkChangeService>());
        _bunit.Services.AddSingleton(console.Get<BulkChangeReader>());
        _bunit.Services.AddSingleton(console.Get<BulkChangeScheduler>());
        _bunit.Services.AddSingleton(console.Get<BulkChangeNews>());
        _bunit.Services.AddSingleton(console.Get<LossReportService>());
        _bunit.Services.AddSingleton(console.Get<LossReportReader>());
        _bunit.Services.AddSingleton(console.Get<AuthorityHealthReader>());
        _bunit.Services.AddSingleton(console.Get<OverviewReader>());
        _bunit.Services.AddScoped<SignedInPerson>();
        _bunit.AddAuthorization().SetAuthorized("ann");
        _bunit.Render<MudPopoverProvider>();
    }

    public TestConsole Console { get; }

    public NavigationManager Navigation => _bunit.Services.GetRequiredService<NavigationManager>();

    public static async Task<PageContext> StartAsync() => new(await TestConsole.StartAsync());

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
}
