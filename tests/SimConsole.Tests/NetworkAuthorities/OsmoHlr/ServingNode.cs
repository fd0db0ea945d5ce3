using System.Net.Sockets;
using System.Text;
using SimConsole.Sims;

namespace SimConsole.Tests.NetworkAuthorities.OsmoHlr;

/// <summary>
/// A serving node written for the tests alone: it shares no code with the console, so that it can prove what the network does. It asks the HLR on behalf of devices
/// whether they may attach, and hears when it is told to send one away.
/// </summary>
internal sealed class ServingNode : IAsyncDisposable
{
    /// <summary>The cause <c>GPRS services not allowed</c>. Source: 3GPP TS 24.008, 10.5.5.14.</summary>
    private const int NotAllowed = 7;

    private readonly TcpClient _client = new();
    private readonly string _name;
    private readonly List<byte[]> _heard = [];
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NetworkStream _stream = null!;

    private ServingNode(string name) => _name = name;

    /// <summary>Every GSUP message that came, from its type on.</summary>
    public byte[][] Heard
    {
        get
        {
            lock (_heard)
            {
                return [.. _heard];
            }
        }
    }

    public static async Task<ServingNode> ConnectAsync(string address, string name)
    {
        var node = new ServingNode(name);
        await node._client.ConnectAsync(address, 4222, TestContext.Current.CancellationToken);
        node._stream = node._client.GetStream();
        _ = node.ReadAsync();
        await node._known.Task.WaitAsync(Wait.Limit, TestContext.Current.CancellationToken);
        return node;
    }

    /// <summary>A device asks for packet service. Null where it is let in, otherwise the cause of the refusal.</summary>
    public async Task<int?> AttachAsync(string imsi)
    {
        var before = Heard.Length;
        await SendAsync([0x04, .. Identity(imsi), 0x28, 1, 1]);
        byte[]? answer = null;
        await Wait.UntilAsync(() => (answer = Heard.Skip(before).FirstOrDefault(m => m[0] is 0x05 or 0x06)) is not null);
        return answer![0] == 0x06 ? null : Value(answer, 0x02)![0];
    }

    /// <summary>Those of these SIMs that are let in when their devices ask, by their IMSIs.</summary>
    public async Task<IReadOnlyList<string>> LetInAsync(IEnumerable<SimRow> sims)
    {
        var let = new List<string>();
        foreach (var sim in sims)
        {
            if (await AttachAsync(sim.Imsi!) is null)
            {
                let.Add(sim.Imsi!);
            }
        }

        return let;
    }

    /// <summary>Asks for each of these SIMs, and is told that it may not have packet service.</summary>
    public async Task AssertRefusesAsync(IEnumerable<SimRow> sims)
    {
        foreach (var sim in sims)
        {
            Assert.Equal((sim.Imsi, NotAllowed), (sim.Imsi, await AttachAsync(sim.Imsi!)));
        }
    }

    /// <summary>Whether it was told to delete a subscriber's data for the packet domain.</summary>
    public bool WasToldToDetach(string imsi) => Heard.Any(m => m[0] == 0x14 && Value(m, 0x01)!.SequenceEqual(Identity(imsi).Skip(2)) && Value(m, 0x28)?[0] == 1);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Task.Yield();
    }

    private static byte[] Identity(string imsi)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < imsi.Length; i += 2)
        {
            bytes.Add((byte)((imsi[i] - '0') | ((i + 1 < imsi.Length ? imsi[i + 1] - '0' : 15) << 4)));
        }

        return [1, (byte)bytes.Count, .. bytes];
    }

    private static byte[]? Value(byte[] message, byte tag)
    {
        for (var at = 1; at + 1 < message.Length; at += 2 + message[at + 1])
        {
            if (message[at] == tag)
            {
                return message[(at + 2)..(at + 2 + message[at + 1])];
            }
        }

        return null;
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var header = new byte[3];
                await _stream.ReadExactlyAsync(header);
                var body = new byte[header[0] * 256 + header[1]];
                await _stream.ReadExactlyAsync(body);
                if (header[2] == 0xFE && body[0] == 4)
                {
                    byte[] unit = [.. "0/0/0"u8, 0], name = [.. Encoding.ASCII.GetBytes(_name), 0];
                    await WriteAsync(0xFE, [5, 0, (byte)(unit.Length + 1), 8, .. unit, 0, (byte)(name.Length + 1), 0, .. name]);
                    await WriteAsync(0xFE, [6]);

                    // The HLR answers in the order in which it is told: with this answer it knows who this is.
                    await WriteAsync(0xFE, [0]);
                }
                else if (header[2] == 0xFE && body[0] == 1)
                {
                    _known.TrySetResult();
                }
                else if (header[2] == 0xFE && body[0] == 0)
                {
                    await WriteAsync(0xFE, [1]);
                }
                else if (header[2] == 0xEE && body[0] == 5)
                {
                    await HearAsync(body[1..]);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task HearAsync(byte[] message)
    {
        lock (_heard)
        {
            _heard.Add(message);
        }

        if (message[0] == 0x10)
        {
            var imsi = Value(message, 0x01)!;
            await SendAsync([0x12, 1, (byte)imsi.Length, .. imsi]);
        }
    }

    private Task SendAsync(byte[] message) => WriteAsync(0xEE, [5, .. message]);

    private async Task WriteAsync(byte stream, byte[] body) => await _stream.WriteAsync((byte[])[(byte)(body.Length >> 8), (byte)body.Length, stream, .. body]);
}
