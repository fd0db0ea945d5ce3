using SimConsole.Data;

namespace SimConsole.Work;

/// <summary>
/// One lane of a worker of due rows: works as long as something is due, then sleeps until woken, or until it is time to look again. A fault is logged and
/// followed by a pause; trouble of the database, which is logged elsewhere, is followed by ever longer pauses, until it is over.
/// </summary>
/// <param name="signal">What wakes it; null if only time does.</param>
internal sealed class WorkerLane(Signal? signal, TimeProvider time, Action<Exception> interrupted)
{
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>The pause after a fault.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Runs until <paramref name="token"/> is cancelled.</summary>
    /// <param name="work">Does one round of work, and returns how long to sleep then; null for not at all.</param>
    public async Task RunAsync(Func<CancellationToken, Task<TimeSpan?>> work, CancellationToken token)
    {
        await Task.Yield();
        var pause = Pause;
        while (!token.IsCancellationRequested)
        {
            try
            {
                // Taken before anything is looked for, so that rows that are added meanwhile wake the lane.
                var woken = signal?.Next;
                var sleeps = await work(token);
                pause = Pause;
                if (sleeps is { } sleep)
                {
                    await SleepAsync(woken, sleep, token);
                }
            }
            catch (Exception exception) when (!token.IsCancellationRequested)
            {
                if (DatabaseTrouble.Of(exception) is null)
                {
                    interrupted(exception);
                }

                await Task.Delay(pause, time, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = DatabaseTrouble.Of(exception) is null ? Pause : TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, Math.Max(Pause.Ticks, LongestPause.Ticks)));
            }
            catch (Exception) when (token.IsCancellationRequested)
            {
                // When the work is stopped in the middle, it may throw any exception: it is no fault, and must not end the host.
                return;
            }
        }
    }

    /// <summary>How long to sleep until a row is due: at least 100 ms, and at most <paramref name="longest"/>, which is also the answer if no row is due.</summary>
    public TimeSpan Until(DateTimeOffset? due, TimeSpan longest) =>
        TimeSpan.FromTicks(Math.Clamp((due - time.Now() ?? longest).Ticks, ShortestSleep.Ticks, longest.Ticks));

    private async Task SleepAsync(Task? woken, TimeSpan sleep, CancellationToken token)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(token);
        var slept = Task.Delay(sleep, time, cancel.Token);
        await (woken is null ? Task.WhenAny(slept) : Task.WhenAny(woken, slept));
        await cancel.CancelAsync();
    }
}
