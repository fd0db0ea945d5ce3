using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using SimConsole.Sims;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.Processes;

/// <summary>A real process on a disk that is really full, and has room again.</summary>
[Trait("Only", "Sqlite")]
public sealed partial class FullDiskTests
{
    private static readonly (string, string)[] Settings =
    [
        ("Account:Sid", ServedConsole.AccountSid), ("Account:AuthToken", ServedConsole.AuthToken), ("Admin:Password", ServedConsole.Password), ("SecondFactor:RequiredFor", "None"),
        ("Network:Simulated:Delay", "00:00:00"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task It_is_said_everywhere_and_logged_once_and_all_goes_on_by_itself() => Rounds.PlayAsync(async () =>
    {
        using var disk = SmallDisk.Mount();
        await using var database = await TestDatabase.CreateAsync(disk.Folder);
        Assert.SkipUnless(database.Provider == "Sqlite", "A server has a disk of its own.");
        await using var console = TestConsole.StartOn(database);
        var fleet = await console.AddFleetAsync("meters");
        var (sim, other) = (await console.AddSimAsync(SimStatus.Active, fleet), await console.AddSimAsync(SimStatus.Active, fleet));
        using var process = ConsoleProcess.Start(database, Settings);
        await Wait.UntilAsync(() => process.Serves);
        using var program = new HttpClient { BaseAddress = process.Address, Timeout = Wait.Limit };
        program.DefaultRequestHeaders.Authorization = ServedConsole.Basic(ServedConsole.AccountSid, ServedConsole.AuthToken);
        Assert.Equal("Healthy", await program.GetStringAsync("/health/ready", Token));

        await using (var db = console.OpenDb())
        {
            await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", Token);
        }

        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = process.Address, Timeout = Wait.Limit };
        Assert.Equal(HttpStatusCode.Redirect, (await SignInAsync(browser)).StatusCode);

        disk.Fill();
        await Wait.UntilAsync(async () => (await program.GetAsync("/health/ready", Token)).StatusCode == HttpStatusCode.ServiceUnavailable);

        Assert.Contains("The disk of the database is full.", await (await program.GetAsync("/health", Token)).Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal("Healthy", await program.GetStringAsync("/health/live", Token));
        await IsRefusedAsync(program, $"/v1/Sims/{sim.Sid}", ("Status", "inactive"));
        await IsRefusedAsync(program, "/v1/BulkChanges", ("Status", "inactive"), ("Everything", "true"));
        await IsRefusedAsync(program, "/v1/LossReports", ("Kind", "stolen"), ("Sims", sim.Sid));
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync($"/v1/Sims/{sim.Sid}", Token)).StatusCode);

        // Whoever is in goes on reading; whoever comes is told why not, since a session that cannot be written could not be ended.
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/sims", Token)).StatusCode);
        using var late = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = process.Address, Timeout = Wait.Limit };
        using var refused = await SignInAsync(late);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains("The disk of the database is full.", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

        disk.Free();
        await Wait.UntilAsync(async () => (await program.GetAsync("/health/ready", Token)).StatusCode == HttpStatusCode.OK);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("Status", "inactive")]);
        Assert.Equal(HttpStatusCode.Accepted, (await program.PostAsync($"/v1/Sims/{sim.Sid}", form, Token)).StatusCode);
        await Wait.UntilAsync(async () => await console.StatusAsync(sim) == SimStatus.Inactive);

        Assert.Equal(SimStatus.Active, await console.StatusAsync(other));
        Assert.Single(Full().Matches(process.Output));
        Assert.Single(Again().Matches(process.Output));
        Assert.DoesNotContain("SqliteException", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("fail:", process.Output, StringComparison.Ordinal);
    });

    private static async Task IsRefusedAsync(HttpClient program, string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await program.PostAsync(path, form, Token);
        var body = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.StatusCode == HttpStatusCode.ServiceUnavailable, $"{path} answers {(int)response.StatusCode} {body}");
        Assert.NotNull(response.Headers.RetryAfter?.Delta);
        JsonDocument.Parse(body).RootElement.IsError(20503, "The disk of the database is full.");
    }

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient browser)
    {
        var fields = Hidden().Matches((await browser.GetStringAsync("/sign-in", Token)).Split("</form>")[0]).Select(m => KeyValuePair.Create(m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value)));
        using var form = new FormUrlEncodedContent(
            [.. fields, KeyValuePair.Create("Form.UserName", "admin"), KeyValuePair.Create("Form.Password", ServedConsole.Password)]);
        return await browser.PostAsync("/sign-in", form, Token);
    }

    [GeneratedRegex("The database cannot be used")]
    private static partial Regex Full();

    [GeneratedRegex("The database can be written again")]
    private static partial Regex Again();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
