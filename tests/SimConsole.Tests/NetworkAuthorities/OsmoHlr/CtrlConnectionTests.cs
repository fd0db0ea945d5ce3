using System.Net;
using System.Net.Sockets;
using System.Text;
using CsCheck;
using SimConsole.NetworkAuthorities;
using SimConsole.NetworkAuthorities.OsmoHlr;
using SimConsole.Work;

namespace SimConsole.Tests.NetworkAuthorities.OsmoHlr;

/// <summary>What a control port says that is not what it should: the connection ends with an error, soon, and holds no memory.</summary>
public sealed class CtrlConnectionTests : IDisposable
{
    private static readonly CtrlRequest Ask = CtrlRequest.Get("x");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly FencedTransport _transport = new();

    public CtrlConnectionTests() => _listener.Start();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData("0014EE004745545F5245504C592031", "closed")]
    [InlineData("", "closed")]
    [InlineData("0008EE004552524F5220657272", "could not read a request")]
    [InlineData("0005FE00414243", "not its protocol")]
    [InlineData("FFFFEE00", "not its protocol")]
    public async Task Half_a_reply_a_reply_to_nobody_and_another_protocol_leave_the_outcome_unknown(string hex, string says)
    {
        var (connection, server) = await ConnectAsync("00:00:05");
        await using var _ = connection;
        var asked = connection.SendAsync([Ask, Ask], Token);
        await server.GetStream().WriteAsync(hex.StartsWith("0008", StringComparison.Ordinal) ? Frame("ERROR err Command parser error.") : Convert.FromHexString(hex), Token);
        server.Client.Shutdown(SocketShutdown.Send);

        Assert.Contains(says, (await Assert.ThrowsAnyAsync<IOException>(() => asked)).Message, StringComparison.Ordinal);
        Assert.True(connection.IsBroken);
        await Assert.ThrowsAnyAsync<IOException>(() => connection.SendAsync([Ask], Token));
    }

    [Fact]
    public async Task Replies_in_another_order_and_late_ones_find_their_request()
    {
        var (connection, server) = await ConnectAsync("00:00:05");
        await using var _ = connection;
        var first = connection.SendAsync([Ask, Ask], Token);
        var second = connection.SendAsync([Ask], Token);
        await server.GetStream().WriteAsync((byte[])[.. Frame("GET_REPLY 3 x c"), .. Frame("GET_REPLY 2 x b"), .. Frame("GET_REPLY 77 x nobody's"), .. Frame("TRAP 0 x y"), .. Frame("GET_REPLY 1 x a")], Token);

        Assert.Equal(["a", "b"], (await first).Select(r => r.Text));
        Assert.Equal(["c"], (await second).Select(r => r.Text));
    }

    [Fact]
    public async Task Never_are_more_than_64_in_flight_and_a_silent_port_sends_everybody_away()
    {
        var (connection, server) = await ConnectAsync("00:00:03");
        await using var _ = connection;
        var hearing = HearAsync(server.GetStream());
        var asked = Enumerable.Range(0, 100).Select(_ => connection.SendAsync([Ask, Ask, Ask], Token)).ToList();
        foreach (var task in asked)
        {
            await Assert.ThrowsAnyAsync<IOException>(() => task.WaitAsync(Wait.Limit, Token));
        }

        Assert.Equal(63, (await hearing).Split("GET ").Length - 1);

        static async Task<string> HearAsync(NetworkStream stream)
        {
            var (heard, buffer) = ("", new byte[4_096]);
            try
            {
                while (await stream.ReadAsync(buffer, Token) is > 0 and var length)
                {
                    heard += Encoding.Latin1.GetString(buffer, 0, length);
                }
            }
            catch (IOException)
            {
                // It hung up.
            }

            return heard;
        }
    }

    /// <summary>Whole replies, cut, oversized, of another stream or made up, in whatever pieces: an answer or an error, and soon.</summary>
    [Fact]
    public async Task Whatever_comes_the_request_ends() => await Gen.OneOf(
            Gen.Byte.Array[0, 200],
            Gen.String[Gen.Char[' ', '~'], 0, 60].Select(Frame),
            Gen.Const(Frame("GET_REPLY 1 x 1")),
            Gen.Int[0, 40].Select(cut => Frame("GET_REPLY 1 x a value that is cut off somewhere")[..cut]),
            Gen.Int[4_000, 66_000].Select(length => (byte[])[(byte)(length >> 8), (byte)length, 0xEE, 0x00]))
        .Array[0, 4].SampleAsync(
            async pieces =>
            {
                var (connection, server) = await ConnectAsync("00:00:02");
                await using var _ = connection;
                using var __ = server;
                var asked = connection.SendAsync([Ask], Token);
                try
                {
                    foreach (var piece in pieces)
                    {
                        await server.GetStream().WriteAsync(piece, Token);
                    }

                    server.Client.Shutdown(SocketShutdown.Send);
                }
                catch (IOException)
                {
                    // It hung up on what it was sent.
                }

                try
                {
                    return (await asked.WaitAsync(Wait.Limit, Token)).Length == 1;
                }
                catch (IOException)
                {
                    return connection.IsBroken;
                }
            },
            iter: 300,
            threads: 1);

    [Fact]
    public async Task A_flood_of_replies_to_nobody_is_read_and_forgotten()
    {
        var (connection, server) = await ConnectAsync("00:00:05");
        await using var _ = connection;
        byte[] flood = [.. Enumerable.Range(0, 500).SelectMany(_ => Frame($"GET_REPLY 9999 x {new string('x', 1_000)}"))];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 200; i++)
        {
            await server.GetStream().WriteAsync(flood, Token);
        }

        var asked = connection.SendAsync([Ask], Token);
        await server.GetStream().WriteAsync(Frame("GET_REPLY 1 x 1"), Token);
        Assert.Equal("1", (await asked)[0].Text);

        // Of 100 MB; what other tests of this process keep meanwhile is counted with it.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 50_000_000);
    }

    [Fact]
    public async Task Where_this_process_may_have_been_taken_for_dead_nothing_is_sent_and_what_was_sent_is_given_up()
    {
        var (connection, server) = await ConnectAsync("00:00:20");
        await using var _ = connection;
        using var __ = server;
        var before = connection.SendAsync([Ask], Token);
        Assert.NotEqual(0, await server.GetStream().ReadAsync(new byte[100], Token));

        _transport.IsFenced = true;
        await Assert.ThrowsAsync<IOException>(() => connection.SendAsync([Ask], Token));
        await Assert.ThrowsAsync<IOException>(() => before);
        Assert.True(connection.IsBroken);
        Assert.Equal(0, server.Available);
    }

    private static byte[] Frame(string text) => [(byte)((text.Length + 1) >> 8), (byte)(text.Length + 1), 0xEE, 0x00, .. Encoding.ASCII.GetBytes(text)];

    private async Task<(CtrlConnection Connection, TcpClient Server)> ConnectAsync(string timeout)
    {
        var options = new OsmoHlrOptions { CtrlPort = ((IPEndPoint)_listener.LocalEndpoint).Port, Timeout = TimeSpan.Parse(timeout, System.Globalization.CultureInfo.InvariantCulture) };
        var connection = await CtrlConnection.OpenAsync(options, _transport, new AuthorityMeter(TimeProvider.System), Token);
        return (connection, await _listener.AcceptTcpClientAsync(Token));
    }

    /// <summary>Sends for a process that is told whether it may.</summary>
    private sealed class FencedTransport : ICtrlTransport
    {
        private readonly TcpCtrlTransport _tcp = new(new ThisProcess(null!, null!, TimeProvider.System));

        public TimeProvider Clock => _tcp.Clock;

        public bool IsFenced { get; set; }

        public ValueTask<Stream> ConnectAsync(OsmoHlrOptions options, CancellationToken token) => _tcp.ConnectAsync(options, token);
    }
}
