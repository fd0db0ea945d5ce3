using System.Net.Sockets;
using SimConsole.Work;

namespace SimConsole.NetworkAuthorities.OsmoHlr;

/// <summary>How the control interface is reached, and the clock that decides when an answer is late.</summary>
public interface ICtrlTransport
{
    /// <summary>Measures how long an answer takes. It is not the clock of the records: an answer does not become late because somebody sets the time.</summary>
    TimeProvider Clock { get; }

    /// <inheritdoc cref="ThisProcess.IsFenced"/>
    bool IsFenced { get; }

    /// <summary>
    /// Opens a stream to the HLR on which writing never waits. However the stream ends, even with its process, nothing that is still on this side is sent
    /// afterwards: no old order arrives after a later one.
    /// </summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    ValueTask<Stream> ConnectAsync(OsmoHlrOptions options, CancellationToken token);
}

/// <summary>Reaches the HLR over TCP.</summary>
internal sealed class TcpCtrlTransport(ThisProcess process) : ICtrlTransport
{
    /// <summary>In bytes; more than <see cref="CtrlConnection.MostInFlight"/> requests take, so that writing never waits.</summary>
    private const int SendBufferSize = 128 * 1024;

    public TimeProvider Clock => TimeProvider.System;

    public bool IsFenced => process.IsFenced;

    public async ValueTask<Stream> ConnectAsync(OsmoHlrOptions options, CancellationToken token)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            SendBufferSize = SendBufferSize,
            LingerState = new LingerOption(enable: true, 0),
        };
        try
        {
            await socket.ConnectAsync(options.Host, options.CtrlPort, token);
            return new SocketStream(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Closes with a reset: the framework's own stream shuts down gracefully first.</summary>
    private sealed class SocketStream(Socket socket) : NetworkStream(socket, ownsSocket: false)
    {
        protected override void Dispose(bool disposing)
        {
            Socket.Dispose();
            base.Dispose(disposing);
        }
    }
}
