using System.Globalization;
using SimConsole.Data;

namespace SimConsole.NetworkAuthorities;

/// <summary>What has passed between the console and an authority lately.</summary>
/// <param name="PerSecond">How many requests per second it answered, over the last few seconds.</param>
/// <param name="Latency">How long it took on average; null where it was asked nothing.</param>
/// <param name="LastError">What went wrong last; null where nothing has since the start.</param>
public sealed record AuthorityTraffic(double PerSecond, TimeSpan? Latency, string? LastError, DateTimeOffset? LastErrorAt)
{
    /// <summary>The rate and the time that an answer takes, in words.</summary>
    public string Rate => Latency is not { } latency ? "nothing was asked lately"
        : string.Create(CultureInfo.InvariantCulture, $"{PerSecond:0.#} answers a second, {latency.TotalMilliseconds:0.#} ms each");
}

/// <summary>Counts what an authority answers, and keeps what went wrong last.</summary>
internal sealed class AuthorityMeter(TimeProvider time)
{
    /// <summary>Over how many seconds it counts.</summary>
    private const int Seconds = 10;

    private readonly Lock _lock = new();
    private readonly (long Second, int Count, TimeSpan Took)[] _buckets = new (long, int, TimeSpan)[Seconds];
    private (string Why, DateTimeOffset At)? _error;

    public void Answered(int requests, TimeSpan took)
    {
        var second = time.GetUtcNow().ToUnixTimeSeconds();
        lock (_lock)
        {
            ref var bucket = ref _buckets[second % Seconds];
            bucket = bucket.Second == second ? (second, bucket.Count + requests, bucket.Took + took * requests) : (second, requests, took * requests);
        }
    }

    public void Failed(string why)
    {
        lock (_lock)
        {
            _error = (why, time.Now());
        }
    }

    public AuthorityTraffic Read()
    {
        var since = time.GetUtcNow().ToUnixTimeSeconds() - Seconds;
        lock (_lock)
        {
            var (count, took) = (0, TimeSpan.Zero);
            foreach (var bucket in _buckets)
            {
                (count, took) = bucket.Second > since ? (count + bucket.Count, took + bucket.Took) : (count, took);
            }

            return new AuthorityTraffic(count / (double)Seconds, count == 0 ? null : took / count, _error?.Why, _error?.At);
        }
    }
}
