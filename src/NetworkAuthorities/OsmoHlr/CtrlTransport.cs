using System.Net.Sockets;
using SimConsole.Work;

namespace SimConsole.NetworkAuthorities.OsmoHlr;

/// <summary>How the control interface is reached, and the clock by which it is late.</summary>
public interface ICtrlTransport
{
    /// <summary>Measures how long an answer takes. It is not that of the records: an HLR is no later because somebody sets the time.</summary>
    TimeProvider Clock { get; }

    /// <inheritdoc cref="ThisProcess.IsFenced"/>
    bool IsFenced { get; }

    /// <summary>
    /// Opens a stream to the HLR on which to write never waits. However the stream ends, with its process too, nothing that is still on this side is sent after
    /// that: no old order arrives behind a later one.
    /// </summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    ValueTask<Stream> ConnectAsync(OsmoHlrOptions options, CancellationToken token);
}

/// <summary>Reaches the HLR over TCP.</summary>
internal sealed class TcpCtrlTransport(ThisProcess process) : ICtrlTransport
{
    /// <summary>More than <see cref="CtrlConnection.MostInFlight"/> requests are long, in bytes: to send never waits.</summary>
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

    /// <summary>Ends with a reset: the stream that comes with the framework says goodbye first.</summary>
    private sealed class SocketStream(Socket socket) : NetworkStream(socket, ownsSocket: false)
    {
        protected override void Dispose(bool disposing)
        {
            Socket.Dispose();
            base.Dispose(disposing);
        }
    }
}
