using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using SimConsole.Callbacks;
using SimConsole.LossReports;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Work;

namespace SimConsole.Tests.Callbacks;

public sealed class DeliveryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CallMethod.Post)]
    [InlineData(CallMethod.Get)]
    public async Task A_request_is_told_when_its_change_begins_and_when_it_ends(CallMethod method)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await CallbackConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"), "pumpe nr. 7 + 8");
        await console.AskAsync(sim, SimStatus.Inactive, receiver.Url, method);
        await console.DeliverAsync();
        Assert.Equal(["scheduled"], receiver.Got.Select(r => r.Status));
        await console.WorkAsync();
        await console.DeliverAsync();

        Assert.Equal(["scheduled", "inactive"], receiver.Got.Select(r => r.Status));
        Assert.All(receiver.Got, r =>
        {
            Assert.Equal(method == CallMethod.Get ? "GET" : "POST", r.Method);
            Assert.Equal("v1", r.Fields["ApiVersion"]);
            Assert.StartsWith("AC", r.Fields["AccountSid"], StringComparison.Ordinal);
            Assert.Equal(sim.Sid, r.Fields["SimSid"]);
            Assert.Equal("pumpe nr. 7 + 8", r.Fields["SimUniqueName"]);
            Assert.False(r.Fields.ContainsKey("ErrorCode"));
            Assert.Contains("tenant=a%20b", r.Url, StringComparison.Ordinal);
        });
        Assert.Equal(2, receiver.Got.Select(r => r.Headers["webhook-id"]).Distinct().Count());
        var callback = await console.OnlyCallbackAsync();
        Assert.Equal((CallbackState.Delivered, 2), (callback.State, callback.Attempts));
        Assert.Equal(0, await console.DeliverAsync());
    }

    [Fact]
    public async Task The_beginning_is_told_first_also_when_the_change_has_ended_before_anything_was_sent()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await CallbackConsole.StartAsync();
        var fleet = await console.AddFleetAsync("fleet");
        for (var i = 0; i < 20; i++)
        {
            await console.AskAsync(await console.AddSimAsync(SimStatus.Active, fleet), SimStatus.Inactive, receiver.Url);
        }

        await console.WorkAsync();
        await console.DeliverAsync();
        Assert.Equal(40, receiver.Got.Count);
        Assert.All(receiver.Got.GroupBy(r => r.Fields["SimSid"]), told => Assert.Equal(["scheduled", "inactive"], told.Select(r => r.Status)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public async Task No_callback_waits_until_a_clock_that_was_set_back_is_where_it_was(int failures)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await CallbackConsole.StartAsync();
        await console.AskAsync(await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet")), SimStatus.Inactive, receiver.Url);
        receiver.Answer = Fails;
        foreach (var wait in CallbackSchedule.Waits.Take(failures))
        {
            await console.DeliverAsync();
            console.Time.Advance(wait);
        }

        console.Time.AdjustTime(console.Time.GetUtcNow() - TimeSpan.FromDays(40));
        receiver.Answer = context => Task.FromResult(context.Response.StatusCode = StatusCodes.Status204NoContent);
        Assert.Equal(1, await console.DeliverAsync());
        Assert.Equal("scheduled", receiver.Got.Last().Status);
    }

    [Fact]
    public async Task The_end_waits_while_the_beginning_is_not_taken_and_goes_out_once_that_is_given_up()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = Fails;
        await using var console = await CallbackConsole.StartAsync();
        await console.AskAsync(await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet")), SimStatus.Inactive, receiver.Url);
        await console.WorkAsync();
        foreach (var wait in CallbackSchedule.Waits)
        {
            Assert.Equal(1, await console.DeliverAsync());
            console.Time.Advance(wait - TimeSpan.FromSeconds(1));
            Assert.Equal(0, await console.DeliverAsync());
            console.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.All(receiver.Got, r => Assert.Equal("scheduled", r.Status));
        Assert.Single(receiver.Got.Select(r => r.Headers["webhook-id"]).Distinct());
        receiver.Answer = context => { context.Response.StatusCode = receiver.Got.Last().Status == "scheduled" ? 503 : 200; return Task.CompletedTask; };
        Assert.Equal(2, await console.DeliverAsync());

        var callback = await console.OnlyCallbackAsync();
        Assert.Equal([CallbackState.GivenUp, CallbackState.Delivered], callback.Messages.Select(m => m.State));
        Assert.Equal("inactive", receiver.Got.Last().Status);
        Assert.Null((await console.DeliveriesAsync())[7].NextTryAt);
    }

    [Fact]
    public async Task A_receiver_that_fails_six_times_hears_it_the_seventh_time()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = async context =>
        {
            context.Response.StatusCode = receiver.Got.Count <= 6 ? 500 : 200;
            await context.Response.WriteAsync(new string('x', 100_000), Token);
        };
        await using var console = await CallbackConsole.StartAsync();
        await console.AskAsync(await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet")), SimStatus.Inactive, receiver.Url);
        foreach (var wait in CallbackSchedule.Waits.Take(6))
        {
            Assert.Equal(1, await console.DeliverAsync());
            console.Time.Advance(wait);
        }

        Assert.Equal(1, await console.DeliverAsync());
        var deliveries = await console.DeliveriesAsync();
        Assert.Equal([500, 500, 500, 500, 500, 500, 200], deliveries.Select(d => d.StatusCode!.Value));
        Assert.Equal(CallbackSchedule.Waits.Take(6), deliveries.Take(6).Select(d => d.NextTryAt!.Value - d.At));
        Assert.All(deliveries, d => Assert.Equal(Delivery.AnswerLength, d.Answer!.Length));
        Assert.Equal(CallbackState.Delivered, (await console.OnlyCallbackAsync()).State);
    }

    [Fact]
    public async Task A_change_that_failed_says_why_and_what_the_sim_fell_back_to()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await CallbackConsole.StartAsync(("Network:Simulated:RefusalRate", "1"));
        await console.AskAsync(await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet")), SimStatus.Inactive, receiver.Url);
        await console.WorkAsync();
        await console.DeliverAsync();
        var end = receiver.Got.Last();
        Assert.Equal(("active", "83098"), (end.Status, end.Fields["ErrorCode"]));
        Assert.Equal((await console.ChangesAsync()).Single(c => c.Kind == StatusChangeKind.Requested).Failure, end.Fields["ErrorMessage"]);
    }

    [Fact]
    public async Task A_change_that_a_loss_report_overtakes_says_so()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await CallbackConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Inactive, await console.AddFleetAsync("fleet"));
        await console.AskAsync(sim, SimStatus.Active, receiver.Url);
        var reported = await console.Get<LossReportService>().ReportAsync(new LossOrder([sim.Id], LossKind.Stolen), TestConsole.Someone, Token);
        Assert.Null(reported.Refusal);
        await console.WorkAsync();
        await console.DeliverAsync();
        Assert.Equal(["scheduled", "scheduled"], receiver.Got.Select(r => r.Status));
        Assert.Equal("83099", receiver.Got.Last().Fields["ErrorCode"]);
    }

    [Fact]
    public async Task A_change_that_the_network_carries_out_before_a_loss_report_undoes_it_never_tells_that_the_sim_is_on()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await CallbackConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Inactive, await console.AddFleetAsync("fleet"));
        await console.AskAsync(sim, SimStatus.Active, receiver.Url);
        var claimed = (await console.Get<StatusChangeQueue>().ClaimAsync(StatusChangePriority.Bulk, Token))!;
        Assert.Null((await console.Get<LossReportService>().ReportAsync(new LossOrder([sim.Id], LossKind.Stolen), TestConsole.Someone, Token)).Refusal);
        var done = new ChangeOutcome.Completed("switched on", console.Time.Now());
        await console.Get<StatusChangeService>().EndAsync(claimed, [new ChangeVerdict(claimed.Rows[0], done)], Token);
        Assert.Equal(SimStatus.Scheduled, await console.StatusAsync(sim));
        await console.DeliverAsync();
        Assert.Equal(["scheduled", "scheduled"], receiver.Got.Select(r => r.Status));
    }

    [Fact]
    public async Task A_callback_belongs_to_its_request_alone_and_only_where_that_begins_a_change()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await CallbackConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"));
        await console.AskAsync(sim, SimStatus.Active, receiver.Url);
        Assert.Equal(0, await console.DeliverAsync());
        await console.AskAsync(sim, SimStatus.Inactive, receiver.Url);
        await console.WorkAsync();
        await console.DeliverAsync();
        await console.AskAsync(sim, SimStatus.Active);
        await console.WorkAsync();
        await console.DeliverAsync();
        Assert.Equal(["scheduled", "inactive"], receiver.Got.Select(r => r.Status));
    }

    [Fact]
    public async Task Redirects_are_not_followed()
    {
        await using var other = await Receiver.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = context => { context.Response.Redirect(other.Url); return Task.CompletedTask; };
        await using var console = await CallbackConsole.StartAsync();
        await console.AskAsync(await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet")), SimStatus.Inactive, receiver.Url);
        await console.DeliverAsync();
        Assert.Equal(302, Assert.Single(await console.DeliveriesAsync()).StatusCode);
        Assert.Empty(other.Got);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_in_time_is_tried_again()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        await using var console = await CallbackConsole.StartAsync(("Callbacks:Timeout", "00:00:00.3"));
        await console.AskAsync(await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet")), SimStatus.Inactive, receiver.Url);
        await console.DeliverAsync();
        var delivery = Assert.Single(await console.DeliveriesAsync());
        Assert.Equal("No answer within 0.3 seconds.", delivery.Error);
        Assert.InRange(delivery.LatencyMs, 280, 5_000);
        Assert.Equal(TimeSpan.FromSeconds(5), delivery.NextTryAt - delivery.At);
    }

    [Fact]
    public async Task What_was_given_up_can_be_resent_and_so_can_what_was_delivered()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = Fails;
        await using var console = await CallbackConsole.StartAsync();
        await console.AskAsync(await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet")), SimStatus.Inactive, receiver.Url);
        foreach (var wait in CallbackSchedule.Waits)
        {
            await console.DeliverAsync();
            console.Time.Advance(wait);
        }

        await console.DeliverAsync();
        var callback = await console.OnlyCallbackAsync();
        Assert.Equal(CallbackState.GivenUp, callback.State);

        receiver.Answer = context => Task.CompletedTask;
        Assert.Null((await console.Get<CallbackService>().ResendAsync(callback.Sid, null, TestConsole.Someone, Token)).Refusal);
        Assert.Equal(1, await console.DeliverAsync());
        Assert.Null((await console.Get<CallbackService>().ResendAsync(callback.Sid, CallbackMessage.Scheduled, TestConsole.Someone, Token)).Refusal);
        Assert.Equal(1, await console.DeliverAsync());
        Assert.Equal(CallbackState.Delivered, (await console.OnlyCallbackAsync()).State);
        Assert.Equal(20001, (await console.Get<CallbackService>().ResendAsync(callback.Sid, CallbackMessage.End, TestConsole.Someone, Token)).Refusal!.Code);
        Assert.Equal(20404, (await console.Get<CallbackService>().ResendAsync("CB0", null, TestConsole.Someone, Token)).Refusal!.Code);
        Assert.Single(receiver.Got.Select(r => r.Headers["webhook-id"]).Distinct());

        // The count of what waits still says the truth: the end, of a change that is late by now, is told once.
        await console.RunOutOfTimeAsync();
        await console.WorkAsync();
        Assert.Equal(1, await console.DeliverAsync());
        Assert.Equal(("active", "83098"), (receiver.Got.Last().Status, receiver.Got.Last().Fields["ErrorCode"]));
    }

    [Fact]
    public async Task What_a_worker_had_taken_whose_process_has_died_is_delivered_by_another()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await CallbackConsole.StartAsync();
        await console.AskAsync(await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet")), SimStatus.Inactive, receiver.Url);
        await using var other = console.StartAnother();
        var host = Assert.Single(await other.Get<CallbackQueue>().DueHostsAsync(Token));
        var taken = Assert.Single(await other.Get<CallbackQueue>().ClaimAsync(host, 10, Token));
        console.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await console.DeliverAsync());
        await using (var ended = console.OpenDb())
        {
            await ended.RunningProcesses.Where(p => p.Id == other.Get<ThisProcess>().Known).ExecuteDeleteAsync(Token);
            await console.Get<CallbackQueue>().ReleaseAsync(ended, Token);
        }

        Assert.Equal(1, await console.DeliverAsync());

        // The one that was thought dead comes back with its answer: its attempt shows, and changes nothing.
        var late = (await console.DeliveriesAsync())[0] with { Id = 0, StatusCode = 500 };
        await console.Get<CallbackRecorder>().Add(taken, late);
        Assert.Equal(CallbackState.Delivered, (await console.OnlyCallbackAsync()).State);
        Assert.Equal(2, (await console.DeliveriesAsync()).Count);
        await using var db = console.OpenDb();
        Assert.Equal(0, (await db.Callbacks.AsNoTracking().SingleAsync(Token)).Waiting);
    }

    [Fact]
    public async Task What_was_taken_and_not_sent_is_sent_also_where_nothing_else_is_due()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await CallbackConsole.StartAsync();
        await console.AskAsync(await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet")), SimStatus.Inactive, receiver.Url);
        var queue = console.Get<CallbackQueue>();
        var host = Assert.Single(await queue.DueHostsAsync(Token));
        var taken = Assert.Single(await queue.ClaimAsync(host, 10, Token));
        Assert.Empty(await queue.DueHostsAsync(Token));

        // As of a process that stood still in between, or could not write down what became of it.
        queue.Abandon(taken);

        Assert.Equal(1, await console.DeliverAsync());
        Assert.Single(receiver.Got);
    }

    private static Task Fails(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }
}
