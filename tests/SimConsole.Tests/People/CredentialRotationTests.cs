using System.Net;
using Microsoft.AspNetCore.SignalR.Client;
using SimConsole.Accounts;
using SimConsole.Audit;
using SimConsole.Live;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.People;

/// <summary>Secrets of programs are exchanged without a program noticing, and are good where and for as long as they shall be.</summary>
public sealed class CredentialRotationTests : IAsyncLifetime
{
    private ServedConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ApiKeyService Keys => _console.Get<ApiKeyService>();

    private AccountService Account => _console.Get<AccountService>();

    public async ValueTask InitializeAsync() => _console = await ServedConsole.StartAsync(("Account:AuthToken", ""));

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task Both_secrets_of_a_key_are_good_until_the_former_one_is_ended()
    {
        var made = await KeyAsync(null);
        var renewed = (await Keys.RenewAsync(made.Key.Sid, TestConsole.Someone, Token)).Value!;
        Assert.NotEqual(made.Secret, renewed.Secret);
        Assert.Equal(HttpStatusCode.OK, await AsksAsync(made.Key.Sid, made.Secret));
        Assert.Equal(HttpStatusCode.OK, await AsksAsync(made.Key.Sid, renewed.Secret));
        await Keys.EndFormerAsync(made.Key.Sid, TestConsole.Someone, Token);
        Assert.Equal(HttpStatusCode.Unauthorized, await AsksAsync(made.Key.Sid, made.Secret));
        Assert.Equal(HttpStatusCode.OK, await AsksAsync(made.Key.Sid, renewed.Secret));

        // A third secret takes the place of the second one, which is the former one then.
        await Keys.RenewAsync(made.Key.Sid, TestConsole.Someone, Token);
        Assert.Equal(HttpStatusCode.OK, await AsksAsync(made.Key.Sid, renewed.Secret));
        await Keys.RevokeAsync(made.Key.Sid, TestConsole.Someone, Token);
        Assert.Equal(HttpStatusCode.Unauthorized, await AsksAsync(made.Key.Sid, renewed.Secret));
        Assert.Equal(ErrorCodes.NotFound, (await Keys.RenewAsync(made.Key.Sid, TestConsole.Someone, Token)).Refusal?.Code);
    }

    [Theory]
    [InlineData("127.0.0.0/8, ::1", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("192.0.2.0/24", false)]
    [InlineData("192.0.2.0/24; 127.0.0.1", true)]
    public async Task A_key_is_good_from_its_networks_alone(string networks, bool good)
    {
        var made = await KeyAsync(networks);
        using var answer = await _console.As(made.Key.Sid, made.Secret).GetAsync("/v1/Sims", Token);
        if (good)
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return;
        }

        (await ServedConsole.ReadAsync(answer, HttpStatusCode.Unauthorized)).IsError(20003, "may not be used from 127.0.0.1");

        // Whoever does not have the secret is not told that there is such a key.
        using var guessed = await _console.As(made.Key.Sid, "guessed").GetAsync("/v1/Sims", Token);
        (await ServedConsole.ReadAsync(guessed, HttpStatusCode.Unauthorized)).IsError(20003, "The credentials are missing or wrong.");
    }

    [Theory]
    [InlineData("everywhere")]
    [InlineData("192.0.2.0/33")]
    public async Task Networks_that_are_none_are_named(string networks)
    {
        var refusal = (await Keys.CreateAsync(new ApiKeyOrder("job", Permissions.SimsRead, null, networks), TestConsole.Someone, Token)).Refusal;
        Assert.Equal($"'{networks}' is not a network. Write it as 192.0.2.0/24, or as one address.", refusal?.Message);
    }

    [Fact]
    public async Task The_token_of_the_account_is_exchanged_by_way_of_a_secondary()
    {
        var primary = Account.AuthToken;
        Assert.Equal(new AccountTokens(false, false, false), await Account.FindTokensAsync(Token));
        var secondary = (await Account.AddSecondaryAsync(TestConsole.Someone, Token)).Value!;
        Assert.Equal(HttpStatusCode.OK, await AsksAsync(Account.Sid, primary));
        Assert.Equal(HttpStatusCode.OK, await AsksAsync(Account.Sid, secondary));
        Assert.Equal(primary, Account.AuthToken);
        Assert.Null(await Account.PromoteSecondaryAsync(TestConsole.Someone, Token));
        Assert.Equal(HttpStatusCode.Unauthorized, await AsksAsync(Account.Sid, primary));
        Assert.Equal(HttpStatusCode.OK, await AsksAsync(Account.Sid, secondary));
        Assert.Equal(secondary, Account.AuthToken);
        await Account.AddSecondaryAsync(TestConsole.Someone, Token);
        await Account.EndSecondaryAsync(TestConsole.Someone, Token);
        Assert.Equal(new AccountTokens(false, false, false), await Account.FindTokensAsync(Token));
    }

    [Fact]
    public async Task A_token_that_is_switched_off_signs_in_nobody_and_ends_what_is_open()
    {
        await using var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(_console.Address, LiveHub.Address), options => options.Headers["Authorization"] = ServedConsole.Basic(Account.Sid, Account.AuthToken).ToString())
            .Build();
        var closed = new TaskCompletionSource();
        connection.Closed += _ =>
        {
            closed.SetResult();
            return Task.CompletedTask;
        };
        await connection.StartAsync(Token);
        Assert.Null(await Account.SwitchTokensAsync(off: true, TestConsole.Someone, Token));
        await closed.Task.WaitAsync(Token);
        Assert.Equal(HttpStatusCode.Unauthorized, await AsksAsync(Account.Sid, Account.AuthToken));
        var key = await KeyAsync(null);
        Assert.Equal(HttpStatusCode.OK, await AsksAsync(key.Key.Sid, key.Secret));
        Assert.Null(await Account.SwitchTokensAsync(off: false, TestConsole.Someone, Token));
        Assert.Equal(HttpStatusCode.OK, await AsksAsync(Account.Sid, Account.AuthToken));
    }

    [Fact]
    public async Task A_token_of_the_configuration_is_exchanged_there_and_can_be_switched_off_here()
    {
        await using var console = await ServedConsole.StartAsync();
        var account = console.Get<AccountService>();
        Assert.Equal("The auth token is set in the configuration. Change it there: Account:AuthToken.", (await account.AddSecondaryAsync(TestConsole.Someone, Token)).Refusal?.Message);
        Assert.Null(await account.SwitchTokensAsync(off: true, TestConsole.Someone, Token));
        using var answer = await console.Program.GetAsync("/v1/Sims", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        var kinds = (await console.Get<AuditReader>().ListBeforeAsync(new AuditFilter { Subject = account.Sid }, null, 10, Token)).Select(e => e.Kind);
        Assert.Equal([AuditKinds.AccountTokenOff], kinds);
    }

    private async Task<NewApiKey> KeyAsync(string? networks) =>
        (await Keys.CreateAsync(new ApiKeyOrder("job", Permissions.SimsRead, null, networks), TestConsole.Someone, Token)).Value!;

    private async Task<HttpStatusCode> AsksAsync(string user, string password)
    {
        using var answer = await _console.As(user, password).GetAsync("/v1/Sims", Token);
        return answer.StatusCode;
    }
}
