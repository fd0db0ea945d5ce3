using System.Globalization;
using SimConsole.Shell;

namespace SimConsole.BulkChanges;

/// <summary>How fast a bulk change goes, by what was seen of it lately, and how long it still takes.</summary>
internal sealed class BulkChangePace
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstGuess = TimeSpan.FromSeconds(2);

    private readonly Queue<(DateTimeOffset At, int Done)> _seen = new();

    /// <summary>Remembers how far it was at a time.</summary>
    public void Add(BulkChange bulk, DateTimeOffset now)
    {
        _seen.Enqueue((now, BulkChangeWords.Done(bulk)));
        while (now - _seen.Peek().At > Window)
        {
            _seen.Dequeue();
        }
    }

    /// <summary>Share, rate and time left in words; how long it took once it has ended.</summary>
    public string Says(BulkChange bulk)
    {
        var (done, total) = (BulkChangeWords.Done(bulk), BulkChangeWords.Total(bulk));
        var share = total == 0 ? 1 : (double)done / total;
        if (bulk.EndedAt is { } ended)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{share:P0} · took {Durations.Words(ended - bulk.CommittedAt!.Value)}");
        }

        var (first, last) = (_seen.Peek(), _seen.Last());
        var rate = last.At - first.At < FirstGuess ? 0 : (last.Done - first.Done) / (last.At - first.At).TotalSeconds;
        return rate <= 0 || bulk.State == BulkChangeState.Paused
            ? string.Create(CultureInfo.InvariantCulture, $"{share:P0}")
            : string.Create(CultureInfo.InvariantCulture, $"{share:P0} · {(rate < 100 ? $"{rate:0.0}" : $"{rate:#,0}")} a second · {Durations.Words(TimeSpan.FromSeconds(Math.Ceiling((total - done) / rate)))} left");
    }
}
