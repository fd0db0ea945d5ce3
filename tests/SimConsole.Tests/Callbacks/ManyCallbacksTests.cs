using System.Net;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using SimConsole.Callbacks;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Tests.Api;
using SimConsole.Work;

namespace SimConsole.Tests.Callbacks;

/// <summary>The running console, with its workers, against real receivers.</summary>
public sealed class ManyCallbacksTests
{
    private const int Many = 10_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A receiver that does not answer is waited for until the test has given up: who waits for it is red, and who does not is not, at any speed.</summary>
    private static (string, string)[] Patient { get; } =
        [("Callbacks:AllowedPrivateNetworks:0", "127.0.0.0/8"), ("Callbacks:Timeout", $"{Wait.Limit}")];

    [Fact]
    public async Task Ten_thousand_callbacks_arrive_while_others_wait_for_a_dead_receiver_and_no_change_waits_for_any()
    {
        using var dead = new TcpListener(IPAddress.Loopback, 0);
        dead.Start();
        await using var receiver = await Receiver.StartAsync();
        await using var console = await ServedConsole.StartAsync(Patient);
        var sims = await console.AddSimsAsync(Many, SimStatus.Active, await console.AddFleetAsync("fleet"));
        var deadUrl = CallbackRequest.Of($"http://127.0.0.1:{((IPEndPoint)dead.LocalEndpoint).Port}/", CallMethod.Post).Value;
        var url = CallbackRequest.Of(receiver.Url, CallMethod.Post).Value;
        await ChangeAsync(console, [.. sims], i => i < 50 ? deadUrl : url);
        await Wait.UntilAsync(() => receiver.Got.Count >= 2 * (Many - 50));

        Assert.Equal(2 * (Many - 50), receiver.Got.Count);
        Assert.All(receiver.Got.GroupBy(r => r.Fields["SimSid"]), told => Assert.Equal(["scheduled", "inactive"], told.Select(r => r.Status)));
        await Wait.UntilAsync(async () => await CountAsync(console, CallbackState.Delivered) == Many - 50);
        Assert.Equal(50, await CountAsync(console, CallbackState.Waiting));
    }

    [Fact]
    public async Task Forty_dead_receivers_do_not_delay_one_that_lives()
    {
        var dead = Enumerable.Range(0, 40).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        dead.ForEach(listener => listener.Start());
        await using var receiver = await Receiver.StartAsync();
        await using var console = await ServedConsole.StartAsync(Patient);
        var sims = await console.AddSimsAsync(410, SimStatus.Active, await console.AddFleetAsync("fleet"));
        await ChangeAsync(console, [.. sims.Take(400)], i => CallbackRequest.Of($"http://127.0.0.1:{((IPEndPoint)dead[i % 40].LocalEndpoint).Port}/", CallMethod.Post).Value);
        await Wait.UntilAsync(() => dead.TrueForAll(listener => listener.Pending()));
        await ChangeAsync(console, [.. sims.Skip(400)], _ => CallbackRequest.Of(receiver.Url, CallMethod.Post).Value);
        await Wait.UntilAsync(() => receiver.Got.Count == 20);
        dead.ForEach(listener => listener.Dispose());
    }

    [Fact]
    public async Task The_beginning_comes_before_the_end_however_fast_the_network_is()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = context => Task.Delay(Random.Shared.Next(20), context.RequestAborted);
        await using var console = await ServedConsole.StartAsync(("Callbacks:AllowedPrivateNetworks:0", "127.0.0.0/8"), ("Network:Simulated:Delay", "00:00:00.001"));
        var sims = await console.AddSimsAsync(100, SimStatus.Active, await console.AddFleetAsync("fleet"));
        foreach (var sim in sims)
        {
            await console.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.Accepted, ("Status", "inactive"), ("CallbackUrl", receiver.Url));
        }

        await Wait.UntilAsync(() => receiver.Got.Count == 200);
        Assert.All(receiver.Got.GroupBy(r => r.Fields["SimSid"]), told => Assert.Equal(["scheduled", "inactive"], told.Select(r => r.Status)));
    }

    [Fact]
    public async Task A_process_that_works_no_changes_delivers_no_callbacks()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await ServedConsole.StartAsync(("Callbacks:AllowedPrivateNetworks:0", "127.0.0.0/8"), ("StatusChanges:Work", "false"));
        var sim = (await console.AddSimsAsync(1, SimStatus.Active, await console.AddFleetAsync("fleet")))[0];
        await console.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.Accepted, ("Status", "inactive"), ("CallbackUrl", receiver.Url));
        await Task.Delay(500, Token);
        Assert.Empty(receiver.Got);
    }

    /// <summary>Orders these Sims off, and returns when all are.</summary>
    private static async Task ChangeAsync(ServedConsole console, Sim[] sims, Func<int, CallbackRequest?> callback)
    {
        await using (var db = await console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token))
        {
            await db.InTransactionAsync(async after =>
            {
                for (var i = 0; i < sims.Length; i++)
                {
                    db.Attach(sims[i]);
                    var order = new StatusOrder(SimStatus.Inactive, TestConsole.Someone.Actor) { Priority = StatusChangePriority.Bulk };
                    var change = console.Get<StatusChangeService>().Open(db, sims[i], order, after);
                    if (callback(i) is { } request)
                    {
                        CallbackOutbox.AddScheduled(db, change, sims[i], request, change.QueuedAt);
                    }

                    sims[i].Version++;
                }

                await db.SaveChangesAsync(Token);
            }, Token);
        }

        console.Get<CallbackSignal>().Wake();
        await Wait.UntilAsync(async () =>
        {
            await using var db = await console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
            return !await db.StatusChanges.AnyAsync(c => c.EndedAt == null, Token);
        });
    }

    private static async Task<int> CountAsync(ServedConsole console, CallbackState state)
    {
        await using var db = await console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        return await db.Callbacks.CountAsync(c => c.State == state, Token);
    }
}
