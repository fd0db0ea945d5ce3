using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SimConsole.Accounts;
using SimConsole.Accounts.Tokens;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.People;
using SimConsole.Sessions;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.Accounts;

/// <summary>Tokens as programs send them: RFC 6750, and that each is worth what its key is worth at that moment.</summary>
public sealed class BearerTests : IAsyncLifetime
{
    private ServedConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ApiKeyService Keys => _console.Get<ApiKeyService>();

    public async ValueTask InitializeAsync() => _console = await ServedConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    public static TheoryData<string> Malformed() => ["", "abc", "!", new string('a', 5_000), "a.b.c", "CfDJ8" + new string('A', 150), "%20"];

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task What_is_no_token_of_this_console_is_refused(string token) => await IsInvalidAsync(_console.Anonymous, $"Bearer {token}", "none of this console");

    [Fact]
    public async Task A_token_with_one_character_changed_is_refused()
    {
        var token = await TokenAsync(await KeyAsync());
        for (var i = 0; i < token.Length; i += 7)
        {
            await IsInvalidAsync(_console.Anonymous, $"Bearer {token[..i]}{(token[i] == 'x' ? 'y' : 'x')}{token[(i + 1)..]}", "none of this console");
        }
    }

    [Fact]
    public async Task A_token_of_another_console_is_refused_also_where_that_has_the_same_key()
    {
        var key = await KeyAsync();
        await using var other = await ServedConsole.StartAsync();
        var grant = TokenGrant.Of(key.Key, key.Secret, Permissions.SimsRead, DateTimeOffset.UtcNow);
        await IsInvalidAsync(_console.Anonymous, $"Bearer {other.Get<ApiTokens>().Write(grant)}", "none of this console");
        Assert.Equal(HttpStatusCode.OK, await AsksAsync(_console.Get<ApiTokens>().Write(grant)));

        // What is protected here for something else is no token either.
        var cookie = _console.Get<IDataProtectionProvider>().CreateProtector("a cookie").Protect(new byte[45]);
        await IsInvalidAsync(_console.Anonymous, $"Bearer {System.Buffers.Text.Base64Url.EncodeToString(cookie)}", "none of this console");
    }

    [Theory]
    [InlineData("bearer {0}")]
    [InlineData("BEARER  {0}")]
    public async Task The_scheme_is_written_in_any_case(string header)
    {
        var token = await TokenAsync(await KeyAsync());
        using var answer = await SendAsync(_console.Anonymous, "/v1/Sims", header.Replace("{0}", token, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_token_expires_and_that_is_no_attempt_of_anybody()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var console = await ServedConsole.StartAsync(services => services.AddSingleton<TimeProvider>(time));
        var key = (await console.Get<ApiKeyService>().CreateAsync(new ApiKeyOrder("job", Permissions.SimsRead, null), TestConsole.Someone, Token)).Value!;
        var token = await console.TokenAsync(key.Key.Sid, key.Secret);
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(HttpStatusCode.OK, (await console.Bearing(token).GetAsync("/v1/Sims", Token)).StatusCode);
        time.Advance(TimeSpan.FromMinutes(2));
        await IsInvalidAsync(console.Anonymous, $"Bearer {token}", "has expired");
        await console.Get<FailedSignIns>().WriteAsync();
        Assert.Empty(await console.Get<AuditReader>().ListBeforeAsync(new AuditFilter { Kind = AuditKinds.CredentialsRefused }, null, 10, Token));
    }

    [Fact]
    public async Task A_token_ends_with_its_key_and_that_is_put_on_the_record()
    {
        var key = await KeyAsync();
        var token = await TokenAsync(key);
        Assert.Equal(HttpStatusCode.OK, await AsksAsync(token));
        await Keys.RevokeAsync(key.Key.Sid, TestConsole.Someone, Token);
        await IsInvalidAsync(_console.Anonymous, $"Bearer {token}", "holds no more");
        await _console.Get<FailedSignIns>().WriteAsync();
        Assert.Equal(key.Key.Sid, Assert.Single(await _console.Get<AuditReader>().ListBeforeAsync(new AuditFilter { Kind = AuditKinds.CredentialsRefused }, null, 10, Token)).Subject);
    }

    [Fact]
    public async Task A_token_ends_with_the_secret_it_was_got_with()
    {
        var key = await KeyAsync();
        var old = await TokenAsync(key);
        var renewed = (await Keys.RenewAsync(key.Key.Sid, TestConsole.Someone, Token)).Value!;
        var (former, present) = (await TokenAsync(key), await TokenAsync(renewed));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK], [await AsksAsync(old), await AsksAsync(former), await AsksAsync(present)]);
        await Keys.EndFormerAsync(key.Key.Sid, TestConsole.Someone, Token);
        await IsInvalidAsync(_console.Anonymous, $"Bearer {old}", "holds no more");
        await IsInvalidAsync(_console.Anonymous, $"Bearer {former}", "holds no more");
        Assert.Equal(HttpStatusCode.OK, await AsksAsync(present));
    }

    [Fact]
    public async Task A_token_is_worth_what_its_key_is_worth_now_whichever_process_has_changed_it()
    {
        var (meters, pumps) = (await _console.AddFleetAsync("meters"), await _console.AddFleetAsync("pumps"));
        await _console.AddSimsAsync(2, fleet: meters);
        await _console.AddSimsAsync(1, fleet: pumps);
        var key = await KeyAsync();
        var token = await TokenAsync(key);
        Assert.Equal(3, await SimsAsync());
        await ChangeAsync(key, keys => keys.ExecuteUpdateAsync(set => set.SetProperty(k => k.Scope, FleetScope.Of([pumps.Id])), Token));
        await Wait.UntilAsync(async () => await SimsAsync() == 1);
        await ChangeAsync(key, keys => keys.ExecuteUpdateAsync(set => set.SetProperty(k => k.Permissions, Permissions.FleetsWrite), Token));
        await Wait.UntilAsync(async () => await AsksAsync(token) == HttpStatusCode.Forbidden);
        await ChangeAsync(key, keys => keys.ExecuteUpdateAsync(set => set.SetProperty(k => k.Permissions, PermissionSets.ForPrograms).SetProperty(k => k.Networks, "192.0.2.0/24"), Token));
        await Wait.UntilAsync(async () => await AsksAsync(token) == HttpStatusCode.Unauthorized);
        await IsInvalidAsync(_console.Anonymous, $"Bearer {token}", "may not be used from 127.0.0.1");
        await ChangeAsync(key, keys => keys.ExecuteUpdateAsync(set => set.SetProperty(k => k.Networks, (string?)null).SetProperty(k => k.ExpiresAt, DateTimeOffset.UtcNow), Token));
        await Wait.UntilAsync(async () => (await SaidOfAsync(token)).Contains("holds no more", StringComparison.Ordinal));
        await IsInvalidAsync(_console.Anonymous, $"Bearer {token}", "holds no more");

        async Task<int> SimsAsync() => (await ServedConsole.ReadAsync(await _console.Bearing(token).GetAsync("/v1/Sims", Token), HttpStatusCode.OK)).GetProperty("sims").GetArrayLength();
    }

    [Fact]
    public async Task A_token_ends_with_the_keys_of_a_person_who_is_removed()
    {
        var invited = (await _console.Get<InvitationService>().InviteAsync("ben", Role.Administrator, FleetScope.All, TestConsole.Someone, Token)).Value!;
        Assert.NotNull((await _console.Get<InvitationService>().AcceptAsync(invited.Token, ServedConsole.Password, Token)).Value);
        var ben = TestConsole.Someone with { Actor = new Actor("ben", OrderSource.Console) };
        var key = (await Keys.CreateAsync(new ApiKeyOrder("job", Permissions.SimsRead, null), ben, Token)).Value!;
        var token = await TokenAsync(key);
        var id = (await _console.Get<PeopleService>().ListAsync(TestConsole.Someone, Token)).Value!.Single(p => p.UserName == "ben").Id;
        Assert.Null((await _console.Get<PeopleService>().RemoveAsync(id, takeKeys: false, TestConsole.Someone, Token)).Refusal);
        await IsInvalidAsync(_console.Anonymous, $"Bearer {token}", "holds no more");
    }

    [Fact]
    public async Task Two_credentials_in_one_request_are_refused()
    {
        var key = await KeyAsync();
        var token = await TokenAsync(key);
        var basic = ServedConsole.Basic(key.Key.Sid, key.Secret).ToString();
        await IsTwiceAsync("/v1/Sims", $"Bearer {token}", basic);
        await IsTwiceAsync("/v1/Sims", $"Bearer {token}, {basic}");
        await IsTwiceAsync($"{LiveHub.Address}/negotiate?negotiateVersion=1&access_token={token}", $"Bearer {token}");
        await IsTwiceAsync($"{LiveHub.Address}/negotiate?negotiateVersion=1&access_token={token}", basic);

        async Task IsTwiceAsync(string path, params string[] headers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent([]) };
            Assert.True(request.Headers.TryAddWithoutValidation("Authorization", headers));
            using var client = new HttpClient { BaseAddress = _console.Address };
            using var answer = await client.SendAsync(request, Token);
            (await ServedConsole.ReadAsync(answer, HttpStatusCode.BadRequest)).IsError(20001, "more than one credential");
            Assert.StartsWith("realm=\"SimConsole\", error=\"invalid_request\"", Assert.Single(answer.Headers.WwwAuthenticate).Parameter, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Only_the_hub_takes_a_token_from_the_address()
    {
        var token = await TokenAsync(await KeyAsync());
        using var answer = await _console.Anonymous.GetAsync($"/v1/Sims?access_token={token}", Token);
        await ServedConsole.ReadAsync(answer, HttpStatusCode.Unauthorized);
        Assert.Equal(["Basic", "Bearer"], answer.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));

        using var negotiated = await _console.Anonymous.PostAsync($"{LiveHub.Address}/negotiate?negotiateVersion=1&access_token={token}", null, Token);
        Assert.Equal(HttpStatusCode.OK, negotiated.StatusCode);
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{_console.Address.Authority}{LiveHub.Address}?access_token={token}"), Token);
        Assert.Equal(System.Net.WebSockets.WebSocketState.Open, socket.State);
    }

    [Fact]
    public async Task No_page_opens_by_a_token()
    {
        using var answer = await _console.Bearing(await TokenAsync(await KeyAsync())).GetAsync("/sims", Token);
        Assert.Equal("/sign-in", answer.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Theory]
    [InlineData("revoked")]
    [InlineData("former secret ended")]
    [InlineData("fewer Fleets")]
    [InlineData("other networks")]
    [InlineData("expired")]
    public async Task A_connection_of_the_hub_ends_with_its_token(string how)
    {
        var key = await KeyAsync();
        var fleet = await _console.AddFleetAsync("meters");
        var token = await TokenAsync(key);
        if (how == "expired")
        {
            token = _console.Get<ApiTokens>().Write(TokenGrant.Of(key.Key, key.Secret, Permissions.SimsRead, DateTimeOffset.UtcNow) with { EndsAt = DateTimeOffset.UtcNow.AddSeconds(2) });
        }

        await using var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(_console.Address, LiveHub.Address), options => options.AccessTokenProvider = () => Task.FromResult<string?>(token))
            .Build();
        var closed = new TaskCompletionSource();
        connection.Closed += _ =>
        {
            closed.SetResult();
            return Task.CompletedTask;
        };
        await connection.StartAsync(Token);
        await connection.InvokeAsync(nameof(LiveHub.WatchEverything), Token);
        var began = Stopwatch.GetTimestamp();
        switch (how)
        {
            case "revoked":
                await Keys.RevokeAsync(key.Key.Sid, TestConsole.Someone, Token);
                break;
            case "former secret ended":
                await Keys.RenewAsync(key.Key.Sid, TestConsole.Someone, Token);
                await Keys.EndFormerAsync(key.Key.Sid, TestConsole.Someone, Token);
                break;
            case "fewer Fleets":
                await ChangeAsync(key, keys => keys.ExecuteUpdateAsync(set => set.SetProperty(k => k.Scope, FleetScope.Of([fleet.Id])), Token));
                break;
            case "other networks":
                await ChangeAsync(key, keys => keys.ExecuteUpdateAsync(set => set.SetProperty(k => k.Networks, "192.0.2.0/24"), Token));
                break;
        }

        await closed.Task.WaitAsync(Wait.Limit, Token);
        TestContext.Current.TestOutputHelper?.WriteLine($"{how}: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms");
    }

    [Fact]
    public async Task A_connection_goes_on_while_its_token_holds()
    {
        var key = await KeyAsync();
        var token = await TokenAsync(key);
        var grant = _console.Get<ApiTokens>().Read(token)!;
        var open = new OpenToken(grant, Permissions.SimsRead, FleetScope.All.ToString(), IPAddress.IPv6Loopback);
        var credential = new Credential(key.Key.Sid, 0, open.ToString());
        Assert.Null(await _console.Get<Standing>().EndOfAsync(credential, Token));
        Assert.Null(await _console.Get<Standing>().EndOfAsync(credential with { Token = (open with { From = null }).ToString() }, Token));
        Assert.Equal(SessionEnd.Removed, await _console.Get<Standing>().EndOfAsync(credential with { Token = (open with { May = PermissionSets.ForPrograms }).ToString() }, Token));
        Assert.Equal(SessionEnd.Removed, await _console.Get<Standing>().EndOfAsync(credential with { Token = (open with { Grant = grant with { EndsAt = DateTimeOffset.UnixEpoch } }).ToString() }, Token));
    }

    [Fact]
    public async Task Keys_that_are_rotated_end_every_token()
    {
        await using var console = await TestConsole.StartAsync();
        await console.Get<AccountService>().EnsureAsync(Token);
        var grant = new TokenGrant("SK00000000000000000000000000000000", Permissions.SimsRead, console.Time.GetUtcNow().AddDays(700), new byte[TokenGrant.SecretBytes]);
        var token = console.Get<ApiTokens>().Write(grant);
        var read = console.Get<ApiTokens>().Read(token)!;
        Assert.Equal((grant.Key, grant.Scope, grant.EndsAt), (read.Key, read.Scope, read.EndsAt));
        Assert.Equal(grant.Secret, read.Secret);
        await using (var second = console.StartAnother())
        {
            Assert.NotNull(second.Get<ApiTokens>().Read(token));
        }

        Assert.Equal(ExitCodes.AllGood, await SimConsole.Host.CommandLine.RunAsync(console.Get<IServiceProvider>(), ["--rotate-keys"], TextWriter.Null, TextWriter.Null, Token));
        await using var next = console.StartAnother();
        Assert.Null(next.Get<ApiTokens>().Read(token));
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string path, string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", header);
        return await client.SendAsync(request, Token);
    }

    private static async Task IsInvalidAsync(HttpClient client, string header, string says)
    {
        foreach (var path in new[] { "/v1/Sims", "/v1/Nothing", "/openapi/v1.json", LiveHub.Address })
        {
            using var answer = await SendAsync(client, path, header);
            (await ServedConsole.ReadAsync(answer, HttpStatusCode.Unauthorized)).IsError(20003, says);
            var challenge = Assert.Single(answer.Headers.WwwAuthenticate);
            Assert.Equal("Bearer", challenge.Scheme);
            Assert.StartsWith("realm=\"SimConsole\", error=\"invalid_token\", error_description=\"The ", challenge.Parameter, StringComparison.Ordinal);
            Assert.Contains(says, challenge.Parameter, StringComparison.Ordinal);
        }
    }

    private async Task ChangeAsync(NewApiKey key, Func<IQueryable<ApiKey>, Task<int>> change)
    {
        await using var db = await _console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        Assert.Equal(1, await change(db.ApiKeys.Where(k => k.Sid == key.Key.Sid)));
    }

    private async Task<NewApiKey> KeyAsync() =>
        (await Keys.CreateAsync(new ApiKeyOrder("job", Permissions.SimsRead | Permissions.FleetsWrite, null), TestConsole.Someone, Token)).Value!;

    private Task<string> TokenAsync(NewApiKey key) => _console.TokenAsync(key.Key.Sid, key.Secret);

    private async Task<string> SaidOfAsync(string token)
    {
        using var answer = await SendAsync(_console.Anonymous, "/v1/Sims", new AuthenticationHeaderValue("Bearer", token).ToString());
        return await answer.Content.ReadAsStringAsync(Token);
    }

    private async Task<HttpStatusCode> AsksAsync(string token)
    {
        using var answer = await SendAsync(_console.Anonymous, "/v1/Sims", new AuthenticationHeaderValue("Bearer", token).ToString());
        return answer.StatusCode;
    }
}
