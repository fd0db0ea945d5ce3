using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Inventory;
using SimConsole.NetworkAuthorities;
using SimConsole.NetworkAuthorities.SuperSim;
using SimConsole.Sims;
using SimConsole.Tests.Api;
using SimConsole.Tests.NetworkAuthorities.SuperSim.StandIn;

namespace SimConsole.Tests.NetworkAuthorities.SuperSim;

/// <summary>A stand-in of KORE that fails in one way at a time.</summary>
public sealed class KoreFaultTests : IAsyncLifetime
{
    private const int Many = 40;

    /// <summary>How many requests are under way at once at most, and may have been sent before one was refused.</summary>
    private const int InFlight = 16;

    private KoreStandIn _kore = null!;
    private ServedConsole? _console;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SuperSimNetwork Network => _console!.Get<SuperSimNetwork>();

    public async ValueTask InitializeAsync() => _kore = await KoreStandIn.StartAsync(Many, "active");

    public async ValueTask DisposeAsync()
    {
        await (_console?.DisposeAsync() ?? default);
        await _kore.DisposeAsync();
    }

    public static TheoryData<string> Passing => ["ended", "busy", "broken", "broken behind", "hung up", "slow"];

    [Theory, MemberData(nameof(Passing))]
    public async Task What_passes_costs_no_change_and_changes_nothing_twice(string what)
    {
        await StartAsync();
        // Where a token ends again before all lanes have the next one, some are left to the next attempt.
        _kore.Fault = n => what == "ended" ? n == 30 ? new StandInFault.Ended() : null : n % 15 != 0 ? null : what switch
        {
            "busy" => new StandInFault.Busy(),
            "broken" => new StandInFault.Broken(),
            "broken behind" => new StandInFault.BrokenBehind(),
            "hung up" => new StandInFault.HungUp(),
            _ => new StandInFault.Slow(TimeSpan.FromMilliseconds(200)),
        };

        Assert.All(await ApplyAsync(), answer => Assert.IsType<AuthorityAnswer.Applied>(answer));

        AllChangedOnce();
        Assert.Equal(0, _kore.Tokens.Needless);
        Assert.InRange(_kore.Tokens.Asked, 1, _kore.Tokens.Ends + 1);
    }

    [Fact]
    public async Task A_token_that_ends_in_the_middle_costs_one_request_and_no_change()
    {
        await StartAsync();
        await Network.CheckAsync(Token);
        _kore.Fault = n => n == 2 ? new StandInFault.Ended() : null;

        Assert.True((await Network.CheckAsync(Token)).Reachable);

        Assert.Equal((2, 1, 3), (_kore.Tokens.Asked, _kore.RefusedTokens, _kore.Requests));
    }

    [Fact]
    public async Task One_answer_429_holds_back_everybody_and_the_page_says_until_when()
    {
        await StartAsync();
        (_kore.Fault, _kore.Callbacks.Copies) = (n => n == 10 ? new StandInFault.Busy(1) : null, _ => 0);

        var applying = ApplyAsync();
        await Wait.UntilAsync(() => Network.Facts.Any(fact => fact.Name == "Held back"));
        var health = await Network.CheckAsync(Token);
        Assert.True(health.Reachable);
        Assert.Matches(@"^Answers\. It wants to be asked nothing before \d\d:\d\d:\d\d UTC: too many requests \(429\)\.$", health.Detail);
        Assert.All(await applying, answer => Assert.IsType<AuthorityAnswer.Applied>(answer));

        AllChangedOnce();
        Assert.InRange(_kore.Early, 0, 3 * InFlight);
        Assert.DoesNotContain(Network.Facts, fact => fact.Name == "Held back");
    }

    [Fact]
    public async Task Who_wants_to_be_left_alone_for_an_hour_is_and_what_waits_says_until_when()
    {
        await StartAsync();
        _kore.Fault = _ => new StandInFault.Busy(3_600);

        var answers = await ApplyAsync();

        Assert.All(answers, answer => Assert.Matches(
            @"^Super SIM at 127\.0\.0\.1:\d+: It wants to be asked nothing before \d\d:\d\d:\d\d UTC: too many requests \(429\)\.$", Assert.IsType<AuthorityAnswer.TryAgain>(answer).Reason));
        Assert.InRange(_kore.Requests, 1, InFlight);
        await ApplyAsync();
        Assert.InRange(_kore.Requests, 1, InFlight);
        Assert.All(_kore.Sims, sim => Assert.Equal(("active", 0), (sim.Status, sim.Changes)));
    }

    [Fact]
    public async Task Who_is_silent_is_left_to_the_next_attempt()
    {
        await StartAsync(("Network:SuperSim:Timeout", "00:00:01"));
        _kore.Fault = _ => new StandInFault.Slow(Wait.Limit);

        var answer = (await Network.ApplyAsync(new AuthorityBatch(DateTimeOffset.UtcNow, [Order(_kore.Sims[0])]), Token))[0];

        Assert.EndsWith(": It did not answer within 1.0 s.", Assert.IsType<AuthorityAnswer.TryAgain>(answer).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_secret_is_said_in_the_words_of_the_token_endpoint_and_does_not_hammer_it()
    {
        _kore.Tokens.Secret = "former";
        await StartAsync();
        _kore.Tokens.Secret = "rotated";
        var says = $"{_kore.Address.Authority} does not know the client, or its secret is wrong (unauthorized_client: Invalid client or Invalid client credentials). Check ClientId and ClientSecret.";

        var answers = await ApplyAsync();

        Assert.All(answers, answer => Assert.EndsWith(says, Assert.IsType<AuthorityAnswer.TryAgain>(answer).Reason, StringComparison.Ordinal));
        Assert.InRange(_kore.Tokens.Asked, 1, 2);
        Assert.Equal(0, _kore.Requests);
        var health = await _console!.Get<AuthorityHealthReader>().ReadAsync(Token);
        Assert.Equal((false, says), (health.Reachable, health.Detail));
        Assert.Contains(health.Facts, fact => (fact.Name, fact.Says) == ("Token endpoint", says) && fact.At is not null);

        _kore.Tokens.Secret = "former";
        await Wait.UntilAsync(async () => (await Network.CheckAsync(Token)).Reachable);
        Assert.All(await ApplyAsync(), answer => Assert.IsType<AuthorityAnswer.Applied>(answer));
        AllChangedOnce();
    }

    [Fact]
    public async Task A_token_endpoint_that_is_away_for_a_moment_holds_up_and_loses_nothing()
    {
        await StartAsync();
        _kore.Tokens.Fault = (n, context) =>
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
            return Task.FromResult(n == 1);
        };

        Assert.All(await ApplyAsync(), answer => Assert.IsType<AuthorityAnswer.Applied>(answer));

        AllChangedOnce();
        Assert.Equal(2, _kore.Tokens.Asked);
    }

    [Fact]
    public async Task An_account_that_refuses_the_tokens_that_it_gives_is_said_to_and_gets_no_flood_of_requests()
    {
        await StartAsync();
        _kore.Tokens.Uses = 0;

        var answers = await ApplyAsync();

        Assert.All(answers, answer => Assert.Contains("(401)", Assert.IsType<AuthorityAnswer.TryAgain>(answer).Reason, StringComparison.Ordinal));
        Assert.Contains(answers, answer => ((AuthorityAnswer.TryAgain)answer).Reason.EndsWith(
            ": It refuses an access token that it has just given (401): Authentication Error - invalid token", StringComparison.Ordinal));
        Assert.InRange(_kore.Tokens.Asked, 2, 3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Callbacks_that_are_lost_or_come_twice_change_nothing(int copies)
    {
        await StartAsync(("Network:SuperSim:WebhookSecret", "one"));
        (_kore.Callbacks.Secret, _kore.Callbacks.Copies) = ("one", _ => copies);

        Assert.All(await ApplyAsync(), answer => Assert.IsType<AuthorityAnswer.Applied>(answer));

        AllChangedOnce();
        await Wait.UntilAsync(() => _kore.Callbacks.Answers.Count == 2 * copies * Many);
        Assert.All(_kore.Callbacks.Answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer));
    }

    [Fact]
    public async Task Webhook_secrets_are_rotated_while_callbacks_come()
    {
        await StartAsync(("Network:SuperSim:WebhookSecret", "one"), ("Network:SuperSim:PendingWebhookSecret", "two"));
        _kore.Callbacks.Copies = n =>
        {
            _kore.Callbacks.Secret = n < Many ? "one" : "two";
            return 1;
        };

        Assert.All(await ApplyAsync(), answer => Assert.IsType<AuthorityAnswer.Applied>(answer));

        await Wait.UntilAsync(() => _kore.Callbacks.Answers.Count == 2 * Many);
        Assert.All(_kore.Callbacks.Answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer));
        Assert.DoesNotContain(Network.Facts, fact => fact.Name == "Callbacks refused");
    }

    [Theory]
    [InlineData("another")]
    [InlineData(null)]
    public async Task What_is_not_signed_hurries_nothing_and_is_counted(string? secret)
    {
        await StartAsync(("Network:SuperSim:WebhookSecret", "one"), ("StatusChanges:Work", "false"));
        await _console!.Get<UpstreamImport>().ImportAsync(TestConsole.Someone, Token);
        var sim = _kore.Sims[0];
        await _console.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.Accepted, ("Status", "inactive"));
        await using var db = await _console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        var later = DateTimeOffset.UtcNow.AddMinutes(1);
        await db.StatusChanges.ExecuteUpdateAsync(set => set.SetProperty(c => c.Attempts, 3).SetProperty(c => c.DueAt, later), Token);

        _kore.Callbacks.Secret = secret;
        var asked = _kore.Requests;
        await _kore.Callbacks.TellAsync(_console.Get<CallbackAddresses>().Given!, sim.Sid, "inactive");
        Assert.Equal(HttpStatusCode.Unauthorized, Assert.Single(_kore.Callbacks.Answers));
        Assert.Equal(asked, _kore.Requests);
        Assert.True((await db.StatusChanges.AsNoTracking().SingleAsync(Token)).DueAt > DateTimeOffset.UtcNow);
        var fact = Assert.Single(Network.Facts, fact => fact.Name == "Callbacks refused");
        Assert.Equal(("1 without a right kore-signature: check WebhookSecret. The last came", true), (fact.Says, fact.At is not null));

        _kore.Callbacks.Secret = "one";
        await _kore.Callbacks.TellAsync(_console.Get<CallbackAddresses>().Given!, sim.Sid, "inactive");
        Assert.Equal(HttpStatusCode.NoContent, _kore.Callbacks.Answers.Last());
        Assert.True((await db.StatusChanges.AsNoTracking().SingleAsync(Token)).DueAt <= DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task A_callback_about_which_the_account_cannot_be_asked_is_answered_503()
    {
        await StartAsync();
        _kore.Fault = _ => new StandInFault.Busy(3_600);
        await _kore.Callbacks.TellAsync(_console!.Get<CallbackAddresses>().Given!, _kore.Sims[0].Sid, "inactive");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, Assert.Single(_kore.Callbacks.Answers));
    }

    [Fact]
    public async Task The_account_is_imported_with_the_sids_that_it_has_there()
    {
        await StartAsync();
        Assert.Equal(new UpstreamReport(0, Many, 0, 0), (await _console!.Get<UpstreamImport>().ImportAsync(TestConsole.Someone, Token)).Value);
        Assert.Equal("active", (await _console.GetAsync($"/v1/Sims/{_kore.Sims[0].Sid}")).Text("status"));
        Assert.Equal(["Dialect", "Access token", "Token endpoint"], Network.Facts.Select(fact => fact.Name));
        var check = await _console.Get<IEnumerable<ICheck>>().OfType<AuthorityCheck>().Single().LookAsync(Token);
        Assert.Matches(@"^Super SIM at .+: Answers after \d+ ms\. Dialect: KORE's: access tokens\. Access token: ends .+ UTC\. Token endpoint: .+; no trouble since the start\.$", check.Says);
        Assert.Matches(@"^Access token: ends \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\.$", Network.Facts[1].Words);
    }

    private async Task StartAsync(params (string Key, string Value)[] settings)
    {
        _console = await ServedConsole.StartAsync([.. _kore.Settings, .. settings]);
        _kore.Callbacks.Reached = _console.Address;
    }

    private Task<IReadOnlyList<AuthorityAnswer>> ApplyAsync() => Network.ApplyAsync(new AuthorityBatch(DateTimeOffset.UtcNow, [.. _kore.Sims.Select(Order)]), Token);

    private static AuthorityOrder Order(StandInSim sim) => new(sim.Iccid, null, SimStatus.Inactive, 1);

    private void AllChangedOnce() => Assert.All(_kore.Sims, sim => Assert.Equal(("inactive", 1), (sim.Status, sim.Changes)));
}
