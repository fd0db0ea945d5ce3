using System.Net.Sockets;
using System.Text;

namespace SimConsole.Benchmarks;

/// <summary>
/// The least that switches SIMs over the control interface: the same requests as the adapter's in the same pipelining, 64 in flight, written and read by hand on one
/// socket; what is read back is compared.
/// </summary>
internal sealed class HlrFloor : IDisposable
{
    private const int InFlight = 64;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _out = new byte[64 * 1024];
    private readonly byte[] _in = new byte[256 * 1024];

    public HlrFloor(string address) => _socket.Connect(address, 4259);

    /// <summary>Creates the subscribers; as the HLR has it, switched on.</summary>
    public Task CreateAsync(string[] imsis) => SendAsync(imsis, 1, imsi => [$"SET 1 subscriber.create {imsi}"], reply => !reply.StartsWith("ERROR"u8));

    /// <summary>Sets both domains and reads both back, and, as the adapter does when it switches off, asks where the SIM is attached.</summary>
    public Task FlipAsync(string[] imsis, bool on)
    {
        var value = on ? '1' : '0';
        return SendAsync(imsis, on ? 4 : 5, imsi =>
        {
            var path = $"subscriber.by-imsi-{imsi}.";
            string[] requests = [$"SET 1 {path}ps-enabled {value}", $"SET 1 {path}cs-enabled {value}", $"GET 1 {path}ps-enabled", $"GET 1 {path}cs-enabled"];
            return on ? requests : [.. requests, $"GET 1 {path}info"];
        }, reply => !reply.StartsWith("ERROR"u8) && (!reply.StartsWith("GET_REPLY"u8) || reply[^1] == (byte)value || reply.IndexOf("info"u8) > 0));
    }

    public void Dispose() => _socket.Dispose();

    private delegate bool Right(ReadOnlySpan<byte> reply);

    private async Task SendAsync(string[] imsis, int each, Func<string, string[]> requests, Right right)
    {
        var (next, open, filled) = (0, 0, 0);
        while (next < imsis.Length || open > 0)
        {
            var length = 0;
            for (; next < imsis.Length && open + each <= InFlight; next++, open += each)
            {
                foreach (var request in requests(imsis[next]))
                {
                    length += Write(request, _out.AsSpan(length));
                }
            }

            if (length > 0)
            {
                await _socket.SendAsync(_out.AsMemory(0, length));
            }

            filled += await _socket.ReceiveAsync(_in.AsMemory(filled));
            var at = 0;
            while (filled - at >= 4 && filled - at >= Frame(at))
            {
                if (!right(_in.AsSpan(at + 4, Frame(at) - 4)))
                {
                    throw new InvalidOperationException($"The HLR says: {Encoding.ASCII.GetString(_in, at + 4, Frame(at) - 4)}");
                }

                (at, open) = (at + Frame(at), open - 1);
            }

            _in.AsSpan(at, filled - at).CopyTo(_in);
            filled -= at;
        }
    }

    private int Frame(int at) => 3 + (_in[at] << 8 | _in[at + 1]);

    private static int Write(string request, Span<byte> to)
    {
        var length = Encoding.ASCII.GetBytes(request, to[4..]);
        (to[0], to[1], to[2], to[3]) = ((byte)((length + 1) >> 8), (byte)(length + 1), 0xEE, 0x00);
        return length + 4;
    }
}
