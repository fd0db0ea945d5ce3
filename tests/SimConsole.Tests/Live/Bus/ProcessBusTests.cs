using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SimConsole.Accounts;
using SimConsole.BulkChanges;
using SimConsole.Live;
using SimConsole.Live.Bus;
using SimConsole.Sims;
using SimConsole.Tests.Api;
using SimConsole.Work;

namespace SimConsole.Tests.Live.Bus;

/// <summary>Two consoles on one database, of which one works, with a carrier between them that can lose what it carries.</summary>
public sealed class ProcessBusTests : IAsyncLifetime
{
    private readonly MemoryCarrier _carrier = new();
    private ServedConsole _one = null!;
    private ServedConsole _other = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _one = await ServedConsole.StartAsync(Carry);
        _other = _one.StartAnother(Carry, ("StatusChanges:Work", "false"));
        await Wait.UntilAsync(() => _one.Get<ThisProcess>().HasOthers && _other.Get<ThisProcess>().HasOthers);
    }

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _one.DisposeAsync();
    }

    public static TheoryData<string> Losses => ["nothing", "what tells of SIMs", "everything"];

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Who_watches_at_the_other_process_hears_how_it_ended_whatever_is_lost(string lost)
    {
        var sims = await _one.AddSimsAsync(3, SimStatus.New, await _one.AddFleetAsync("meters"));
        var (named, all) = (new ConcurrentQueue<SimChanged>(), new ConcurrentQueue<SimChanged>());
        using var some = _other.Get<LiveFeed>().WatchSims(Into(named));
        some.Show(sims.Select(sim => sim.Id));
        using var everything = _other.Get<LiveFeed>().WatchEverything(Into(all));
        await SettleAsync();
        _carrier.Loses = lost switch { "everything" => _ => true, "nothing" => _ => false, _ => message => message.Sims.Count > 0 };

        foreach (var sim in sims)
        {
            await _one.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.Accepted, ("Status", "active"));
        }

        await Wait.UntilAsync(() => sims.All(sim => named.Any(heard => heard.SimId == sim.Id && heard.Status == SimStatus.Active)));
        await Wait.UntilAsync(() => sims.All(sim => all.Any(heard => heard.SimId == sim.Id && heard.Status == SimStatus.Active)));
    }

    [Fact]
    public async Task What_nobody_knows_of_is_looked_at_again_by_those_who_watch_everything()
    {
        var sim = (await _one.AddSimsAsync(1))[0];
        var calls = 0;
        using var everything = _other.Get<LiveFeed>().WatchEverything(_ =>
        {
            Interlocked.Increment(ref calls);
            return Task.CompletedTask;
        });
        await SettleAsync();
        _carrier.Loses = message => message.Sims.Count > 0;

        // A name leaves the status, and with it the time of its change, as they were.
        var before = Volatile.Read(ref calls);
        await _one.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.OK, ("UniqueName", "pump-7"));

        await Wait.UntilAsync(() => Volatile.Read(ref calls) > before);
    }

    [Fact]
    public async Task A_signal_wakes_those_who_wait_at_the_other_process()
    {
        await SettleAsync();
        var next = _other.Get<BulkChangeNews>().Next;

        _one.Get<BulkChangeNews>().Wake();

        await next.WaitAsync(Wait.Limit, Token);
    }

    [Fact]
    public async Task A_signal_that_is_lost_wakes_them_too()
    {
        await SettleAsync();
        var next = _other.Get<BulkChangeNews>().Next;
        _carrier.Loses = message => message.Woken.Count > 0;

        _one.Get<BulkChangeNews>().Wake();

        await next.WaitAsync(Wait.Limit, Token);
    }

    [Fact]
    public async Task What_a_process_had_not_said_when_it_ended_is_looked_for()
    {
        await SettleAsync();
        var next = _one.Get<BulkChangeNews>().Next;
        _carrier.Loses = _ => true;
        _other.Get<BulkChangeNews>().Wake();

        await _other.DisposeAsync();

        await next.WaitAsync(Wait.Limit, Token);
    }

    [Fact]
    public async Task What_is_no_message_breaks_nothing()
    {
        await SettleAsync();
        _carrier.Say("no message");
        _carrier.Say("{}");
        var next = _other.Get<BulkChangeNews>().Next;

        _one.Get<BulkChangeNews>().Wake();

        await next.WaitAsync(Wait.Limit, Token);
    }

    [Fact]
    public async Task A_key_that_is_revoked_at_one_process_ends_the_connection_at_the_other()
    {
        var keys = _one.Get<ApiKeyService>();
        var made = (await keys.CreateAsync(new ApiKeyOrder("watcher", Permissions.SimsRead, null), TestConsole.Someone, Token)).Value!;
        await using var hub = new HubConnectionBuilder()
            .WithUrl(new Uri(_other.Address, LiveHub.Address), options => options.Headers["Authorization"] = ServedConsole.Basic(made.Key.Sid, made.Secret).ToString())
            .Build();
        var closed = new TaskCompletionSource();
        hub.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        await hub.StartAsync(Token);

        await keys.RevokeAsync(made.Key.Sid, TestConsole.Someone, Token);

        await closed.Task.WaitAsync(Wait.Limit, Token);
    }

    [Fact]
    public async Task A_process_that_is_alone_says_nothing()
    {
        await SettleAsync();
        await _other.DisposeAsync();
        await Wait.UntilAsync(() => !_one.Get<ThisProcess>().HasOthers);
        _carrier.Sent.Clear();
        var heard = new ConcurrentQueue<SimChanged>();
        using var everything = _one.Get<LiveFeed>().WatchEverything(Into(heard));

        var sim = (await _one.AddSimsAsync(1, SimStatus.New, await _one.AddFleetAsync("meters")))[0];
        await _one.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.Accepted, ("Status", "active"));

        await Wait.UntilAsync(() => heard.Any(change => change.Status == SimStatus.Active));
        Assert.Empty(_carrier.Sent);
    }

    /// <summary>Waits until both hear themselves and each other, and nothing is doubtful that was.</summary>
    private async Task SettleAsync()
    {
        await Wait.UntilAsync(() => _carrier.Sent.Select(message => message.From).Distinct().Count() == 2);
        await Wait.UntilAsync(() => new[] { _one, _other }.All(console => console.Get<ProcessBus>().IsSure));
    }

    private void Carry(IServiceCollection services) => services.AddSingleton<IBusCarrier>(_carrier);

    private static Func<IReadOnlyList<SimChanged>, Task> Into(ConcurrentQueue<SimChanged> heard) => changes =>
    {
        foreach (var change in changes)
        {
            heard.Enqueue(change);
        }

        return Task.CompletedTask;
    };
}
