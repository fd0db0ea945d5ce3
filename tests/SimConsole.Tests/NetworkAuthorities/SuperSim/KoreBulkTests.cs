using System.Diagnostics;
using System.Globalization;
using System.Net;
using SimConsole.Inventory;
using SimConsole.Tests.Api;
using SimConsole.Tests.NetworkAuthorities.SuperSim.StandIn;

namespace SimConsole.Tests.NetworkAuthorities.SuperSim;

/// <summary>A bulk change of many SIMs while tokens end again and again.</summary>
public sealed class KoreBulkTests(ITestOutputHelper output)
{
    /// <summary>The environment variable that holds a number of SIMs; tokens then live for two seconds, and not for a number of requests.</summary>
    private const string Variable = "SIMCONSOLE_TEST_KORE_BULK";

    private const int UsualSims = 3_000;
    private const int UsesOfAToken = 500;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_lost_nothing_is_changed_twice_and_no_token_is_asked_for_but_where_one_has_ended()
    {
        var asked = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : (int?)null;
        var count = asked ?? UsualSims;
        await using var kore = await KoreStandIn.StartAsync(count, "active");
        (kore.Tokens.Life, kore.Tokens.Uses) = asked is null ? (TimeSpan.FromHours(1), UsesOfAToken) : (TimeSpan.FromSeconds(2), int.MaxValue);
        kore.Callbacks.Secret = "one";
        await using var console = await ServedConsole.StartAsync([.. kore.Settings, ("Network:SuperSim:WebhookSecret", "one"), ("StatusChanges:Deadline", "1.00:00:00")]);
        kore.Callbacks.Reached = console.Address;
        await console.Get<UpstreamImport>().ImportAsync(TestConsole.Someone, Token);

        var began = Stopwatch.GetTimestamp();
        var bulk = await console.PostAsync("/v1/BulkChanges", HttpStatusCode.Created, ("Status", "inactive"), ("Everything", "true"));
        for (var done = -1; (await console.GetAsync($"/v1/BulkChanges/{bulk.Text("sid")}")).Text("state") != "completed";)
        {
            // However long all of it takes, something has to come of it.
            var before = done;
            await Wait.UntilAsync(async () => (done = Completed(await console.GetAsync($"/v1/BulkChanges/{bulk.Text("sid")}"))) != before || done == count);
        }

        output.WriteLine(
            $"{count} SIMs in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s; {kore.Requests} requests, {kore.RefusedTokens} with a token that had ended; "
            + $"{kore.Tokens.Asked} tokens, {kore.Tokens.Ends} ended, {kore.Tokens.Needless} needless; {kore.Callbacks.Answers.Count} callbacks.");
        Assert.Equal(count, Completed(await console.GetAsync($"/v1/BulkChanges/{bulk.Text("sid")}")));
        Assert.DoesNotContain(kore.Sims, sim => (sim.Status, sim.Changes) != ("inactive", 1));
        Assert.Equal(0, kore.Tokens.Needless);
        Assert.InRange(kore.Tokens.Asked, 2, kore.Tokens.Ends + 1);
    }

    private static int Completed(System.Text.Json.JsonElement bulk) => bulk.GetProperty("counts").GetProperty("completed").GetInt32();
}
