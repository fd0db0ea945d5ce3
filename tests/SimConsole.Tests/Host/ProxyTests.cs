using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SimConsole.Host;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.Host;

/// <summary>The console behind a proxy that speaks TLS, and in front of somebody who only says that he is one.</summary>
public sealed partial class ProxyTests
{
    private const string Client = "203.0.113.7";
    private const string PublicHost = "sims.example.com";

    private static readonly (string, string) NotThisMachine = ("Proxy:Trusted", "10.0.0.5");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1, 10.0.0.0/8")]
    public async Task What_a_trusted_proxy_forwards_counts_for_links_and_for_who_asked(string trusted)
    {
        var seen = new Seen();
        await using var console = await ServedConsole.StartAsync(seen.Watch, ("Proxy:Trusted", trusted));
        using var answer = await SendAsync(console, HttpMethod.Get, "/v1/Sims", withCredentials: true);

        Assert.Contains($"\"https://{PublicHost}/v1/Sims?", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(Client, seen.Address);
        Assert.True(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Who_asked_is_the_last_one_that_is_not_a_trusted_proxy_whatever_he_says_of_others()
    {
        var seen = new Seen();
        await using var console = await ServedConsole.StartAsync(seen.Watch, ("Proxy:Trusted:0", "127.0.0.0/8"), ("Proxy:Trusted:1", "10.0.0.0/8"));
        using var answer = await SendAsync(console, HttpMethod.Get, "/v1/Sims", withCredentials: true, forwardedFor: $"192.0.2.1, {Client}, 10.0.0.5");

        Assert.Equal(Client, seen.Address);
    }

    [Fact]
    public async Task What_a_stranger_forwards_counts_for_nothing()
    {
        var seen = new Seen();
        await using var console = await ServedConsole.StartAsync(seen.Watch, NotThisMachine);
        using var list = await SendAsync(console, HttpMethod.Get, "/v1/Sims", withCredentials: true);
        using var page = await SendAsync(console, HttpMethod.Get, "/sign-in");

        Assert.Contains($"\"http://{console.Address.Authority}/v1/Sims?", await list.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", seen.Address);
        Assert.False(list.Headers.Contains("Strict-Transport-Security"));
        Assert.DoesNotContain(Cookies(page), cookie => cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Every_cookie_is_secure_and_every_redirect_a_path_from_the_first_page_until_signing_out()
    {
        await using var console = await ServedConsole.StartAsync();
        using var asked = await SendAsync(console, HttpMethod.Get, "/sims?status=active");
        Assert.Equal(HttpStatusCode.Found, asked.StatusCode);
        Assert.Equal("/sign-in?returnUrl=%2Fsims%3Fstatus%3Dactive", Location(asked));

        using var signedIn = await SignInAsync(console, Location(asked));
        Assert.Equal(HttpStatusCode.Found, signedIn.StatusCode);
        Assert.Equal("/sims?status=active", Location(signedIn));
        Assert.Contains(Cookies(signedIn), cookie => cookie.StartsWith("__Host-simconsole-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "", "/sims")]
    [InlineData("/sims", "", "/sims")]
    [InlineData("/console", "", "/sims")]
    [InlineData("", "/console", "/console/sims")]
    [InlineData("", "/sims", "/sims/sims")]
    [InlineData("/a/b", "/console", "/sims")]
    public async Task Below_a_path_every_redirect_link_and_cookie_stays_below_it(string prefix, string ofAddress, string asks)
    {
        await using var console = await ServedConsole.StartAsync(("PublicBaseUrl", ofAddress.Length == 0 ? "" : $"https://{PublicHost}{ofAddress}"));
        var below = prefix.Length > 0 ? prefix : ofAddress;

        using var asked = await SendAsync(console, HttpMethod.Get, $"{asks}?status=active", prefix: prefix);
        Assert.Equal($"{below}/sign-in?returnUrl=%2Fsims%3Fstatus%3Dactive", Location(asked));

        // The proxy takes its prefix off again; the path of the public address it leaves on.
        using var signedIn = await SignInAsync(console, Location(asked)[prefix.Length..], prefix);
        Assert.Equal($"{below}/sims?status=active", Location(signedIn));
        Assert.All(Cookies(signedIn), cookie => Assert.Contains($"path={(below.Length == 0 ? "/" : below)}", cookie, StringComparison.OrdinalIgnoreCase));

        using var list = await SendAsync(console, HttpMethod.Get, $"{asks[..^"/sims".Length]}/v1/Sims", withCredentials: true, prefix: prefix);
        Assert.Contains($"\"https://{PublicHost}{(ofAddress.Length > 0 ? ofAddress : below)}/v1/Sims?", await list.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//evil.example.com")]
    [InlineData("/\\evil.example.com")]
    public async Task No_prefix_leads_to_another_host(string prefix)
    {
        await using var console = await ServedConsole.StartAsync();
        using var asked = await SendAsync(console, HttpMethod.Get, "/sims", prefix: prefix);
        using var page = await SendAsync(console, HttpMethod.Get, "/sign-in", prefix: prefix);

        Assert.Equal("/sign-in?returnUrl=%2Fsims", Location(asked));
        Assert.DoesNotContain("evil", await page.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_puts_it_below_no_path()
    {
        await using var console = await ServedConsole.StartAsync(NotThisMachine);
        using var asked = await SendAsync(console, HttpMethod.Get, "/sims", prefix: "/elsewhere");

        Assert.Equal("/sign-in?returnUrl=%2Fsims", Location(asked));
    }

    [Theory]
    [InlineData("sims.example.com", HttpStatusCode.OK)]
    [InlineData("SIMS.example.com:8443", HttpStatusCode.OK)]
    [InlineData("localhost:5080", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("[::1]:5080", HttpStatusCode.OK)]
    [InlineData("evil.example.com", HttpStatusCode.BadRequest)]
    [InlineData("sims.example.com.evil.example", HttpStatusCode.BadRequest)]
    [InlineData("10.0.0.5", HttpStatusCode.BadRequest)]
    public async Task With_a_public_address_it_answers_for_that_host_and_this_machine(string host, HttpStatusCode expected)
    {
        await using var console = await ServedConsole.StartAsync(("PublicBaseUrl", $"https://{PublicHost}"));

        Assert.Equal(expected, (await AskAsync("/sign-in")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("/health/ready")).Status);
        if (expected == HttpStatusCode.BadRequest)
        {
            Assert.Contains("PublicBaseUrl", (await AskAsync("/v1/Sims")).Says, StringComparison.Ordinal);
        }

        async Task<(HttpStatusCode Status, string Says)> AskAsync(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(console.Address, path));
            request.Headers.Host = host;
            using var answer = await console.Anonymous.SendAsync(request, Token);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
        }
    }

    [Fact]
    public async Task Two_consoles_on_one_host_do_not_take_each_others_cookies()
    {
        await using var one = await ServedConsole.StartAsync();
        await using var other = await ServedConsole.StartAsync(("Account:Sid", "AC00000000000000000000000000000002"));
        using var signedInHere = await SignInAsync(one, "/sign-in");
        using var signedInThere = await SignInAsync(other, "/sign-in");

        Assert.Empty(Cookies(signedInHere).Select(NameOf).Intersect(Cookies(signedInThere).Select(NameOf)));

        static string NameOf(string cookie) => cookie.Split('=')[0];
    }

    [Theory]
    [InlineData("https://evil.example.com/", "/https://evil.example.com/")]
    [InlineData("//evil.example.com/", "/evil.example.com/")]
    [InlineData(@"/\evil.example.com/", "/")]
    [InlineData(@"\\evil.example.com/", "/")]
    [InlineData("/sims//evil.example.com", "/sims//evil.example.com")]
    [InlineData("javascript:alert(1)", "/javascript:alert(1)")]
    public async Task Signing_in_never_leads_to_another_host(string returnUrl, string to)
    {
        await using var console = await ServedConsole.StartAsync();
        using var signedIn = await SignInAsync(console, $"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}");

        Assert.Equal(to, Location(signedIn));
    }

    [Theory]
    [InlineData("10")]
    [InlineData("10.0.0")]
    [InlineData("10.0.0.0/33")]
    [InlineData("proxy.example.com")]
    public void Who_is_trusted_is_an_address_or_a_network(string text)
    {
        var options = new ProxyOptions { Trusted = ["127.0.0.1", "fd00::/8", text] };

        Assert.StartsWith($"Proxy:Trusted holds '{text}'", Assert.Single(options.Validate(new ValidationContext(options))).ErrorMessage, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> SignInAsync(ServedConsole console, string path, string prefix = "")
    {
        using var page = await SendAsync(console, HttpMethod.Get, path, prefix: prefix);
        var html = await page.Content.ReadAsStringAsync(Token);
        using var form = new FormUrlEncodedContent(
        [
            .. Hidden().Matches(html.Split("</form>")[0]).Select(input => KeyValuePair.Create(input.Groups["name"].Value, input.Groups["value"].Value)),
            KeyValuePair.Create("Form.UserName", "admin"),
            KeyValuePair.Create("Form.Password", "a password of the tests"),
        ]);
        var cookies = Cookies(page);
        Assert.NotEmpty(cookies);
        var answer = await SendAsync(console, HttpMethod.Post, path, form, string.Join("; ", cookies.Select(cookie => cookie.Split(';')[0])), prefix: prefix);
        Assert.All([.. cookies, .. Cookies(answer)], cookie => Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase));
        return answer;
    }

    private static async Task<HttpResponseMessage> SendAsync(
        ServedConsole console, HttpMethod method, string path, HttpContent? body = null, string? cookies = null, bool withCredentials = false, string forwardedFor = Client,
        string prefix = "")
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        using var proxy = new HttpClient(handler);
        using var request = new HttpRequestMessage(method, new Uri(console.Address, path)) { Content = body };
        request.Headers.Add("X-Forwarded-For", forwardedFor);
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", PublicHost);
        if (prefix.Length > 0)
        {
            request.Headers.Add("X-Forwarded-Prefix", prefix);
        }

        if (withCredentials)
        {
            request.Headers.Authorization = ServedConsole.Basic(ServedConsole.AccountSid, ServedConsole.AuthToken);
        }
        else
        {
            request.Headers.Accept.ParseAdd("text/html");
            request.Headers.Add("Cookie", cookies ?? "none=none");
        }

        return await proxy.SendAsync(request, Token);
    }

    private static string Location(HttpResponseMessage answer) => answer.Headers.Location!.OriginalString;

    private static string[] Cookies(HttpResponseMessage answer) => answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : [];

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]+)" value="(?<value>[^"]*)" """)]
    private static partial Regex Hidden();

    /// <summary>Whom the console takes for the one who asked, as all that comes after it in the pipeline sees him.</summary>
    private sealed class Seen : IStartupFilter
    {
        public string? Address { get; private set; }

        public void Watch(IServiceCollection services) => services.AddSingleton<IStartupFilter>(this);

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, rest) =>
            {
                await rest(context);
                Address = context.Connection.RemoteIpAddress?.ToString();
            });
            next(app);
        };
    }
}
