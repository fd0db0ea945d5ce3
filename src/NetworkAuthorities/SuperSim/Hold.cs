namespace SimConsole.NetworkAuthorities.SuperSim;

/// <summary>What is held back now, and for how much longer.</summary>
/// <param name="Why">What was answered, as a part of a sentence.</param>
internal sealed record HeldBack(string Why, TimeSpan Left, DateTimeOffset Until);

/// <summary>
/// Until when no request is sent to a host that has asked for a pause: one such answer holds back all requests to that host. Where the host does not say for
/// how long, the pause doubles each time.
/// </summary>
/// <param name="first">How long the first wait is where the host does not say.</param>
internal sealed class Hold(TimeProvider time, TimeSpan first)
{
    /// <summary>The longest pause, whatever the host asks for: a stolen SIM may be waiting to be switched off.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>The longest wait where the host does not say.</summary>
    private static readonly TimeSpan LongestUnsaid = TimeSpan.FromMinutes(1);

    private const int MostDoublings = 20;

    private readonly Lock _lock = new();
    private long _began = long.MinValue;
    private TimeSpan _length;
    private string _why = "";
    private int _doublings;

    /// <summary>What is held back now; null where nothing is.</summary>
    public HeldBack? Now
    {
        get
        {
            lock (_lock)
            {
                return Left is var left && left > TimeSpan.Zero ? new HeldBack(_why, left, time.Now() + left) : null;
            }
        }
    }

    private TimeSpan Left => _length == TimeSpan.Zero ? TimeSpan.Zero : _length - time.GetElapsedTime(_began);

    /// <summary>The host has asked for a pause.</summary>
    /// <param name="after">For how long; null or zero where it has not said.</param>
    /// <param name="sent">The timestamp of the request that was answered so: of several requests in flight at once, one counts.</param>
    public void Refused(TimeSpan? after, string why, long sent)
    {
        lock (_lock)
        {
            if (after is not { } said || said <= TimeSpan.Zero)
            {
                if (sent < _began)
                {
                    return;
                }

                said = TimeSpan.FromTicks(Math.Min(LongestUnsaid.Ticks, first.Ticks << Math.Min(_doublings, MostDoublings)));
                _doublings++;
            }

            said = said > Longest ? Longest : said;
            if (said > Left)
            {
                (_began, _length, _why) = (time.GetTimestamp(), said, why);
            }
        }
    }

    /// <summary>The host has done what a request asked for.</summary>
    /// <param name="sent">The timestamp of the request; one from before the last refusal proves nothing.</param>
    public void Answered(long sent)
    {
        lock (_lock)
        {
            _doublings = sent < _began ? _doublings : 0;
        }
    }

    /// <summary>Returns when nothing is held back.</summary>
    /// <exception cref="HeldBackException">It would take longer than <paramref name="patience"/>.</exception>
    public async Task PassAsync(TimeSpan patience, CancellationToken token)
    {
        for (var left = patience; Now is { } held; left -= held.Left)
        {
            if (held.Left > left)
            {
                throw new HeldBackException(held);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(held.Left.TotalMilliseconds)), time, token);
        }
    }
}

/// <summary>Nothing was sent: the host has asked for a pause that is longer than a request may wait.</summary>
internal sealed class HeldBackException(HeldBack held) : HttpRequestException($"It wants to be asked nothing before {held.Until:HH:mm:ss} UTC: {held.Why}.");
