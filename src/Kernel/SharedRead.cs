namespace SimConsole.Kernel;

/// <summary>
/// One reading for all callers that want the same at the same time, and at most one every <paramref name="interval"/>. Each caller gets a reading that begins
/// after it asked, so that what an event told of is in it.
/// </summary>
public sealed class SharedRead<T>(Func<Task<T>> read, TimeSpan interval, TimeProvider time) where T : class
{
    private readonly Lock _lock = new();
    private Task<T>? _waiting;
    private Task<T>? _last;
    private long? _begunAt;

    /// <summary>What was read within the last <c>interval</c>, or null: good enough to show until <see cref="ReadAsync"/> answers.</summary>
    public T? Recent
    {
        get
        {
            lock (_lock)
            {
                return _last is { IsCompletedSuccessfully: true } && UntilNext() > TimeSpan.Zero ? _last.Result : null;
            }
        }
    }

    /// <summary>Reads, together with all others that ask before the reading begins. If this caller cancels, the reading goes on for the others.</summary>
    public Task<T> ReadAsync(CancellationToken token)
    {
        lock (_lock)
        {
            _waiting ??= Task.Run(ReadNextAsync, CancellationToken.None);
            return _waiting.WaitAsync(token);
        }
    }

    private async Task<T> ReadNextAsync()
    {
        if (_last is { } last)
        {
            await last.ContinueWith(_ => { }, TaskScheduler.Default);
        }

        if (UntilNext() is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time);
        }

        lock (_lock)
        {
            // A caller that asks from now on may have seen something that this reading misses.
            (_last, _waiting, _begunAt) = (_waiting, null, time.GetTimestamp());
        }

        return await read();
    }

    private TimeSpan UntilNext() => _begunAt is { } begun ? interval - time.GetElapsedTime(begun) : TimeSpan.Zero;
}
