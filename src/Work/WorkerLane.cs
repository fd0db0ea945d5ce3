using SimConsole.Data;

namespace SimConsole.Work;

/// <summary>
/// One lane of a worker of due rows: works as long as something is due, then sleeps until woken, or until it is time to look again. Trouble is
/// told, and followed by a pause; trouble of the database, which is told of elsewhere, by ever longer ones, until it is over.
/// </summary>
/// <param name="signal">What wakes it; null where only time does.</param>
internal sealed class WorkerLane(Signal? signal, TimeProvider time, Action<Exception> interrupted)
{
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>The pause after trouble.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Runs until <paramref name="token"/> is cancelled.</summary>
    /// <param name="work">Works once, and says how long to sleep then; null for not at all.</param>
    public async Task RunAsync(Func<CancellationToken, Task<TimeSpan?>> work, CancellationToken token)
    {
        await Task.Yield();
        var pause = Pause;
        while (!token.IsCancellationRequested)
        {
            try
            {
                // Taken before anything is looked for: what comes meanwhile wakes.
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
                // Who is stopped in the middle hears of it in the words of whatever he was at: it is no trouble, and ends no host.
                return;
            }
        }
    }

    /// <summary>How long to sleep until a row is due: 100 ms at least, <paramref name="longest"/> at most, and where none is.</summary>
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
