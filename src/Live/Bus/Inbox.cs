namespace SimConsole.Live.Bus;

/// <summary>Tells whether messages are missing, by the numbers that each process gives its own messages.</summary>
internal sealed class Inbox(Guid self, TimeProvider time)
{
    /// <summary>A process that has not received its own messages for this long is not heard by others either.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>A process that was silent for this long has ended.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, (long Number, long At)> _last = [];

    /// <summary>Whether messages arrive: this process hears itself.</summary>
    public bool Hears
    {
        get
        {
            lock (_lock)
            {
                return _last.TryGetValue(self, out var own) && time.GetElapsedTime(own.At) < Patience;
            }
        }
    }

    /// <summary>Notes a message. False where one before it is missing, and where it is not known what its sender sent before.</summary>
    public bool IsWhole(BusMessage message)
    {
        lock (_lock)
        {
            var known = _last.TryGetValue(message.From, out var last);
            var heardOfItself = message.From != self || (known && time.GetElapsedTime(last.At) < Patience);
            _last[message.From] = (message.Number, time.GetTimestamp());
            foreach (var gone in _last.Where(each => time.GetElapsedTime(each.Value.At) > Forgotten).Select(each => each.Key).ToList())
            {
                _last.Remove(gone);
            }

            return known && heardOfItself && message.Number == last.Number + 1;
        }
    }
}
