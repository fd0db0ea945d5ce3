using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace SimConsole.NetworkAuthorities.OsmoHlr;

/// <summary>
/// Disconnects devices that are attached. It speaks GSUP with the HLR under a name of its own; the HLR routes the message to the serving node. A successful
/// kick is not acknowledged, so it is only reported as sent, or as without a route.
/// </summary>
internal sealed class GsupKicker(OsmoHlrOptions options) : IAsyncDisposable
{
    /// <summary>How long a routing error may take to come back from the same machine.</summary>
    private static readonly TimeSpan RoutingErrorWait = TimeSpan.FromMilliseconds(150);

    private readonly string _name = $"SimConsole-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _unroutable = new();
    private NetworkStream? _stream;
    private (string Why, long At)? _refused;

    /// <summary>Tells the serving node <paramref name="node"/> to detach a SIM. Returns what to report about it, errors included.</summary>
    public async Task<string> KickAsync(string imsi, string node, CancellationToken token)
    {
        var unroutable = _unroutable.GetOrAdd(imsi, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            var stream = await ConnectAsync(token);
            await WriteAsync(stream, Gsup.Delete(imsi, _name, node), token);
            if (await Task.WhenAny(unroutable.Task, Task.Delay(RoutingErrorWait, token)) != unroutable.Task)
            {
                return $"Delete Subscriber Data sent to {node}.";
            }

            await unroutable.Task;
            return $"No route to the serving node {node}.";
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException && !token.IsCancellationRequested)
        {
            return $"The serving node {node} could not be told: {exception.Message}";
        }
        finally
        {
            _unroutable.TryRemove(imsi, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is { } stream)
        {
            await stream.DisposeAsync();
        }

        _connecting.Dispose();
        _writing.Dispose();
    }

    private async Task<NetworkStream> ConnectAsync(CancellationToken token)
    {
        await _connecting.WaitAsync(token);
        try
        {
            if (_refused is { } refused && Stopwatch.GetElapsedTime(refused.At) < options.Timeout)
            {
                // One wait is enough for a whole batch: that a SIM is off is confirmed all the same, and soon.
                throw new IOException(refused.Why);
            }

            _stream ??= await OpenAsync(token);
            _refused = null;
            return _stream;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException && !token.IsCancellationRequested)
        {
            var why = exception is SocketException ? exception.Message : $"It did not answer within {options.Timeout.TotalSeconds:0.#} s.";
            _refused = (why, Stopwatch.GetTimestamp());
            throw new IOException(why, exception);
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async Task<NetworkStream> OpenAsync(CancellationToken token)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(options.Timeout);
        var named = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await socket.ConnectAsync(options.Host, options.GsupPort, limit.Token);
            var stream = new NetworkStream(socket, ownsSocket: true);
            _ = ReadAsync(stream, named);
            await named.Task.WaitAsync(limit.Token);
            return stream;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task ReadAsync(NetworkStream stream, TaskCompletionSource named)
    {
        try
        {
            var header = new byte[3];
            while (true)
            {
                await stream.ReadExactlyAsync(header);
                var payload = new byte[BinaryPrimitives.ReadUInt16BigEndian(header)];
                await stream.ReadExactlyAsync(payload);
                await HandleAsync(stream, header[2], payload, named);
            }
        }
        catch (Exception exception)
        {
            // Whoever waits for a routing error now cannot know whether their message got through.
            var broken = exception as IOException ?? new IOException(exception.Message, exception);
            named.TrySetException(broken);
            foreach (var unroutable in _unroutable.Values)
            {
                unroutable.TrySetException(broken);
            }

            Interlocked.CompareExchange(ref _stream, null, stream);
            await stream.DisposeAsync();
        }
    }

    private async Task HandleAsync(NetworkStream stream, byte protocol, byte[] payload, TaskCompletionSource named)
    {
        switch (protocol, payload)
        {
            case (Gsup.Ccm, [Gsup.IdGet, ..]):
                await WriteAsync(stream, [.. Gsup.IdResponse(_name), .. Gsup.IdAck], CancellationToken.None);
                named.TrySetResult();
                break;
            case (Gsup.Ccm, [Gsup.Ping, ..]):
                await WriteAsync(stream, Gsup.Pong, CancellationToken.None);
                break;
            case (Gsup.Osmo, [Gsup.GsupExtension, Gsup.RoutingError, ..]) when Gsup.ImsiOf(payload.AsSpan(1)) is { } imsi && _unroutable.TryGetValue(imsi, out var unroutable):
                unroutable.TrySetResult();
                break;
        }
    }

    private async Task WriteAsync(NetworkStream stream, byte[] frame, CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(options.Timeout);
        await _writing.WaitAsync(limit.Token);
        try
        {
            await stream.WriteAsync(frame, limit.Token);
        }
        catch (OperationCanceledException)
        {
            // Part of the frame may have been sent, so nothing can follow it.
            await stream.DisposeAsync();
            throw;
        }
        finally
        {
            _writing.Release();
        }
    }
}
