using System.Net;

namespace SimConsole.Accounts;

/// <summary>From where a key may be used: networks in CIDR notation and single addresses, as a person writes them.</summary>
public static class KeyNetworks
{
    /// <summary>The most characters of a list.</summary>
    public const int Length = 500;

    /// <summary>Reads a list separated by commas, semicolons or blanks. Empty for an empty list; the refusal names the part that is not a network.</summary>
    public static Result<IPNetwork[]> Parse(string? text)
    {
        if (text?.Length > Length)
        {
            return new Refusal(ErrorCodes.Invalid, $"The networks have at most {Length} characters; these have {text.Length}.");
        }

        var networks = new List<IPNetwork>();
        foreach (var part in (text ?? "").Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IPNetwork.TryParse(part, out var network))
            {
                networks.Add(network);
            }
            else if (IPAddress.TryParse(part, out var address))
            {
                networks.Add(new IPNetwork(address, 8 * address.GetAddressBytes().Length));
            }
            else
            {
                return new Refusal(ErrorCodes.Invalid, $"'{Cut.Short(part)}' is not a network. Write it as 192.0.2.0/24, or as one address.");
            }
        }

        return networks.ToArray();
    }

    /// <summary>Whether an address is in one of the networks, or there are none. An IPv4 address written as IPv6 counts as IPv4.</summary>
    public static bool Allow(string? networks, IPAddress? from) => string.IsNullOrEmpty(networks)
        || from is not null && Parse(networks).Value is { } parsed && parsed.Any(network => network.Contains(from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from));
}
