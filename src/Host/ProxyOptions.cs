using System.ComponentModel.DataAnnotations;
using System.Net;

namespace SimConsole.Host;

/// <summary>Which proxies are in front of the console: the configuration section <c>Proxy</c>.</summary>
public sealed class ProxyOptions : IValidatableObject
{
    public const string Section = "Proxy";
    public const string TrustedKey = $"{Section}:{nameof(Trusted)}";

    private static readonly IPNetwork[] Loopback = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    /// <summary>Addresses and CIDR blocks of those who may say who asked, by which scheme and for which host; this machine alone where empty.</summary>
    public IList<string> Trusted { get; set; } = [];

    /// <summary>The networks of <see cref="Trusted"/>, once they are validated.</summary>
    public IReadOnlyList<IPNetwork> Networks() => Trusted.Count == 0 ? Loopback : [.. Trusted.Select(text => Parse(text)!.Value)];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Trusted.Where(text => Parse(text) is null).Select(text =>
        new ValidationResult($"{TrustedKey} holds '{text}'; it takes addresses and networks such as 10.0.0.5, 10.0.0.0/8 or fd00::/8.", [nameof(Trusted)]));

    private static IPNetwork? Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? network

        // An address in full: 10 alone would be read as 0.0.0.10.
        : (text.Contains(':', StringComparison.Ordinal) || text.Count(c => c == '.') == 3) && IPAddress.TryParse(text, out var address)
            ? new IPNetwork(address, 8 * address.GetAddressBytes().Length)
        : null;
}
