using SimConsole.Accounts;
using SimConsole.Api;
using SimConsole.Audit;
using SimConsole.Backup;
using SimConsole.Billing;
using SimConsole.BulkChanges;
using SimConsole.Callbacks;
using SimConsole.Commands;
using SimConsole.Data;
using SimConsole.DataLimits;
using SimConsole.ESimProfiles;
using SimConsole.Fleets;
using SimConsole.Inventory;
using SimConsole.Live;
using SimConsole.LossReports;
using SimConsole.NetworkAccessProfiles;
using SimConsole.NetworkAuthorities;
using SimConsole.Networks;
using SimConsole.Notices;
using SimConsole.Overview;
using SimConsole.People;
using SimConsole.People.OpenId;
using SimConsole.People.SecondFactor;
using SimConsole.PlannedChanges;
using SimConsole.Reconciliation;
using SimConsole.Sessions;
using SimConsole.SettingsUpdates;
using SimConsole.Shell;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Telemetry;
using SimConsole.Usage;
using SimConsole.Work;

namespace SimConsole.Host;

/// <summary>The slices of the console. All code that needs every slice reads them from here: the program, the tests and the benchmarks.</summary>
public static class Slices
{
    /// <summary>Every slice, in the order of the navigation within its groups.</summary>
    public static IReadOnlyList<ISlice> All { get; } =
    [
        new DataSlice(),
        new WorkSlice(),
        new OverviewSlice(),
        new NoticesSlice(),
        new SimsSlice(),
        new FleetsSlice(),
        new NetworksSlice(),
        new NetworkAuthoritiesSlice(),
        new NetworkAccessProfilesSlice(),
        new StatusChangesSlice(),
        new SettingsUpdatesSlice(),
        new BulkChangesSlice(),
        new PlannedChangesSlice(),
        new LossReportsSlice(),
        new CommandsSlice(),
        new CallbacksSlice(),
        new ESimProfilesSlice(),
        new BillingSlice(),
        new DataLimitsSlice(),
        new UsageSlice(),
        new InventorySlice(),
        new ReconciliationSlice(),
        new LiveSlice(),
        new SessionsSlice(),
        new PeopleSlice(),
        new SecondFactorSlice(),
        new OpenIdSlice(),
        new AuditSlice(),
        new ApiSlice(),
        new AccountsSlice(),
        new BackupSlice(),
        new TelemetrySlice(),
        new ShellSlice(),
        new HostSlice(),
    ];

    /// <summary>Registers the services of every slice, the keys of the configuration that they read, their entries in the navigation, and their acts.</summary>
    /// <exception cref="ConfigurationException">The configuration cannot be used; the message names the key.</exception>
    public static IServiceCollection AddSlices(this IServiceCollection services, IConfiguration configuration)
    {
        foreach (var slice in All)
        {
            slice.AddServices(services, configuration);
        }

        return services
            .AddSingleton<IReadOnlyList<NavigationEntry>>([.. All.Select(slice => slice.Navigation).OfType<NavigationEntry>().OrderBy(entry => entry.Group)])
            .AddSingleton<IReadOnlyList<NavigationAct>>([.. All.SelectMany(slice => slice.Acts)]);
    }

    /// <summary>Maps the endpoints of every slice.</summary>
    /// <exception cref="ConfigurationException">The configuration is wrong; the message names the key.</exception>
    public static void MapSlices(this WebApplication app)
    {
        var api = app.MapApiRoot();
        foreach (var slice in All)
        {
            slice.MapApi(api);
            slice.Map(app);
        }
    }
}
