using System.Globalization;
using Microsoft.AspNetCore.Http;
using SimConsole.Callbacks;
using SimConsole.Sims;

namespace SimConsole.Tests.Callbacks;

/// <summary>What a receiver says beside yes and no: that it is gone, when it wants to be tried again, where it has moved to.</summary>
public sealed class ReceiverAnswerTests
{
    private static readonly TimeSpan First = CallbackSchedule.Waits[0];

    [Fact]
    public async Task A_receiver_that_is_gone_is_not_tried_again_until_somebody_resends()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await StartAsync(receiver, context => context.Response.StatusCode = StatusCodes.Status410Gone);

        await console.DeliverAsync();
        await console.WorkAsync();
        await console.DeliverAsync();

        // One attempt for each of its two messages.
        Assert.Equal(["scheduled", "inactive"], receiver.Got.Select(got => got.Status));
        Assert.Equal(CallbackState.GivenUp, (await console.OnlyCallbackAsync()).State);
        Assert.All(await console.DeliveriesAsync(), delivery =>
        {
            Assert.Null(delivery.NextTryAt);
            Assert.Contains("gone for good", delivery.Error, StringComparison.Ordinal);
        });
        console.Time.Advance(CallbackSchedule.Waits[^1]);
        Assert.Equal(0, await console.DeliverAsync());

        receiver.Answer = Answers(context => context.Response.StatusCode = StatusCodes.Status204NoContent);
        await console.Get<CallbackService>().ResendAsync((await console.OnlyCallbackAsync()).Sid, null, TestConsole.Someone, TestContext.Current.CancellationToken);
        await console.DeliverAsync();
        Assert.Equal(CallbackState.Delivered, (await console.OnlyCallbackAsync()).State);
    }

    [Theory]
    [InlineData(503, "120", 120)]
    [InlineData(429, "3600", 3600)]
    [InlineData(500, "6", 6)]
    [InlineData(503, "1", 5)]
    [InlineData(503, "0", 5)]
    [InlineData(503, "-5", 5)]
    [InlineData(503, "soon", 5)]
    [InlineData(503, "99999999999999999999", 5)]
    [InlineData(503, "2147483647", 86400)]
    [InlineData(503, "in an hour", 3600)]
    [InlineData(503, "an hour ago", 5)]
    [InlineData(410, "120", null)]
    public async Task A_receiver_is_tried_again_when_it_says_and_not_before_the_schedule_nor_after_its_longest_wait(int status, string retryAfter, int? seconds)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await StartAsync(receiver, _ => { });
        var asked = retryAfter switch
        {
            "in an hour" => console.Time.GetUtcNow().AddHours(1).ToString("R", CultureInfo.InvariantCulture),
            "an hour ago" => console.Time.GetUtcNow().AddHours(-1).ToString("R", CultureInfo.InvariantCulture),
            _ => retryAfter,
        };
        receiver.Answer = Answers(context => (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (status, asked));

        await console.DeliverAsync();

        var delivery = Assert.Single(await console.DeliveriesAsync());
        Assert.Equal(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null, delivery.NextTryAt - delivery.At);
    }

    [Fact]
    public async Task What_a_receiver_asked_for_is_kept_to_and_does_not_outlast_a_clock_that_is_set_back()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await StartAsync(receiver, context =>
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (StatusCodes.Status503ServiceUnavailable, "7200"));
        await console.DeliverAsync();

        console.Time.Advance(First);
        Assert.Equal(0, await console.DeliverAsync());
        console.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, await console.DeliverAsync());

        console.Time.AdjustTime(console.Time.GetUtcNow() - TimeSpan.FromDays(40));
        Assert.Equal(1, await console.DeliverAsync());
        console.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, await console.DeliverAsync());
    }

    [Theory]
    [InlineData(301, "https://example.com/new")]
    [InlineData(307, "/new")]
    public async Task Where_a_redirect_pointed_is_kept(int status, string location)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await StartAsync(receiver, context => (context.Response.StatusCode, context.Response.Headers.Location) = (status, location));

        await console.DeliverAsync();

        var delivery = Assert.Single(await console.DeliveriesAsync());
        Assert.Equal(status, delivery.StatusCode);
        Assert.Contains($"redirects to {location}.", delivery.Error, StringComparison.Ordinal);
        Assert.Equal(First, delivery.NextTryAt - delivery.At);
        Assert.Single(receiver.Got);
    }

    private static async Task<TestConsole> StartAsync(Receiver receiver, Action<HttpContext> answer)
    {
        receiver.Answer = Answers(answer);
        var console = await CallbackConsole.StartAsync();
        await console.AskAsync(await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet")), SimStatus.Inactive, receiver.Url);
        return console;
    }

    private static Func<HttpContext, Task> Answers(Action<HttpContext> answer) => context =>
    {
        answer(context);
        return Task.CompletedTask;
    };
}
