using System.Net;

namespace SimConsole.Kernel;

/// <summary>Addresses and CIDR blocks as the configuration names them.</summary>
public static class AddressBlocks
{
    /// <summary>What a configuration key accepts, for the sentence that says so.</summary>
    public const string Expected = "addresses and networks such as 10.0.0.5, 10.0.0.0/8 or fd00::/8";

    /// <summary>This machine.</summary>
    public static IReadOnlyList<IPNetwork> Loopback { get; } = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    /// <summary>Whether a host, as written in an address, is this machine whatever any resolver says.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>The block that a text names, an address counting as a block of its own; null where it names none.</summary>
    public static IPNetwork? Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? network

        // An address in full: 10 alone would be read as 0.0.0.10.
        : (text.Contains(':', StringComparison.Ordinal) || text.Count(c => c == '.') == 3) && IPAddress.TryParse(text, out var address)
            ? new IPNetwork(address, 8 * address.GetAddressBytes().Length)
        : null;

    /// <summary>Whether an address is in one of these blocks. An IPv4 address counts as one however it is written, also as IPv6.</summary>
    public static bool Hold(this IEnumerable<IPNetwork> blocks, IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return blocks.Any(block => block.Contains(plain));
    }
}
