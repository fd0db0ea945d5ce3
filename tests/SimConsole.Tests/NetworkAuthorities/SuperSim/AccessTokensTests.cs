using System.Net;
using Microsoft.Extensions.Time.Testing;
using SimConsole.NetworkAuthorities.SuperSim;

namespace SimConsole.Tests.NetworkAuthorities.SuperSim;

/// <summary>Access tokens, with a clock that the test moves.</summary>
public sealed class AccessTokensTests : IDisposable
{
    private const string Secret = "s3cret";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly PlayedEndpoint _endpoint = new();
    private readonly AccessTokens _tokens;

    public AccessTokensTests() => _tokens = new SuperSimAccount(
        new SuperSimOptions { Dialect = SuperSimDialect.Kore, ClientId = "me", ClientSecret = Secret, TokenUrl = "https://tokens.example.com/token" }, _endpoint, _time).Tokens!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _endpoint.Dispose();

    [Fact]
    public async Task One_request_gives_a_token_to_all_who_want_one_at_once()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        _endpoint.Answer = _ => answer.Task;
        var waiting = Enumerable.Range(0, 50).Select(_ => _tokens.GetAsync(Token)).ToList();
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var cancelled = _tokens.GetAsync(impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        answer.SetResult(PlayedEndpoint.Token(1, "3600"));

        Assert.All(await Task.WhenAll(waiting), access => Assert.Equal("token-1", access.Value));
        Assert.Equal(1, _endpoint.Asked);
        Assert.Equal($"grant_type=client_credentials&client_id=me&client_secret={Secret}", _endpoint.LastBody);
    }

    [Theory]
    [InlineData(2, 1.7, 1.9)]
    [InlineData(60, 53, 55)]
    [InlineData(3600, 3_539, 3_541)]
    [InlineData(2_592_000, 2_591_939, 2_591_941)]
    [InlineData(62_208_000, 62_207_939, 62_207_941)]
    public async Task It_is_fetched_anew_shortly_before_its_end_while_the_one_that_is_good_is_used(int life, double good, double ending)
    {
        _endpoint.Answer = n => Task.FromResult(PlayedEndpoint.Token(n, $"{life}"));
        Assert.Equal(_time.GetUtcNow().AddSeconds(life), (await _tokens.GetAsync(Token)).EndsAt);

        _time.Advance(TimeSpan.FromSeconds(good));
        Assert.Equal("token-1", (await _tokens.GetAsync(Token)).Value);
        Assert.Equal(1, _endpoint.Asked);

        _time.Advance(TimeSpan.FromSeconds(ending - good));
        Assert.Equal("token-1", (await _tokens.GetAsync(Token)).Value);
        await Wait.UntilAsync(() => _tokens.Current!.Value == "token-2");
        Assert.Equal(2, _endpoint.Asked);
    }

    [Fact]
    public async Task One_that_has_ended_is_used_no_more()
    {
        await _tokens.GetAsync(Token);
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal("token-2", (await _tokens.GetAsync(Token)).Value);
    }

    [Fact]
    public async Task Where_the_next_cannot_be_fetched_the_one_that_is_good_is_used_to_its_end()
    {
        await _tokens.GetAsync(Token);
        _endpoint.Answer = _ => Task.FromResult(PlayedEndpoint.Json(HttpStatusCode.ServiceUnavailable, ""));
        _time.Advance(TimeSpan.FromSeconds(3_570));
        Assert.Equal("token-1", (await _tokens.GetAsync(Token)).Value);
        await Wait.UntilAsync(() => _tokens.Trouble is not null);
        Assert.Equal("token-1", (await _tokens.GetAsync(Token)).Value);

        _time.Advance(TimeSpan.FromSeconds(30));
        var lacking = await Assert.ThrowsAsync<AccessTokenException>(() => _tokens.GetAsync(Token));
        Assert.True(lacking.Passes);
        Assert.Equal("tokens.example.com gives no access token: it answers 503.", lacking.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"expires_in\":null")]
    [InlineData(",\"expires_in\":0")]
    [InlineData(",\"expires_in\":-1")]
    [InlineData(",\"expires_in\":1e300")]
    [InlineData(",\"expires_in\":\"3600\"")]
    public async Task Whatever_life_is_said_it_is_used_until_its_end_or_until_it_is_refused(string life)
    {
        _endpoint.Answer = _ => Task.FromResult(PlayedEndpoint.Json(HttpStatusCode.OK, $$"""{"access_token":"a.b-c_d~e+f/g=","token_type":"bearer"{{life}}}"""));
        var access = await _tokens.GetAsync(Token);
        _time.Advance(TimeSpan.FromMinutes(30));
        Assert.Same(access, await _tokens.GetAsync(Token));
        Assert.NotSame(access, await _tokens.ReplaceAsync(access, Token));
        Assert.Equal(2, _endpoint.Asked);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, """{"error":"unauthorized_client","error_description":"Invalid client secret."}""", false, "tokens.example.com does not know the client, or its secret is wrong (unauthorized_client: Invalid client secret). Check ClientId and ClientSecret.")]
    [InlineData(HttpStatusCode.BadRequest, """{"error":"invalid_client"}""", false, "tokens.example.com does not know the client, or its secret is wrong (invalid_client). Check ClientId and ClientSecret.")]
    [InlineData(HttpStatusCode.Unauthorized, """{"error":"invalid_client","error_description":"not s3cret"}""", false, "tokens.example.com does not know the client, or its secret is wrong (invalid_client: not …). Check ClientId and ClientSecret.")]
    [InlineData(HttpStatusCode.BadRequest, """{"error":"invalid_scope","error_description":"No scope."}""", false, "tokens.example.com gives no access token (invalid_scope: No scope).")]
    [InlineData(HttpStatusCode.TooManyRequests, "<html>", true, "tokens.example.com gives no access token: too many requests (429).")]
    [InlineData(HttpStatusCode.BadGateway, "<html>", true, "tokens.example.com gives no access token: it answers 502.")]
    [InlineData(HttpStatusCode.NotFound, "<html>", false, "tokens.example.com answers 404, and not as a token endpoint does. Check TokenUrl.")]
    [InlineData(HttpStatusCode.Found, "", false, "tokens.example.com answers 302, and not as a token endpoint does. Check TokenUrl.")]
    [InlineData(HttpStatusCode.OK, "<html>", false, "tokens.example.com answers, and not with a bearer token. Check TokenUrl.")]
    [InlineData(HttpStatusCode.OK, "null", false, "tokens.example.com answers, and not with a bearer token. Check TokenUrl.")]
    [InlineData(HttpStatusCode.OK, """{"token_type":"Bearer"}""", false, "tokens.example.com answers, and not with a bearer token. Check TokenUrl.")]
    [InlineData(HttpStatusCode.OK, """{"access_token":"x","token_type":"mac"}""", false, "tokens.example.com answers, and not with a bearer token. Check TokenUrl.")]
    [InlineData(HttpStatusCode.OK, """{"access_token":"a\r\nb","token_type":"Bearer"}""", false, "tokens.example.com answers, and not with a bearer token. Check TokenUrl.")]
    public async Task Each_refusal_is_said_in_words_and_nobody_asks_again_during_a_pause(HttpStatusCode status, string body, bool passes, string says)
    {
        _endpoint.Answer = _ => Task.FromResult(PlayedEndpoint.Json(status, body));

        foreach (var pause in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            var asked = _endpoint.Asked;
            var refused = await Assert.ThrowsAsync<AccessTokenException>(() => _tokens.GetAsync(Token));
            Assert.Equal((says, passes, asked + 1), (refused.Message, refused.Passes, _endpoint.Asked));
            Assert.Equal(TimeSpan.FromSeconds(pause), refused.Wait);
            Assert.Equal((says, _time.GetUtcNow()), _tokens.Trouble);

            _time.Advance(TimeSpan.FromSeconds(pause - 0.1));
            Assert.Equal(says, (await Assert.ThrowsAsync<AccessTokenException>(() => _tokens.GetAsync(Token))).Message);
            Assert.Equal(asked + 1, _endpoint.Asked);
            _time.Advance(TimeSpan.FromSeconds(0.1));
        }
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task Retry_after_is_kept_to_for_everybody(HttpStatusCode status)
    {
        _endpoint.Answer = _ => Task.FromResult(PlayedEndpoint.Json(status, "", TimeSpan.FromMinutes(7)));
        await Assert.ThrowsAsync<AccessTokenException>(() => _tokens.GetAsync(Token));
        Assert.Equal(_time.GetUtcNow().AddMinutes(7), _tokens.HeldBack!.Until);

        _time.Advance(TimeSpan.FromMinutes(6.9));
        await Assert.ThrowsAsync<AccessTokenException>(() => _tokens.GetAsync(Token));
        Assert.Equal(1, _endpoint.Asked);

        _endpoint.Answer = n => Task.FromResult(PlayedEndpoint.Token(n, "3600"));
        _time.Advance(TimeSpan.FromMinutes(0.1));
        Assert.Equal("token-2", (await _tokens.GetAsync(Token)).Value);
        Assert.Null(_tokens.HeldBack);
    }

    [Fact]
    public async Task An_endpoint_that_is_silent_or_away_is_trouble_that_passes()
    {
        _endpoint.Answer = _ => new TaskCompletionSource<HttpResponseMessage>().Task;
        var waiting = _tokens.GetAsync(Token);
        await Wait.UntilAsync(() => _endpoint.Asked == 1);
        _time.Advance(TimeSpan.FromSeconds(10));
        var silent = await Assert.ThrowsAsync<AccessTokenException>(() => waiting);
        Assert.Equal(("tokens.example.com gives no access token: it did not answer within 10 s.", true), (silent.Message, silent.Passes));

        _time.Advance(TimeSpan.FromSeconds(1));
        _endpoint.Answer = _ => Task.FromException<HttpResponseMessage>(new HttpRequestException("Connection refused"));
        var away = await Assert.ThrowsAsync<AccessTokenException>(() => _tokens.GetAsync(Token));
        Assert.Equal(("tokens.example.com gives no access token: Connection refused", true), (away.Message, away.Passes));
    }

    [Fact]
    public async Task Of_all_whose_token_was_refused_one_fetches_another()
    {
        var access = await _tokens.GetAsync(Token);
        _tokens.Accepted(access);

        var others = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => _tokens.ReplaceAsync(access, Token), Token)));

        Assert.All(others, other => Assert.Equal("token-2", other.Value));
        Assert.Equal(2, _endpoint.Asked);
    }

    [Fact]
    public async Task An_account_that_refuses_all_its_tokens_is_not_given_one_after_the_other()
    {
        var access = await _tokens.GetAsync(Token);
        access = await _tokens.ReplaceAsync(access, Token);
        foreach (var pause in new[] { 1, 2, 4 })
        {
            var refused = await Assert.ThrowsAsync<AccessTokenException>(() => _tokens.ReplaceAsync(access, Token));
            Assert.StartsWith("It refuses the access tokens that it gives (401).", refused.Message, StringComparison.Ordinal);
            Assert.Equal((false, TimeSpan.FromSeconds(pause)), (refused.Passes, refused.Wait));
            _time.Advance(TimeSpan.FromSeconds(pause));
            access = await _tokens.GetAsync(Token);
        }

        Assert.Equal(5, _endpoint.Asked);
        _tokens.Accepted(access);
        Assert.Equal("token-6", (await _tokens.ReplaceAsync(access, Token)).Value);
    }
}
