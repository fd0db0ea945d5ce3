using SimConsole.Accounts;
using SimConsole.Api;
using SimConsole.BulkChanges;
using SimConsole.Callbacks;
using SimConsole.Callbacks.Bench;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Inventory;
using SimConsole.Live;
using SimConsole.LossReports;
using SimConsole.NetworkAuthorities;
using SimConsole.Networks;
using SimConsole.Overview;
using SimConsole.Shell;
using SimConsole.Sims;
using SimConsole.StatusChanges;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseStaticWebAssets();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services
    .AddData(builder.Configuration)
    .AddSignIn()
    .AddSims()
    .AddFleets()
    .AddNetworks()
    .AddInventory()
    .AddStatusChanges()
    .AddBulkChanges()
    .AddLossReports()
    .AddCallbacks()
    .AddNetworkAuthority(builder.Configuration)
    .AddOverview()
    .AddLive()
    .AddApi()
    .AddShell();

var app = builder.Build();
if (await app.RunCommandAsync(args) is { } exitCode)
{
    return exitCode;
}

await app.Services.MigrateAsync(CancellationToken.None);
var firstAdministrator = await app.Services.EnsureFirstAdministratorAsync(CancellationToken.None);
var account = app.Services.GetRequiredService<AccountService>();
var newAccount = await account.EnsureAsync(CancellationToken.None);

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
app.MapSignOut();
app.MapSimsExport();
app.MapBulkChangeExport();
app.MapShell();

await app.StartAsync();
Greeting.Print(app.Urls, firstAdministrator, newAccount ? account : null);
await app.WaitForShutdownAsync();
return 0;
