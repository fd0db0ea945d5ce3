using System.Net;
using SimConsole.Tests.Api;
using SimConsole.Tests.Processes;

namespace SimConsole.Tests.Host;

/// <summary>A real process that is told to end.</summary>
public sealed class DrainTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task It_serves_on_while_a_proxy_is_told_that_it_is_not_ready_and_a_second_signal_ends_it()
    {
        // Longer than this test may take: it ends by the second signal alone.
        using var process = Start(("Shutdown:Drain", "00:10:00"));
        using var program = await ClientAsync(process);
        Assert.Equal("Healthy", await program.GetStringAsync("/health/ready", Token));

        process.Terminate();
        await Wait.UntilAsync(async () => (await program.GetAsync("/health/ready", Token)).StatusCode == HttpStatusCode.ServiceUnavailable);

        Assert.StartsWith("Unhealthy. This process is about to stop", await (await program.GetAsync("/health/ready", Token)).Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/health/live", Token)).StatusCode);
        using var fleet = new FormUrlEncodedContent([KeyValuePair.Create("UniqueName", "meters")]);
        Assert.Equal(HttpStatusCode.Created, (await program.PostAsync("/v1/Fleets", fleet, Token)).StatusCode);
        Assert.Equal(0, await process.StopAsync(Token));
    }

    [Fact]
    public async Task It_ends_by_itself_once_it_is_drained()
    {
        using var process = Start(("Shutdown:Drain", "00:00:01"));
        await process.ServesAsync();

        Assert.Equal(0, await process.StopAsync(Token));
        Assert.Contains("it serves for 00:00:01 more", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_ends_at_once_where_nothing_else_is_asked_for()
    {
        using var process = Start();
        await process.ServesAsync();

        Assert.Equal(0, await process.StopAsync(Token));
        Assert.DoesNotContain("Told to end", process.Output, StringComparison.Ordinal);
    }

    private ConsoleProcess Start(params (string, string)[] settings) =>
        ConsoleProcess.Start(_database, [("Account:Sid", ServedConsole.AccountSid), ("Account:AuthToken", ServedConsole.AuthToken), .. settings]);

    private static async Task<HttpClient> ClientAsync(ConsoleProcess process)
    {
        var client = new HttpClient { BaseAddress = new Uri(await process.ServesAsync()), Timeout = Wait.Limit };
        client.DefaultRequestHeaders.Authorization = ServedConsole.Basic(ServedConsole.AccountSid, ServedConsole.AuthToken);
        return client;
    }
}
