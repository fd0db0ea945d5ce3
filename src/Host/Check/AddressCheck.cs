using System.Net;
using System.Net.Sockets;

namespace SimConsole.Host.Check;

/// <summary>Checks the addresses at which the console serves, and whether they are already in use.</summary>
internal sealed class AddressCheck(IConfiguration configuration) : ICheck
{
    public string Name => "Address";

    public async Task<CheckResult> LookAsync(CancellationToken token)
    {
        foreach (var text in (configuration[WebHostDefaults.ServerUrlsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var address = BindingAddress.Parse(text);
            if (!address.IsUnixPipe && await IsTakenAsync(address, token))
            {
                return CheckResult.Doubtful($"Somebody serves at {text} already: this console, if it runs. Another program has to make way, or Urls has to name another port.");
            }
        }

        return CheckResult.Well($"It will serve at {configuration[WebHostDefaults.ServerUrlsKey]}.");
    }

    private static async Task<bool> IsTakenAsync(BindingAddress address, CancellationToken token)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.TryParse(address.Host, out var ip) && !ip.Equals(IPAddress.Any) && !ip.Equals(IPAddress.IPv6Any) ? ip : IPAddress.Loopback, address.Port, token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
