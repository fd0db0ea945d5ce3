using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace SimConsole.Tests.NetworkAuthorities.OsmoHlr;

/// <summary>
/// Stands between the console and the control interface of an HLR, and can hold back what is sent over the connections that are open, while new ones pass.
/// What it has taken it delivers, whether or not its sender is still there.
/// </summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly string _address;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Gate> _gates = [];
    private int _held;

    private Relay(string address) => (_address, _listener) = (address, new TcpListener(IPAddress.Parse(address), 0));

    /// <summary>Where it listens, on the address of the HLR.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many bytes it has taken and not delivered.</summary>
    public int Held => Volatile.Read(ref _held);

    public static Relay Start(string address)
    {
        var relay = new Relay(address);
        relay._listener.Start();
        _ = relay.AcceptAsync();
        return relay;
    }

    /// <summary>Holds back from now on what comes over the connections that are open.</summary>
    public void Hold()
    {
        lock (_gates)
        {
            _gates.ForEach(gate => gate.Opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }

    /// <summary>Delivers what it has held back, and returns when the HLR has it.</summary>
    public Task DeliverAsync()
    {
        lock (_gates)
        {
            _gates.ForEach(gate => gate.Opened.TrySetResult());
        }

        return Wait.UntilAsync(() => Held == 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var stop = _stop.Token;
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(stop);
                var hlr = new TcpClient();
                await hlr.ConnectAsync(_address, 4259, stop);
                var (gate, taken) = (new Gate(), Channel.CreateUnbounded<byte[]>());
                lock (_gates)
                {
                    _gates.Add(gate);
                }

                _ = TakeAsync(client, taken.Writer, stop);
                _ = DeliverAsync(taken.Reader, gate, hlr, stop);
                _ = AnswerAsync(hlr, client, stop);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TakeAsync(TcpClient client, ChannelWriter<byte[]> taken, CancellationToken stop)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await client.GetStream().ReadAsync(buffer, stop) is var length and > 0)
            {
                Interlocked.Add(ref _held, length);
                taken.TryWrite(buffer[..length]);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // Its sender is gone.
        }

        taken.Complete();
    }

    private async Task DeliverAsync(ChannelReader<byte[]> taken, Gate gate, TcpClient hlr, CancellationToken stop)
    {
        using (hlr)
        {
            await foreach (var bytes in taken.ReadAllAsync(stop))
            {
                await gate.Opened.Task.WaitAsync(stop);
                await hlr.GetStream().WriteAsync(bytes, stop);
                Interlocked.Add(ref _held, -bytes.Length);
            }
        }
    }

    private static async Task AnswerAsync(TcpClient hlr, TcpClient client, CancellationToken stop)
    {
        using (client)
        {
            try
            {
                await hlr.GetStream().CopyToAsync(client.GetStream(), stop);
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                // One of the two is gone.
            }
        }
    }

    private sealed class Gate
    {
        public Gate() => Opened.SetResult();

        public TaskCompletionSource Opened { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
