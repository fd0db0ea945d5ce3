using System.Net;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.Telemetry;

/// <summary>Who may read the metrics, with a real connection from this machine.</summary>
public sealed class MetricsDoorTests
{
    private const string Stranger = "198.51.100.1";
    private const string Collector = "203.0.113.7";

    private static readonly (string, string) Allowed = ("Metrics:Allowed", "203.0.113.0/24, 2001:db8::1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task This_machine_may_and_needs_no_credentials()
    {
        await using var console = await ServedConsole.StartAsync();
        using var answer = await console.Anonymous.GetAsync("/metrics", Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("simconsole_database_readable", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Forwarded-For", Stranger)]
    [InlineData("X-Forwarded-For", Collector)]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("X-Forwarded-Host", "sims.example.com")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("Host", "sims.example.com")]
    public async Task Whoever_comes_through_a_proxy_is_a_stranger_also_where_it_is_on_this_machine_and_forgets_whom_it_serves(string header, string value)
    {
        await using var console = await ServedConsole.StartAsync();
        await IsRefusedAsync(console, header, value);
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_the_client_counts()
    {
        await using var console = await ServedConsole.StartAsync(Allowed);
        using var allowed = await GetAsync(console, "X-Forwarded-For", $"{Stranger}, {Collector}");
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);

        await IsRefusedAsync(console, "X-Forwarded-For", Stranger);
        await IsRefusedAsync(console, "X-Forwarded-For", $"{Collector}, {Stranger}");

        // Whom the proxy does not name is not allowed for the address of the proxy.
        await IsRefusedAsync(console, "X-Forwarded-Proto", "https");
    }

    [Fact]
    public async Task What_a_proxy_says_that_is_not_trusted_lets_nobody_in()
    {
        await using var console = await ServedConsole.StartAsync(Allowed, ("Proxy:Trusted", "10.0.0.5"));
        await IsRefusedAsync(console, "X-Forwarded-For", Collector);
    }

    private static async Task IsRefusedAsync(ServedConsole console, string header, string value)
    {
        using var answer = await GetAsync(console, header, value);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("The metrics are for this machine, and for the networks that Metrics:Allowed names.", await answer.Content.ReadAsStringAsync(Token));
    }

    private static Task<HttpResponseMessage> GetAsync(ServedConsole console, string header, string value)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Add(header, value);
        return console.Anonymous.SendAsync(request, Token);
    }
}
