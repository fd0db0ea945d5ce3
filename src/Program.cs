using System.Globalization;
using SimConsole.Accounts;
using SimConsole.Api;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Host;
using SimConsole.Host.Sample;
using SimConsole.People;
using SimConsole.People.OpenId;
using SimConsole.People.SecondFactor;
using SimConsole.Shell;

// What the console writes is the same for everybody, whatever the language settings of the machine.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
StartFaults.SayInSentences();
FileModes.KeepToOneself();

var builder = WebApplication.CreateBuilder(ProgramFolder.Before(CommandLine.WithValues(args)));
builder.Configuration.AddDefaults();
builder.WebHost.UseStaticWebAssets();
builder.Services.AddSingleton(TimeProvider.System).AddSlices(builder.Configuration);

var app = builder.Build();
if (await app.RunCommandAsync(args) is { } exitCode)
{
    await app.CloseAsync();
    return exitCode;
}

await app.Services.MigrateAsync(CancellationToken.None);
app.Services.GetRequiredService<AuditKeys>().Open();
var firstAdministrator = await app.Services.EnsureFirstAdministratorAsync(app.Configuration[SampleJob.Option] is not null, CancellationToken.None);
var account = app.Services.GetRequiredService<AccountService>();
var newAccount = await account.EnsureAsync(CancellationToken.None);

app.UseProxy();
app.UseShell();
app.UseApi();
app.UseAuthentication();
app.UseFirstSteps();
app.UseAuthorization();
app.UseRateLimiter();
app.UseAntiforgery();

app.MapSlices();

await app.ServeAsync();
Greeting.Print(app.Urls, firstAdministrator, app.Services.GetRequiredService<OpenIdProvider>(), newAccount ? account : null);
await app.WaitForShutdownAsync();
await app.CloseAsync();
return 0;
