namespace SimConsole.Kernel;

/// <summary>
/// What somebody else says, for those who want to know it again and again and cannot wait: he is asked at most once an <paramref name="interval"/>, however many
/// want it, and waited for no longer than they like. Whoever wants what is newer than an event takes <see cref="SharedRead{T}"/>.
/// </summary>
/// <param name="read">Asks, and does not fail: what went wrong is a part of the answer.</param>
public sealed class Latest<T>(Func<Task<T>> read, TimeSpan interval, TimeProvider time) where T : class
{
    /// <summary>An answer counts for so many intervals where none comes any more.</summary>
    private const int Silence = 6;

    private readonly Lock _lock = new();
    private Task _asked = Task.CompletedTask;
    private long? _askedAt;
    private volatile Answer? _last;

    /// <summary>The last answer; null where there has been none lately.</summary>
    public T? Value => _last is { } last && time.GetElapsedTime(last.At) < Silence * interval ? last.Value : null;

    /// <summary>Asks, where the last question is older than the interval, and waits for <paramref name="patience"/> at most; gives the last answer then.</summary>
    public async Task<T?> ReadAsync(TimeSpan patience, CancellationToken token)
    {
        var asked = Ask();
        if (!asked.IsCompleted)
        {
            await Task.WhenAny(asked, Task.Delay(patience, time, token));
        }

        return Value;
    }

    private Task Ask()
    {
        lock (_lock)
        {
            if (_asked.IsCompleted && (_askedAt is not { } at || time.GetElapsedTime(at) >= interval))
            {
                (_askedAt, _asked) = (time.GetTimestamp(), Task.Run(NoteAsync));
            }

            return _asked;
        }
    }

    private async Task NoteAsync() => _last = new Answer(await read(), time.GetTimestamp());

    private sealed record Answer(T Value, long At);
}
