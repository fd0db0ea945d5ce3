using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.SignalR.Client;
using Npgsql;
using SimConsole.Live;
using SimConsole.Live.Bus;
using SimConsole.Sims;
using SimConsole.Tests.Api;
using SimConsole.Work;

namespace SimConsole.Tests.Live.Bus;

/// <summary>The carriers themselves, between two consoles: the database's own and a Redis server, and what happens when they break.</summary>
public sealed class CarrierTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redis_carries_also_after_it_was_killed_and_began_again()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = await ServedConsole.StartAsync((LiveOptions.RedisKey, redis.ConnectionString));
        await using var other = one.StartAnother(_ => { }, (LiveOptions.RedisKey, redis.ConnectionString), ("StatusChanges:Work", "false"));
        Assert.IsType<RedisCarrier>(one.Get<IBusCarrier>());

        await HeardAtTheOtherAsync(one, other, redis.RestartAsync);
    }

    [Fact]
    public async Task A_redis_server_that_is_not_there_at_the_start_costs_a_second_and_no_more()
    {
        await using var one = await ServedConsole.StartAsync((LiveOptions.RedisKey, "127.0.0.1:1,connectTimeout=200,connectRetry=1"));
        await using var other = one.StartAnother(_ => { }, (LiveOptions.RedisKey, "127.0.0.1:1,connectTimeout=200,connectRetry=1"), ("StatusChanges:Work", "false"));

        await SwitchAndHearAsync(one, other);
    }

    [Trait("Only", "PostgreSql")]
    [Fact]
    public async Task PostgreSql_carries_also_after_its_connections_were_ended()
    {
        await using var one = await ServedConsole.StartAsync();
        await using var other = one.StartAnother(_ => { }, ("StatusChanges:Work", "false"));
        Assert.IsType<PostgreSqlCarrier>(one.Get<IBusCarrier>());

        await HeardAtTheOtherAsync(one, other, () => TestDatabase.OnPostgreSqlAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = '" + DatabaseOf(one) + "'"));
    }

    [Trait("Only", "Sqlite")]
    [Fact]
    public async Task A_database_that_carries_nothing_is_looked_at()
    {
        await using var one = await ServedConsole.StartAsync();
        await using var other = one.StartAnother(_ => { }, ("StatusChanges:Work", "false"));
        Assert.IsType<NoCarrier>(one.Get<IBusCarrier>());

        await SwitchAndHearAsync(one, other);
    }

    private static async Task HeardAtTheOtherAsync(ServedConsole one, ServedConsole other, Func<Task> breakAsync)
    {
        await SureAsync(one, other);
        await SwitchAndHearAsync(one, other);
        await breakAsync();
        await SwitchAndHearAsync(one, other);
        await SureAsync(one, other);
        await SwitchAndHearAsync(one, other);
    }

    private static Task SureAsync(params ServedConsole[] consoles) =>
        Wait.UntilAsync(() => consoles.All(console => console.Get<ThisProcess>().HasOthers && console.Get<ProcessBus>().IsSure));

    /// <summary>Switches Sims at the one, and waits until a program at the other has heard how each ended.</summary>
    private static async Task SwitchAndHearAsync(ServedConsole one, ServedConsole other)
    {
        await Wait.UntilAsync(() => one.Get<ThisProcess>().HasOthers && other.Get<ThisProcess>().HasOthers);
        var fleet = await one.AddFleetAsync($"meters-{Guid.NewGuid():N}");
        var sims = await one.AddSimsAsync(5, SimStatus.New, fleet);
        var heard = new ConcurrentDictionary<string, string>();
        await using var hub = new HubConnectionBuilder()
            .WithUrl(new Uri(other.Address, LiveHub.Address), options => options.Headers["Authorization"] = ServedConsole.Basic(ServedConsole.AccountSid, ServedConsole.AuthToken).ToString())
            .Build();
        hub.On<LiveSim[]>(nameof(ILiveClient.SimsChanged), changed => Array.ForEach(changed, sim => heard[sim.Sid] = sim.Status));
        await hub.StartAsync(Token);
        await hub.InvokeAsync(nameof(LiveHub.WatchEverything), Token);

        foreach (var sim in sims)
        {
            await one.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.Accepted, ("Status", "active"));
        }

        await Wait.UntilAsync(() => sims.All(sim => heard.GetValueOrDefault(sim.Sid) == "active"));
    }

    private static string DatabaseOf(ServedConsole console) => new NpgsqlConnectionStringBuilder(console.DatabaseConnection).Database!;
}
