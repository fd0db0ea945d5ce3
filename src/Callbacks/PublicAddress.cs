using System.Net;
using System.Net.Sockets;

namespace SimConsole.Callbacks;

/// <summary>Tells the addresses of the public internet from all others. Source: the IANA special-purpose address registries (RFC 6890 and its updates).</summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] NotPublic4 =
    [
        .. Blocks("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"),
        .. Blocks("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),

        // Azure's platform address: in a public range, but it answers only inside Azure.
        .. Blocks("168.63.129.16/32"),
    ];

    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] NotPublic6 = Blocks("2001::/23", "2001:db8::/32", "3fff::/20", "2620:4f:8000::/48");

    // Prefixes of addresses that carry an IPv4 address, and where in their 16 bytes it begins: NAT64 (RFC 6052) and 6to4 (RFC 3056).
    private static readonly (IPNetwork Block, int At)[] Carriers = [(IPNetwork.Parse("64:ff9b::/96"), 12), (IPNetwork.Parse("2002::/16"), 2)];

    /// <summary>Whether <paramref name="address"/> is a public unicast address, and leads to one where it carries another inside.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !NotPublic4.Any(block => block.Contains(address));
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        foreach (var (block, at) in Carriers)
        {
            if (block.Contains(address))
            {
                return Is(Inside(address, at));
            }
        }

        // ISATAP (RFC 5214) carries its IPv4 address after any prefix.
        var bytes = address.GetAddressBytes();
        var isatap = bytes[8] is 0 or 2 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe;
        return Global6.Contains(address) && !NotPublic6.Any(block => block.Contains(address)) && (!isatap || Is(Inside(address, 12)));
    }

    private static IPAddress Inside(IPAddress address, int at) => new(address.GetAddressBytes().AsSpan(at, 4));

    private static IPNetwork[] Blocks(params string[] blocks) => [.. blocks.Select(IPNetwork.Parse)];
}
