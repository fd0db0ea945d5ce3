using SimConsole.Work;

namespace SimConsole.Live.Bus;

/// <summary>
/// Lets the processes of one console hear of each other's committed changes and signals, as if they were one. A process that runs alone sends nothing. Messages may be
/// lost: they are numbered, and each process sends one every <see cref="Pace"/>, so that a gap is noticed within that; a process that has missed something, hears
/// nothing, or learns that a process has died, looks at what may have changed (<see cref="MissedChanges"/>).
/// </summary>
internal sealed partial class ProcessBus : BackgroundService, IHeldWork
{
    /// <summary>The longest time between two messages, and the shortest between two looks at what may have been missed.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>The shortest time between two sendings: what happens meanwhile is sent together.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);

    private readonly IBusCarrier _carrier;
    private readonly LiveFeed _feed;
    private readonly Dictionary<string, Signal> _signals;
    private readonly MissedChanges _missed;
    private readonly ThisProcess _process;
    private readonly TimeProvider _time;
    private readonly ILogger<ProcessBus> _log;
    private readonly Outbox _outbox = new();
    private readonly Inbox _inbox;
    private readonly News _news = new();
    private readonly Doubt _doubt = new();
    private int _doubts = 1;
    private bool _isMute;
    private bool _isDeaf;

    public ProcessBus(IBusCarrier carrier, LiveFeed feed, IEnumerable<Signal> signals, MissedChanges missed, ThisProcess process, TimeProvider time, ILogger<ProcessBus> log)
    {
        (_carrier, _feed, _missed, _process, _time, _log) = (carrier, feed, missed, process, time, log);
        _inbox = new Inbox(_outbox.From, time);
        _signals = signals.ToDictionary(signal => signal.GetType().Name);
        feed.Published += changes => Tell(() => _outbox.Add(changes));
        foreach (var (name, signal) in _signals)
        {
            signal.Woken += () => Tell(() => _outbox.Add(name));
        }
    }

    /// <summary>Whether nothing can have been missed, as far as this process knows.</summary>
    public bool IsSure => Volatile.Read(ref _doubts) == 0 && _inbox.Hears;

    /// <summary>Does nothing: the bus holds no leases.</summary>
    public Task ReleaseAsync(Data.SimConsoleDb db, CancellationToken token) => Task.CompletedTask;

    /// <summary>Called when a process has died: its last messages may not have been sent.</summary>
    public void Wake() => BeginToDoubt();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(SpeakAsync(stoppingToken), ListenAsync(stoppingToken), LookAsync(stoppingToken));

    private void Tell(Action add)
    {
        if (_process.HasOthers)
        {
            add();
            _news.Wake();
        }
    }

    private Task SpeakAsync(CancellationToken stop) => new WorkerLane(_news, _time, SayMute).RunAsync(async token =>
    {
        if (!_process.HasOthers)
        {
            return Pace;
        }

        try
        {
            await _carrier.SendAsync(_outbox.Take(), token);
            _isMute = false;
        }
        catch
        {
            _outbox.Lost();
            throw;
        }

        await Task.Delay(Gathering, _time, token);
        return _outbox.HasNews ? null : Pace;
    }, stop);

    private Task ListenAsync(CancellationToken stop) => new WorkerLane(null, _time, SayDeaf).RunAsync(async token =>
    {
        await _carrier.ListenAsync(Receive, token);
        return Pace;
    }, stop);

    private void Receive(string text)
    {
        _isDeaf = false;
        if (BusMessage.Read(text) is not { } message)
        {
            BeginToDoubt();
            return;
        }

        if (!_inbox.IsWhole(message))
        {
            BeginToDoubt();
        }

        if (message.From == _outbox.From)
        {
            return;
        }

        foreach (var name in message.Woken)
        {
            _signals.GetValueOrDefault(name)?.WakeHere();
        }

        _feed.Receive(message.Sims);
    }

    private void BeginToDoubt()
    {
        Interlocked.Increment(ref _doubts);
        _doubt.Wake();
    }

    private Task LookAsync(CancellationToken stop) => new WorkerLane(_doubt, _time, LogNotLooked).RunAsync(async token =>
    {
        var doubts = Volatile.Read(ref _doubts);
        if (doubts == 0 && (_inbox.Hears || !_process.HasOthers))
        {
            _missed.Sure();
            return Pace;
        }

        await _missed.LookAsync(token);
        foreach (var signal in _signals.Values)
        {
            signal.WakeHere();
        }

        // Doubts that arose meanwhile remain.
        Interlocked.Add(ref _doubts, -doubts);
        await Task.Delay(Pace, _time, token);
        return TimeSpan.Zero;
    }, stop);

    /// <summary>Logs that messages cannot be sent; once, until one is sent again.</summary>
    private void SayMute(Exception exception)
    {
        if (!_isMute)
        {
            _isMute = true;
            LogNotSent(exception);
        }
    }

    /// <summary>Logs that messages cannot be received; once, until one arrives again.</summary>
    private void SayDeaf(Exception exception)
    {
        if (!_isDeaf)
        {
            _isDeaf = true;
            LogNotHeard(exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Other processes cannot be told of what happens here; they look for it every second")]
    private partial void LogNotSent(Exception exception);

    [LoggerMessage(LogLevel.Warning, "What happens in other processes is not heard of; it is looked for every second")]
    private partial void LogNotHeard(Exception exception);

    [LoggerMessage(LogLevel.Warning, "What happened in other processes cannot be looked for; it is tried again")]
    private partial void LogNotLooked(Exception exception);

    private sealed class News : Signal;

    private sealed class Doubt : Signal;
}
