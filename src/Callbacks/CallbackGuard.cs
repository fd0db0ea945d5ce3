using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace SimConsole.Callbacks;

/// <summary>A host has only addresses that callbacks may not reach.</summary>
public sealed class CallbackRefusedException(string message) : Exception(message);

/// <summary>
/// Keeps callbacks out of the network of the server. A URL is checked when the connection is made, by the addresses that its host
/// has at that moment. The address that is checked is the one that is connected to, so a name cannot show one address and lead to another.
/// </summary>
public sealed class CallbackGuard
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(5);

    private readonly IReadOnlyList<IPNetwork> _allowed;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;

    public CallbackGuard(IOptions<CallbackOptions> options) : this(options.Value.Allowed(), Dns.GetHostAddressesAsync)
    {
    }

    internal CallbackGuard(IReadOnlyList<IPNetwork> allowed, Func<string, CancellationToken, Task<IPAddress[]>> resolve) => (_allowed, _resolve) = (allowed, resolve);

    /// <summary>Whether callbacks may reach this address.</summary>
    public bool Allows(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return PublicAddress.Is(address) || _allowed.Any(block => block.Contains(address));
    }

    /// <summary>Whether callbacks may reach one of the addresses that a host has now; false where it has none.</summary>
    public async Task<bool> MayReachAsync(string host, CancellationToken token)
    {
        try
        {
            return (await AddressesAsync(host, token)).Any(Allows);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Connects to the first address of a host that may be reached and that answers.</summary>
    /// <exception cref="CallbackRefusedException">None of its addresses may be reached.</exception>
    /// <exception cref="SocketException">The host is not known, or does not answer.</exception>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint receiver, CancellationToken token)
    {
        var addresses = await AddressesAsync(receiver.Host, token);
        var allowed = addresses.Where(Allows).ToList();
        if (allowed.Count == 0)
        {
            throw addresses.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : new CallbackRefusedException(
                $"{receiver.Host} has a private or reserved address. Callbacks reach it only if {CallbackOptions.AllowedPrivateNetworksKey} holds its network.");
        }

        for (var i = 0; ; i++)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
            limit.CancelAfter(ConnectTime);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(allowed[i], receiver.Port), limit.Token);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception exception) when (!token.IsCancellationRequested && i < allowed.Count - 1 && exception is SocketException or OperationCanceledException)
            {
                socket.Dispose();
            }
            catch (OperationCanceledException) when (!token.IsCancellationRequested)
            {
                socket.Dispose();
                throw new SocketException((int)SocketError.TimedOut);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    private async Task<IPAddress[]> AddressesAsync(string host, CancellationToken token) =>
        IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await _resolve(host, token);
}
