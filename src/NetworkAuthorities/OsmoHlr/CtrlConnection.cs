using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace SimConsole.NetworkAuthorities.OsmoHlr;

/// <summary>
/// One connection to the control interface. Requests are pipelined, at most <see cref="MostInFlight"/> at a time, since the HLR drops replies that
/// nobody reads; replies are matched by their id. Once anything is wrong with it, it is closed, and the outcome of what was under way is unknown.
/// </summary>
internal sealed class CtrlConnection : IAsyncDisposable
{
    /// <summary>Requests that wait for their reply at a time.</summary>
    public const int MostInFlight = 64;

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly PipeReader _reader;
    private readonly Pipe _outgoing = new();
    private readonly TimeSpan _timeout;
    private readonly SemaphoreSlim _slots = new(MostInFlight);
    private readonly Lock _writing = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<CtrlReply>> _waiting = new();
    private volatile Exception? _fault;
    private int _lastId;

    private CtrlConnection(Socket socket, TimeSpan timeout)
    {
        (_socket, _timeout) = (socket, timeout);
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = PipeReader.Create(_stream);
        _ = ReadAsync();
        _ = WriteAsync();
    }

    /// <summary>Whether it can be used no more.</summary>
    public bool IsBroken => _fault is not null;

    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async Task<CtrlConnection> OpenAsync(OsmoHlrOptions options, CancellationToken token)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
            limit.CancelAfter(options.Timeout);
            await socket.ConnectAsync(options.Host, options.CtrlPort, limit.Token);
            return new CtrlConnection(socket, options.Timeout);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public Task<CtrlReply> GetAsync(string variable, CancellationToken token) => SendAsync("GET", variable, token);

    public Task<CtrlReply> SetAsync(string variable, string value, CancellationToken token) => SendAsync("SET", $"{variable} {value}", token);

    public async ValueTask DisposeAsync()
    {
        Break(new ObjectDisposedException(nameof(CtrlConnection)));
        await _stream.DisposeAsync();
        _slots.Dispose();
    }

    /// <exception cref="IOException">The connection broke, or the HLR did not answer in time: the outcome is unknown.</exception>
    private async Task<CtrlReply> SendAsync(string verb, string rest, CancellationToken token)
    {
        await _slots.WaitAsync(token);
        try
        {
            // Continuations run elsewhere: the loop that reads must not wait for anybody.
            var answer = new TaskCompletionSource<CtrlReply>(TaskCreationOptions.RunContinuationsAsynchronously);
            var id = Interlocked.Increment(ref _lastId) & int.MaxValue;
            _waiting[id] = answer;
            if (_fault is { } fault)
            {
                throw Unknown(fault);
            }

            Write($"{verb} {id} {rest}");
            try
            {
                return await answer.Task.WaitAsync(_timeout, token);
            }
            catch (TimeoutException)
            {
                throw Unknown(Break(new IOException($"The HLR did not answer within {_timeout.TotalSeconds:0.#} s.")));
            }
            finally
            {
                _waiting.TryRemove(id, out _);
            }
        }
        finally
        {
            _slots.Release();
        }
    }

    private void Write(string text)
    {
        lock (_writing)
        {
            CtrlReply.WriteRequest(_outgoing.Writer, text);

            // Never waits: what may be in flight is less than what the pipe holds.
            _ = _outgoing.Writer.FlushAsync().AsTask();
        }
    }

    /// <summary>What is written while one packet is on its way goes out with the next: many requests, few packets.</summary>
    private async Task WriteAsync()
    {
        try
        {
            while (_fault is null)
            {
                var read = await _outgoing.Reader.ReadAsync();
                foreach (var segment in read.Buffer)
                {
                    await _stream.WriteAsync(segment);
                }

                _outgoing.Reader.AdvanceTo(read.Buffer.End);
            }
        }
        catch (Exception exception)
        {
            Break(exception);
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
        if (reply.Id is { } id && _waiting.TryRemove(id, out var answer))
        {
            answer.TrySetResult(reply);
        }
        else if (reply is { Id: null, Failed: true })
        {
            throw new InvalidDataException($"The HLR could not read a request: {reply.Text}");
        }
    }

    private Exception Break(Exception why)
    {
        _fault ??= why;
        _socket.Dispose();
        _outgoing.Reader.CancelPendingRead();
        foreach (var id in _waiting.Keys)
        {
            if (_waiting.TryRemove(id, out var answer))
            {
                answer.TrySetException(Unknown(_fault));
            }
        }

        return _fault;
    }

    private static IOException Unknown(Exception why) => why as IOException ?? new IOException(why.Message, why);
}
