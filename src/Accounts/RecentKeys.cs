using System.Collections.Concurrent;

namespace SimConsole.Accounts;

/// <summary>
/// The keys that programs have used in the last moment, so that one which asks a thousand times a second is not looked up as often. What this process changes of
/// a key holds at once; what another process changes holds within <see cref="Fresh"/>, as with a person's session.
/// </summary>
internal sealed class RecentKeys(TimeProvider time)
{
    /// <summary>How long a process goes by what it has read of a key.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, (ApiKey Key, long ReadAt)> _keys = new(StringComparer.Ordinal);
    private int _changes;

    /// <summary>To be asked before a key is read that is to be kept.</summary>
    public (int Changes, long At) Begin() => (Volatile.Read(ref _changes), time.GetTimestamp());

    /// <summary>Keeps a key that was read, unless something has changed since.</summary>
    public void Keep(ApiKey key, (int Changes, long At) begun)
    {
        _keys[key.Sid] = (key, begun.At);
        if (Volatile.Read(ref _changes) != begun.Changes)
        {
            _keys.Clear();
        }
    }

    /// <summary>The key as it was a moment ago; null where it has to be read.</summary>
    public ApiKey? Find(string sid) => _keys.TryGetValue(sid, out var recent) && time.GetElapsedTime(recent.ReadAt) < Fresh ? recent.Key : null;

    /// <summary>Something of a key has changed.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref _changes);
        _keys.Clear();
    }
}
