using System.Globalization;

namespace SimConsole.Kernel;

/// <summary>How fast work goes, by its recent progress, and how long it still takes.</summary>
internal sealed class Pace
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstGuess = TimeSpan.FromSeconds(2);

    private readonly Queue<(DateTimeOffset At, int Done)> _seen = new();

    /// <summary>Remembers how far the work was at a time.</summary>
    public void Add(int done, DateTimeOffset now)
    {
        _seen.Enqueue((now, done));
        while (now - _seen.Peek().At > Window)
        {
            _seen.Dequeue();
        }
    }

    /// <summary>Share, rate and time left in words.</summary>
    /// <param name="stands">Whether the work stands still, so that nothing can be said of its rate.</param>
    public string Says(int done, int total, bool stands)
    {
        var (first, last) = (_seen.Peek(), _seen.Last());
        var rate = stands || last.At - first.At < FirstGuess ? 0 : (last.Done - first.Done) / (last.At - first.At).TotalSeconds;
        return rate <= 0
            ? Share(done, total)
            : string.Create(CultureInfo.InvariantCulture, $"{Share(done, total)} · {(rate < 100 ? $"{rate:0.0}" : $"{rate:#,0}")} a second · {Durations.Words(TimeSpan.FromSeconds(Math.Ceiling((total - done) / rate)))} left");
    }

    /// <summary>Share, and how long it took, once it has ended.</summary>
    public static string Took(int done, int total, TimeSpan took) => $"{Share(done, total)} · took {Durations.Words(took)}";

    private static string Share(int done, int total) => string.Create(CultureInfo.InvariantCulture, $"{(total == 0 ? 1 : (double)done / total):P0}");
}
