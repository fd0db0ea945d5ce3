using System.Net.Sockets;
using System.Text;
using SimConsole.Work;

namespace SimConsole.Tests.NetworkAuthorities.OsmoHlr;

/// <summary>Asks the HLR by its control interface, one request at a time, and shares no code with the console: what is compared with, and what changes things behind its back.</summary>
internal sealed class CtrlProbe : IDisposable
{
    private readonly TcpClient _client = new();
    private int _id;

    public static async Task<CtrlProbe> ConnectAsync(string address)
    {
        var probe = new CtrlProbe();
        await probe._client.ConnectAsync(address, 4259, TestContext.Current.CancellationToken);
        return probe;
    }

    /// <summary>The value of a variable, or the error.</summary>
    public Task<string> GetAsync(string variable) => AskAsync("GET", variable);

    public Task<string> SetAsync(string variable, string value) => AskAsync("SET", $"{variable} {value}");

    /// <summary>1 where a SIM may connect, 0 where not, null where the HLR does not know it; anything else in words.</summary>
    public async Task<string?> PacketServiceAsync(string imsi)
    {
        var (ps, cs) = (await GetAsync($"subscriber.by-imsi-{imsi}.ps-enabled"), await GetAsync($"subscriber.by-imsi-{imsi}.cs-enabled"));
        return ps == "No such subscriber." ? null : ps == cs ? ps : $"ps {ps}, cs {cs}";
    }

    public void Dispose() => _client.Dispose();

    private async Task<string> AskAsync(string verb, string rest)
    {
        var token = TestContext.Current.CancellationToken;
        var text = Encoding.ASCII.GetBytes($"{verb} {++_id} {rest}");
        var stream = _client.GetStream();
        await stream.WriteAsync((byte[])[(byte)((text.Length + 1) >> 8), (byte)(text.Length + 1), 0xEE, 0x00, .. text], token);
        var header = new byte[4];
        await stream.ReadExactlyAsync(header, token);
        var body = new byte[header[0] * 256 + header[1] - 1];
        await stream.ReadExactlyAsync(body, token);
        var parts = Encoding.ASCII.GetString(body).Split(' ', 4);
        Assert.Equal($"{_id}", parts[1]);
        return parts[0] == "ERROR" ? string.Join(' ', parts[2..]) : parts[3];
    }
}
