using System.Globalization;
using SimConsole.Accounts;
using SimConsole.Api;
using SimConsole.Billing;
using SimConsole.BulkChanges;
using SimConsole.Callbacks;
using SimConsole.Callbacks.Bench;
using SimConsole.Commands;
using SimConsole.Data;
using SimConsole.DataLimits;
using SimConsole.ESimProfiles;
using SimConsole.Fleets;
using SimConsole.Host;
using SimConsole.Inventory;
using SimConsole.Live;
using SimConsole.LossReports;
using SimConsole.NetworkAccessProfiles;
using SimConsole.NetworkAuthorities;
using SimConsole.NetworkAuthorities.SuperSim;
using SimConsole.Networks;
using SimConsole.Overview;
using SimConsole.Reconciliation;
using SimConsole.SettingsUpdates;
using SimConsole.Shell;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Usage;
using SimConsole.Work;

// What the console writes is the same for everybody, whatever language the machine speaks.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
StartFaults.SayInSentences();

var builder = WebApplication.CreateBuilder(ProgramFolder.Before(CommandLine.WithValues(args)));
builder.Configuration.AddDefaults();
builder.WebHost.UseStaticWebAssets();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services
    .AddData(builder.Configuration)
    .AddWork()
    .AddSignIn()
    .AddSims()
    .AddFleets()
    .AddNetworks()
    .AddNetworkAccessProfiles()
    .AddInventory()
    .AddStatusChanges()
    .AddSettingsUpdates()
    .AddBulkChanges()
    .AddLossReports()
    .AddCommands()
    .AddCallbacks()
    .AddESimProfiles()
    .AddBilling()
    .AddDataLimits()
    .AddUsage()
    .AddNetworkAuthority(builder.Configuration)
    .AddReconciliation()
    .AddOverview()
    .AddLive()
    .AddApi()
    .AddShell()
    .AddProxy()
    .AddStartFaults();

var app = builder.Build();
if (await app.RunCommandAsync(args) is { } exitCode)
{
    await app.CloseAsync();
    return exitCode;
}

await app.Services.MigrateAsync(CancellationToken.None);
var firstAdministrator = await app.Services.EnsureFirstAdministratorAsync(CancellationToken.None);
var account = app.Services.GetRequiredService<AccountService>();
var newAccount = await account.EnsureAsync(CancellationToken.None);

app.UseProxy();
app.UseShell();
app.UseApi();
app.UseAuthentication();
app.UseAuthorization();
app.UseRateLimiter();
app.UseAntiforgery();

app.MapHealth();
app.MapApi();
app.MapLive();
app.MapCallbackBench();
app.MapNetworkAuthority();
app.MapSignOut();
app.MapSimsExport();
app.MapBulkChangeExport();
app.MapShell();

await app.ServeAsync();
Greeting.Print(app.Urls, firstAdministrator, newAccount ? account : null);
await app.WaitForShutdownAsync();
await app.CloseAsync();
return 0;
