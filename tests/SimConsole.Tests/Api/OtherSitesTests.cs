using System.Net;
using System.Net.WebSockets;
using SimConsole.Live;

namespace SimConsole.Tests.Api;

public sealed class OtherSitesTests : IAsyncLifetime
{
    private const string Public = "https://sims.example.com";

    private ServedConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _console = await ServedConsole.StartAsync(("PublicBaseUrl", Public + "/console/"));

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    /// <summary>What a browser says of a page elsewhere: its origin, and how it stands to the console.</summary>
    public static TheoryData<string?, string?> Elsewhere() => new()
    {
        { "https://evil.example", "cross-site" },
        { "https://evil.example", null },
        { "https://other.sims.example.com", "same-site" },
        { "https://sims.example.com:8443", null },
        { "http://sims.example.com", null },
        { "null", null },
        { "null", "cross-site" },
        { "", null },
        { null, "cross-site" },
        { null, "same-site" },
        { null, "something new" },
    };

    [Theory]
    [MemberData(nameof(Elsewhere))]
    public async Task A_page_elsewhere_changes_nothing_though_the_browser_knows_the_credentials(string? origin, string? site)
    {
        foreach (var path in new[] { "/v1/Fleets", "/v1/Nothing", LiveHub.Address + "/negotiate", "/_blazor/negotiate", "/sign-in", "/sign-out" })
        {
            using var answer = await SendAsync(HttpMethod.Post, path, origin, site);
            (await ServedConsole.ReadAsync(answer, HttpStatusCode.Forbidden)).IsError(20403, "PublicBaseUrl");
        }

        Assert.Empty((await _console.GetAsync("/v1/Fleets")).GetProperty("fleets").EnumerateArray());
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, "/v1/Fleets", origin, site)).StatusCode);
    }

    [Theory]
    [InlineData("own", "same-origin")]
    [InlineData("own", null)]
    [InlineData(Public, null)]
    [InlineData("https://behind.a.proxy", "same-origin")]
    [InlineData(null, "none")]
    [InlineData(null, null)]
    public async Task The_consoles_own_pages_and_programs_are_let_through(string? origin, string? site)
    {
        origin = origin == "own" ? _console.Address.GetLeftPart(UriPartial.Authority) : origin;
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(HttpMethod.Post, "/v1/Fleets", origin, site)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Post, LiveHub.Address + "/negotiate?negotiateVersion=1", origin, site)).StatusCode);
    }

    [Theory]
    [InlineData("/_blazor")]
    [InlineData(LiveHub.Address)]
    public async Task A_page_elsewhere_opens_no_socket(string path)
    {
        Assert.Equal(HttpStatusCode.Forbidden, await ConnectAsync(path, "https://evil.example"));
        Assert.NotEqual(HttpStatusCode.Forbidden, await ConnectAsync(path, Public));
        Assert.NotEqual(HttpStatusCode.Forbidden, await ConnectAsync(path, null));
    }

    [Theory]
    [InlineData("Origin", "https://evil.example", false)]
    [InlineData("Sec-Fetch-Site", "none", false)]
    [InlineData("Accept", "text/html,application/xhtml+xml", false)]
    [InlineData("Referer", "http://evil.example/", false)]
    [InlineData("Accept", "application/json", true)]
    [InlineData("User-Agent", "a program", true)]
    public async Task Only_programs_are_asked_for_credentials_since_a_browser_would_keep_them_for_everybody(string header, string value, bool asked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_console.Address, "/v1/Sims"));
        request.Headers.TryAddWithoutValidation(header, value);
        using var client = new HttpClient();
        using var answer = await client.SendAsync(request, Token);
        (await ServedConsole.ReadAsync(answer, HttpStatusCode.Unauthorized)).IsError(20003);
        Assert.Equal(asked ? ["Basic", "Bearer"] : ["Bearer"], answer.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? origin, string? site)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = method == HttpMethod.Post ? new FormUrlEncodedContent([KeyValuePair.Create("UniqueName", "made-elsewhere")]) : null;
        Add("Origin", origin);
        Add("Sec-Fetch-Site", site);
        return await _console.Program.SendAsync(request, Token);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }

    private async Task<HttpStatusCode> ConnectAsync(string path, string? origin)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Authorization", ServedConsole.Basic(ServedConsole.AccountSid, ServedConsole.AuthToken).ToString());
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        try
        {
            await socket.ConnectAsync(new UriBuilder(_console.Address) { Scheme = "ws", Path = path }.Uri, Token);
        }
        catch (WebSocketException)
        {
            // It was refused; the status says how.
        }

        return socket.HttpStatusCode;
    }
}
