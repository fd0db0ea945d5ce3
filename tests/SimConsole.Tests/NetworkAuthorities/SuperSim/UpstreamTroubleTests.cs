using Microsoft.AspNetCore.Http;
using SimConsole.NetworkAuthorities;
using SimConsole.Tests.Api;
using SimConsole.Tests.Callbacks;

namespace SimConsole.Tests.NetworkAuthorities.SuperSim;

/// <summary>An account that is busy, or broken: one that a test plays.</summary>
public sealed class UpstreamTroubleTests : IAsyncLifetime
{
    private const string Iccid = "89883070000000000015";

    private Receiver _account = null!;
    private ServedConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _account = await Receiver.StartAsync();
        _console = await ServedConsole.StartAsync(
            ("Network:Authority", "SuperSim"),
            ("Network:SuperSim:BaseUrl", new Uri(_account.Url).GetLeftPart(UriPartial.Authority)),
            ("Network:SuperSim:AccountSid", ServedConsole.AccountSid),
            ("Network:SuperSim:AuthToken", ServedConsole.AuthToken));
    }

    public async ValueTask DisposeAsync()
    {
        await _console.DisposeAsync();
        await _account.DisposeAsync();
    }

    [Theory]
    [InlineData(StatusCodes.Status429TooManyRequests)]
    [InlineData(StatusCodes.Status503ServiceUnavailable)]
    public async Task Who_asks_for_patience_is_asked_again_after_it_with_the_same_credentials(int status)
    {
        _account.Answer = async context =>
        {
            if (_account.Got.Count == 1)
            {
                context.Response.StatusCode = status;
                context.Response.Headers.RetryAfter = "1";
                await context.Response.WriteAsJsonAsync(new { code = 20429, message = "Too many requests.", status });
                return;
            }

            await AnswerInactiveAsync(context);
        };

        var reading = Assert.Single(await Readable.ReadAsync([new AuthorityCard(Iccid, null, null)], Token));

        Assert.Equal(AuthorityAccess.Refused, reading.Access);
        Assert.Equal(2, _account.Got.Count);
        Assert.True(_account.Got.Last().At - _account.Got.First().At > TimeSpan.FromSeconds(0.9));
        Assert.All(_account.Got, got => Assert.Equal(ServedConsole.Basic(ServedConsole.AccountSid, ServedConsole.AuthToken).ToString(), got.Headers["Authorization"]));
    }

    [Fact]
    public async Task Who_stays_busy_leaves_the_change_to_the_next_attempt_and_says_so()
    {
        _account.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return context.Response.WriteAsJsonAsync(new { code = 20429, message = "Too many requests.", status = 429 });
        };
        var batch = new AuthorityBatch(DateTimeOffset.UtcNow, [new AuthorityOrder(Iccid, null, SimConsole.Sims.SimStatus.Inactive, 1)]);

        var answer = Assert.Single(await _console.Get<INetworkAuthority>().ApplyAsync(batch, Token));

        Assert.Contains("Too many requests", Assert.IsType<AuthorityAnswer.TryAgain>(answer).Reason, StringComparison.Ordinal);
        Assert.InRange(_account.Got.Count, 2, 10);
    }

    [Fact]
    public async Task What_it_refuses_of_one_sim_keeps_no_other_from_being_answered_for()
    {
        _account.Answer = context =>
        {
            if (context.Request.Query["Iccid"] == Iccid)
            {
                return AnswerInactiveAsync(context);
            }

            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return context.Response.WriteAsJsonAsync(new { code = 20001, message = "No such card was ever issued.", status = 400 });
        };
        var batch = new AuthorityBatch(DateTimeOffset.UtcNow, [.. new[] { "89883070000000000023", Iccid }.Select(iccid => new AuthorityOrder(iccid, null, SimConsole.Sims.SimStatus.Inactive, 1))]);

        var answers = await _console.Get<INetworkAuthority>().ApplyAsync(batch, Token);

        Assert.Contains("No such card was ever issued.", Assert.IsType<AuthorityAnswer.Refused>(answers[0]).Reason, StringComparison.Ordinal);
        Assert.IsType<AuthorityAnswer.Applied>(answers[1]);
    }

    private IReadableAuthority Readable => (IReadableAuthority)_console.Get<INetworkAuthority>();

    private static Task AnswerInactiveAsync(HttpContext context) => context.Response.WriteAsJsonAsync(new
    {
        sims = new[] { new { sid = $"HS{new string('1', 32)}", unique_name = (string?)null, iccid = Iccid, status = "inactive", fleet_sid = (string?)null } },
        meta = new { next_page_url = (string?)null },
    });
}
