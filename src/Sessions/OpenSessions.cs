using System.Collections.Concurrent;
using System.Security.Claims;
using SimConsole.Live;
using SimConsole.Work;

namespace SimConsole.Sessions;

/// <summary>
/// The pages and hub connections that are open. They outlive the request that opened them, and end with the credential of that request: at once, or within
/// <see cref="Interval"/> where another process ended it and this one was not told.
/// </summary>
public sealed partial class OpenSessions(Standing standing, SessionSignal signal, TimeProvider time, ILogger<OpenSessions> log) : BackgroundService
{
    /// <summary>How often all credentials are looked up.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How long a look-up counts. After that, a credential is looked up again before it may act.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>How often it is recorded that a session is still in use.</summary>
    internal static readonly TimeSpan Seen = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<OpenSession, bool> _open = new();

    /// <summary>Watches over a credential until disposed.</summary>
    /// <param name="ended">Called once, when the credential has ended.</param>
    public OpenSession Open(ClaimsPrincipal? who, Action<SessionEnd> ended)
    {
        var session = new OpenSession(this, Credential.Of(who), ended, time);
        _open.TryAdd(session, true);
        return session;
    }

    /// <summary>Has all credentials looked up now: call it after one was ended.</summary>
    public void Look() => signal.Wake();

    internal void Close(OpenSession session) => _open.TryRemove(session, out _);

    internal Task<SessionEnd?> EndOfActingAsync(OpenSession session) => standing.EndOfActingAsync(session.Credential, CancellationToken.None);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => new WorkerLane(signal, time, LogLookFailed).RunAsync(async token =>
    {
        var open = _open.Keys;
        if (open.Count > 0)
        {
            var ends = await standing.EndsOfAsync([.. open.Select(session => session.Credential).OfType<Credential>().Distinct()], token);
            foreach (var session in open)
            {
                session.LookedUp(session.Credential is null ? SessionEnd.SignedOut : ends.TryGetValue(session.Credential, out var end) ? end : null);
            }
        }

        return Interval;
    }, stoppingToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Who may still act cannot be looked up; it is tried again")]
    private partial void LogLookFailed(Exception exception);
}

/// <summary>Wakes the watch over open pages and connections when a credential has ended.</summary>
public sealed class SessionSignal : Signal;

/// <summary>One page or connection that is open, for as long as its credential holds.</summary>
public sealed class OpenSession : IDisposable
{
    private readonly OpenSessions _all;
    private readonly Action<SessionEnd> _ended;
    private readonly TimeProvider _time;
    private long _lookedUpAt;
    private long _seenAt;
    private int _over;

    internal OpenSession(OpenSessions all, Credential? credential, Action<SessionEnd> ended, TimeProvider time)
    {
        (_all, Credential, _ended, _time) = (all, credential, ended, time);
        _lookedUpAt = _seenAt = time.GetTimestamp();
    }

    internal Credential? Credential { get; }

    /// <summary>
    /// Whether its credential may act now. It answers without waiting as long as the last look-up counts, so that what one browser sends is not overtaken
    /// by what it sends next.
    /// </summary>
    public async ValueTask<bool> HoldsAsync()
    {
        if (Volatile.Read(ref _over) == 0 && (Since(ref _lookedUpAt) >= OpenSessions.Longest || Since(ref _seenAt) >= OpenSessions.Seen))
        {
            Volatile.Write(ref _seenAt, _time.GetTimestamp());
            LookedUp(await _all.EndOfActingAsync(this));
        }

        return Volatile.Read(ref _over) == 0;
    }

    public void Dispose() => _all.Close(this);

    private TimeSpan Since(ref long timestamp) => _time.GetElapsedTime(Volatile.Read(ref timestamp));

    internal void LookedUp(SessionEnd? end)
    {
        Volatile.Write(ref _lookedUpAt, _time.GetTimestamp());
        if (end is { } why)
        {
            End(why);
        }
    }

    internal void End(SessionEnd why)
    {
        if (Interlocked.Exchange(ref _over, 1) == 0)
        {
            _all.Close(this);
            _ended(why);
        }
    }
}
