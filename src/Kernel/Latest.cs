namespace SimConsole.Kernel;

/// <summary>
/// The latest answer of another party, for readers that need it often and cannot wait. It is asked for at most once per <paramref name="interval"/>, however
/// many readers there are, and each reader waits no longer than it wants to. A reader that needs an answer from after an event uses <see cref="SharedRead{T}"/>.
/// </summary>
/// <param name="read">Asks, and does not fail: what went wrong is a part of the answer.</param>
public sealed class Latest<T>(Func<Task<T>> read, TimeSpan interval, TimeProvider time) where T : class
{
    /// <summary>For how many intervals an answer counts when no newer one comes.</summary>
    private const int Silence = 6;

    private readonly Lock _lock = new();
    private Task _asked = Task.CompletedTask;
    private long? _askedAt;
    private volatile Answer? _last;

    /// <summary>The last answer; null where there has been none lately.</summary>
    public T? Value => _last is { } last && time.GetElapsedTime(last.At) < Silence * interval ? last.Value : null;

    /// <summary>Asks where the last question is older than the interval, waits for <paramref name="patience"/> at most, and then returns the last answer.</summary>
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
