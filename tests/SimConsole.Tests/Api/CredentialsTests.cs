using System.Net;
using System.Net.Http.Headers;
using SimConsole.Accounts;
using SimConsole.Data;

namespace SimConsole.Tests.Api;

public sealed class CredentialsTests : IAsyncLifetime
{
    private ServedConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _console = await ServedConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    public static TheoryData<string> WrongHeaders() =>
    [
        "",
        "Basic",
        "Basic !!!",
        "Basic " + Convert.ToBase64String("no colon"u8),
        ServedConsole.Basic(ServedConsole.AccountSid, "wrong").ToString(),
        ServedConsole.Basic(ServedConsole.AccountSid, "").ToString(),
        ServedConsole.Basic("AC00000000000000000000000000000002", ServedConsole.AuthToken).ToString(),
        ServedConsole.Basic("SK00000000000000000000000000000002", ServedConsole.AuthToken).ToString(),
        ServedConsole.Basic("", "").ToString(),
    ];

    [Theory]
    [MemberData(nameof(WrongHeaders))]
    public async Task Without_right_credentials_every_path_of_the_api_answers_401(string header)
    {
        foreach (var path in new[] { "/v1/Sims", "/v1/Fleets", "/v1/Nothing" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Authorization", header);
            using var response = await _console.Anonymous.SendAsync(request, Token);

            Assert.Equal(["Basic", "Bearer"], response.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
            Assert.All(response.Headers.WwwAuthenticate, challenge => Assert.DoesNotContain("error", challenge.Parameter, StringComparison.Ordinal));
            (await ServedConsole.ReadAsync(response, HttpStatusCode.Unauthorized)).IsError(20003);
        }
    }

    [Fact]
    public async Task An_api_key_signs_in_until_it_is_revoked()
    {
        var keys = _console.Get<ApiKeyService>();
        var key = (await keys.CreateAsync(new ApiKeyOrder("nightly job", Permissions.SimsRead, null), TestConsole.Someone, Token)).Value!;
        var program = _console.As(key.Key.Sid, key.Secret);

        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/v1/Sims", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _console.As(key.Key.Sid, key.Secret[..^1]).GetAsync("/v1/Sims", Token)).StatusCode);

        await keys.RevokeAsync(key.Key.Sid, TestConsole.Someone, Token);
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/v1/Sims", Token)).StatusCode);
    }

    [Fact]
    public async Task A_key_needs_a_name()
    {
        var refused = await _console.Get<ApiKeyService>().CreateAsync(new ApiKeyOrder("  ", Permissions.SimsRead, null), TestConsole.Someone, Token);
        Assert.Equal(20001, refused.Refusal?.Code);
        Assert.Empty((await _console.Get<ApiKeyService>().ListAsync(TestConsole.Someone, Token)).Value!);
    }

    [Fact]
    public async Task Only_health_is_open_and_pages_lead_to_sign_in()
    {
        Assert.Equal("Healthy", await _console.Anonymous.GetStringAsync("/health", Token));

        using var page = new HttpRequestMessage(HttpMethod.Get, "/sims");
        page.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        using var response = await _console.Anonymous.SendAsync(page, Token);
        Assert.Equal("/sign-in", response.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    public async Task Credentials_of_the_api_open_no_page()
    {
        using var response = await _console.Program.GetAsync("/sims", Token);
        Assert.Equal("/sign-in", response.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    public async Task The_account_is_made_once_and_kept_and_the_configuration_overrules_it()
    {
        await using var console = await TestConsole.StartAsync();
        var first = console.Get<AccountService>();
        Assert.True(await first.EnsureAsync(Token));

        await using (var another = console.StartAnother())
        {
            var second = another.Get<AccountService>();
            Assert.False(await second.EnsureAsync(Token));
            Assert.Equal((first.Sid, first.AuthToken), (second.Sid, second.AuthToken));
        }

        await using var configured = console.StartAnother(("Account:AuthToken", ServedConsole.AuthToken));
        var third = configured.Get<AccountService>();
        Assert.False(await third.EnsureAsync(Token));
        Assert.Equal((first.Sid, ServedConsole.AuthToken), (third.Sid, third.AuthToken));
    }

    [Theory]
    [InlineData("Account:Sid", "AC1")]
    [InlineData("Account:AuthToken", "short")]
    public async Task A_configured_account_that_cannot_be_used_is_named_at_start(string key, string value)
    {
        await using var console = await TestConsole.StartAsync((key, value));
        var fault = await Assert.ThrowsAsync<ConfigurationException>(() => console.Get<AccountService>().EnsureAsync(Token));
        Assert.Contains(key, fault.Message, StringComparison.Ordinal);
    }
}
