using System.Collections.Concurrent;
using System.Threading.Channels;
using SimConsole.Live.Bus;

namespace SimConsole.Tests.Live.Bus;

/// <summary>Carries messages between consoles of this process, and loses those that it is told to lose.</summary>
internal sealed class MemoryCarrier : IBusCarrier
{
    private readonly ConcurrentDictionary<Channel<string>, bool> _listeners = new();

    /// <summary>Which messages nobody gets.</summary>
    public Func<BusMessage, bool> Loses { get; set; } = _ => false;

    /// <summary>What was sent, lost or not.</summary>
    public ConcurrentQueue<BusMessage> Sent { get; } = new();

    /// <summary>Hands something on to everybody, whatever it is.</summary>
    public void Say(string text)
    {
        foreach (var listener in _listeners.Keys)
        {
            listener.Writer.TryWrite(text);
        }
    }

    public Task SendAsync(IReadOnlyList<string> messages, CancellationToken token)
    {
        foreach (var text in messages)
        {
            var message = BusMessage.Read(text)!;
            Sent.Enqueue(message);
            if (!Loses(message))
            {
                Say(text);
            }
        }

        return Task.CompletedTask;
    }

    public async Task ListenAsync(Action<string> receive, CancellationToken token)
    {
        var listener = Channel.CreateUnbounded<string>();
        _listeners.TryAdd(listener, true);
        await foreach (var text in listener.Reader.ReadAllAsync(token))
        {
            receive(text);
        }
    }
}
