using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace SimConsole.Live.Bus;

/// <summary>Whether what carries live events between processes is there.</summary>
internal sealed class BusCheck(IOptions<LiveOptions> options, IBusCarrier carrier) : ICheck
{
    public string Name => "Live events";

    public async Task<CheckResult> LookAsync(CancellationToken token)
    {
        if (options.Value.RedisOptions() is not { } redis)
        {
            return CheckResult.Well(carrier is PostgreSqlCarrier ? "PostgreSQL carries them between several processes." : "Nothing carries them between several processes, and one needs nothing.");
        }

        redis.AbortOnConnectFail = true;
        try
        {
            await using var server = await ConnectionMultiplexer.ConnectAsync(redis).WaitAsync(token);
            await server.GetSubscriber().PingAsync().WaitAsync(token);
            return CheckResult.Well("Redis carries them between several processes.");
        }
        catch (RedisException fault)
        {
            return CheckResult.Bad($"The Redis server of {LiveOptions.RedisKey} does not answer: {fault.Message}");
        }
    }
}
