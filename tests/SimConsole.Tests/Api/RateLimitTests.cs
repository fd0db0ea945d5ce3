using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using System.Net;
using SimConsole.Accounts;
using SimConsole.Api;

namespace SimConsole.Tests.Api;

public sealed class RateLimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asks_too_fast_is_told_to_wait_and_nobody_else_is()
    {
        await using var console = await ServedConsole.StartAsync(("Api:RateLimit:RequestsPerSecond", "1"));
        await console.AddFleetAsync("meters");
        var started = Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => console.Program.GetAsync("/v1/Fleets", Token)));

        // Two at once, and one more for every second that they took.
        Assert.InRange(answers.Count(a => a.StatusCode == HttpStatusCode.OK), 2, 3 + (int)Stopwatch.GetElapsedTime(started).TotalSeconds);
        var refused = answers.Where(a => a.StatusCode != HttpStatusCode.OK).ToList();
        Assert.All(refused, a => Assert.NotNull(a.Headers.RetryAfter?.Delta));
        (await ServedConsole.ReadAsync(refused[0], HttpStatusCode.TooManyRequests)).IsError(20429, "too fast");

        var key = (await console.Get<ApiKeyService>().CreateAsync(new ApiKeyOrder("job", Permissions.SimsRead, null), TestConsole.Someone, Token)).Value!;
        using var other = console.As(key.Key.Sid, key.Secret);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/v1/Fleets", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await console.Anonymous.GetAsync("/health", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await console.Anonymous.GetAsync("/sign-in", Token)).StatusCode);

        await Task.Delay(refused[0].Headers.RetryAfter!.Delta!.Value + TimeSpan.FromMilliseconds(300), Token);
        Assert.Equal(HttpStatusCode.OK, (await console.Program.GetAsync("/v1/Fleets", Token)).StatusCode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_000_001)]
    public void A_limit_that_is_none_is_refused_by_its_name(int requests)
    {
        var options = new ApiRateLimitOptions { RequestsPerSecond = requests };
        var fault = Assert.Single(options.Validate(new ValidationContext(options)));
        Assert.Contains($"Api:RateLimit:RequestsPerSecond is {requests}", fault.ErrorMessage, StringComparison.Ordinal);
    }
}
