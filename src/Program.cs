using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Live;
using SimConsole.NetworkAuthorities;
using SimConsole.Sims;
using SimConsole.StatusChanges;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseStaticWebAssets();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services
    .AddData(builder.Configuration)
    .AddSims()
    .AddFleets()
    .AddStatusChanges()
    .AddNetworkAuthority(builder.Configuration)
    .AddLive();

var app = builder.Build();
await app.Services.MigrateAsync(CancellationToken.None);
await app.RunAsync();
