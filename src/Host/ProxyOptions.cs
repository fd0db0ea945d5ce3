using System.ComponentModel.DataAnnotations;
using System.Net;

namespace SimConsole.Host;

/// <summary>Which proxies are in front of the console: the configuration section <c>Proxy</c>.</summary>
public sealed class ProxyOptions : IValidatableObject
{
    public const string Section = "Proxy";
    public const string TrustedKey = $"{Section}:{nameof(Trusted)}";

    /// <summary>Addresses and CIDR blocks of the proxies that are trusted to give the client's address, scheme and host; this machine alone where empty.</summary>
    public IList<string> Trusted { get; set; } = [];

    /// <summary>The networks of <see cref="Trusted"/>, once they are validated.</summary>
    public IReadOnlyList<IPNetwork> Networks() => Trusted.Count == 0 ? AddressBlocks.Loopback : [.. Trusted.Select(text => AddressBlocks.Parse(text)!.Value)];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Trusted.Where(text => AddressBlocks.Parse(text) is null).Select(text =>
        new ValidationResult($"{TrustedKey} holds '{text}'; it takes {AddressBlocks.Expected}.", [nameof(Trusted)]));
}
