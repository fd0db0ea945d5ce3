using System.Buffers;
using System.IO.Pipelines;
using SimConsole.Work;

namespace SimConsole.NetworkAuthorities.OsmoHlr;

/// <summary>What is asked of the control interface.</summary>
internal readonly record struct CtrlRequest(string Verb, string Rest)
{
    public static CtrlRequest Get(string variable) => new("GET", variable);

    public static CtrlRequest Set(string variable, string value) => new("SET", $"{variable} {value}");
}

/// <summary>
/// One connection to the control interface. Requests are pipelined, at most <see cref="MostInFlight"/> at a time, since the HLR drops replies that nobody
/// reads; replies are matched by their id. After any error the connection is closed, and the outcome of the requests in flight is unknown: what has reached
/// the HLR may be carried out at any later time (<see cref="OutliveEarlierAsync"/>).
/// </summary>
internal sealed class CtrlConnection : IAsyncDisposable
{
    /// <summary>How many requests may wait for their reply at a time.</summary>
    public const int MostInFlight = 64;

    /// <summary>Any answer to it will do; this subscriber need not exist.</summary>
    public static readonly CtrlRequest Probe = CtrlRequest.Get("subscriber.by-imsi-001010000000000.ps-enabled");

    private readonly Stream _stream;
    private readonly ICtrlTransport _transport;
    private readonly PipeReader _reader;
    private readonly ArrayBufferWriter<byte> _out = new(8 * 1024);
    private readonly TimeSpan _timeout;
    private readonly PeriodicTimer _watch;
    private readonly AuthorityMeter _meter;
    private readonly Lock _lock = new();
    private readonly Queue<CtrlExchange> _queued = new();
    private readonly Queue<CtrlExchange> _sent = new();
    private readonly Dictionary<int, (CtrlExchange Exchange, int Position)> _waiting = [];
    private volatile Exception? _fault;
    private int _lastId;

    private CtrlConnection(Stream stream, ICtrlTransport transport, TimeSpan timeout, AuthorityMeter meter)
    {
        (_stream, _transport, _timeout, _meter) = (stream, transport, timeout, meter);
        _reader = PipeReader.Create(stream);
        _watch = new PeriodicTimer(timeout / 10, transport.Clock);
        _ = ReadAsync();
        _ = WatchAsync();
    }

    /// <summary>Whether the connection can no longer be used.</summary>
    public bool IsBroken => _fault is not null;

    /// <exception cref="System.Net.Sockets.SocketException">Nobody listens there.</exception>
    /// <exception cref="IOException">Nobody answers there.</exception>
    public static async Task<CtrlConnection> OpenAsync(OsmoHlrOptions options, ICtrlTransport transport, AuthorityMeter meter, CancellationToken token)
    {
        using var late = new CancellationTokenSource(options.Timeout, transport.Clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token, late.Token);
        try
        {
            return new CtrlConnection(await transport.ConnectAsync(options, limit.Token), transport, options.Timeout, meter);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            throw new IOException($"The HLR did not accept the connection within {options.Timeout.TotalSeconds:0.#} s.");
        }
    }

    /// <summary>Sends requests that the HLR takes one after the other, with no other between them, and returns the reply to each. First come, first served.</summary>
    /// <exception cref="IOException">The connection broke, or the HLR did not answer in time: the outcome is unknown.</exception>
    public async Task<CtrlReply[]> SendAsync(CtrlRequest[] requests, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        var exchange = new CtrlExchange(requests, _transport.Clock);
        lock (_lock)
        {
            if (_fault is { } fault)
            {
                throw Unknown(fault);
            }

            _queued.Enqueue(exchange);
        }

        SendQueued();
        using (token.UnsafeRegister(_ => exchange.Cancel(token), null))
        {
            var replies = await exchange.Done;
            _meter.Answered(requests.Length, exchange.Took);
            return replies;
        }
    }

    /// <summary>
    /// Returns when everything that closed connections, of this process or another, had sent to the HLR has been carried out or never will be. The HLR has one
    /// thread and works in rounds: in each round it takes the next request of every connection that has one, and accepts connections in the order in which they
    /// came. A request that is sent after the previous answer takes at least one round to be answered, and a closed connection leaves at most
    /// <see cref="MostInFlight"/> requests unread. So after one answer more than that, none is left. Source: <c>select.c</c> and <c>control_if.c</c> of
    /// libosmocore. A relay in between that holds messages back would break this.
    /// </summary>
    /// <exception cref="IOException">The HLR does not answer: what it has been sent may still be carried out.</exception>
    public async Task OutliveEarlierAsync(CancellationToken token)
    {
        for (var answers = 0; answers <= MostInFlight; answers++)
        {
            await SendAsync([Probe], token);
        }
    }

    public ValueTask DisposeAsync()
    {
        Break(new ObjectDisposedException(nameof(CtrlConnection)));
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Sends as many requests as may be in flight, in one packet. Sends nothing, now or later, where others may have taken this process for dead. Called by
    /// whoever frees a place, so that no place stays empty for long.
    /// </summary>
    private void SendQueued()
    {
        try
        {
            lock (_lock)
            {
                while (_queued.TryPeek(out var next) && _waiting.Count + next.Requests.Length <= MostInFlight)
                {
                    _queued.Dequeue();
                    if (next.Send())
                    {
                        Write(next);
                    }
                }

                if (_out.WrittenCount > 0)
                {
                    if (_transport.IsFenced)
                    {
                        throw new IOException(ThisProcess.FencedSentence);
                    }

                    _stream.Write(_out.WrittenSpan);
                    _out.ResetWrittenCount();
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            Break(exception);
        }
    }

    private void Write(CtrlExchange exchange)
    {
        _sent.Enqueue(exchange);
        for (var i = 0; i < exchange.Requests.Length; i++)
        {
            _lastId = (_lastId + 1) & int.MaxValue;
            _waiting[_lastId] = (exchange, i);
            CtrlReply.WriteRequest(_out, exchange.Requests[i], _lastId);
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var read = await _reader.ReadAsync();
                var buffer = read.Buffer;
                while (CtrlReply.TryRead(ref buffer, out var reply))
                {
                    Match(reply);
                }

                SendQueued();
                _reader.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted)
                {
                    throw new IOException("The HLR closed the connection.");
                }
            }
        }
        catch (Exception exception)
        {
            Break(exception);
        }
    }

    private void Match(CtrlReply reply)
    {
        if (reply is { Id: null, Failed: true })
        {
            throw new InvalidDataException($"The HLR could not read a request: {reply.Text}");
        }

        lock (_lock)
        {
            if (reply.Id is { } id && _waiting.Remove(id, out var asked))
            {
                asked.Exchange.Answer(asked.Position, reply);
            }
        }
    }

    /// <summary>Checks whether the exchange that has waited longest is late.</summary>
    private async Task WatchAsync()
    {
        while (await _watch.WaitForNextTickAsync())
        {
            bool late;
            lock (_lock)
            {
                while (_sent.TryPeek(out var done) && done.IsAnswered)
                {
                    _sent.Dequeue();
                }

                late = _sent.TryPeek(out var oldest) && oldest.Took > _timeout;
            }

            if (late)
            {
                Break(new IOException($"The HLR did not answer within {_timeout.TotalSeconds:0.#} s."));
            }
        }
    }

    private void Break(Exception why)
    {
        lock (_lock)
        {
            _fault ??= why;
            foreach (var exchange in _sent.Concat(_queued))
            {
                exchange.Fail(Unknown(_fault));
            }

            _sent.Clear();
            _queued.Clear();
            _waiting.Clear();
        }

        _watch.Dispose();
        _stream.Dispose();
    }

    private static IOException Unknown(Exception why) => why as IOException ?? new IOException(why.Message, why);
}
