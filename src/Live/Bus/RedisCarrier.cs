using Microsoft.Extensions.Options;
using SimConsole.Accounts;
using StackExchange.Redis;

namespace SimConsole.Live.Bus;

/// <summary>A Redis server, through its publish and subscribe, on a channel of this console's account. The server stores no messages.</summary>
internal sealed class RedisCarrier(AccountService account, IOptions<LiveOptions> options) : IBusCarrier, IAsyncDisposable
{
    private ConnectionMultiplexer? _server;

    private RedisChannel Channel => RedisChannel.Literal($"simconsole:{account.Sid}");

    public async Task SendAsync(IReadOnlyList<string> messages, CancellationToken token)
    {
        if (_server is not { } server)
        {
            return;
        }

        var subscriber = server.GetSubscriber();
        foreach (var message in messages)
        {
            await subscriber.PublishAsync(Channel, message).WaitAsync(token);
        }
    }

    public async Task ListenAsync(Action<string> receive, CancellationToken token)
    {
        // It reconnects and subscribes again by itself; the messages lost meanwhile show as a gap in the numbers.
        _server ??= await ConnectionMultiplexer.ConnectAsync(options.Value.RedisOptions()!).WaitAsync(token);
        var messages = await _server.GetSubscriber().SubscribeAsync(Channel).WaitAsync(token);
        try
        {
            while (true)
            {
                receive((await messages.ReadAsync(token)).Message.ToString());
            }
        }
        finally
        {
            await messages.UnsubscribeAsync(CommandFlags.FireAndForget);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            await server.DisposeAsync();
        }
    }
}
