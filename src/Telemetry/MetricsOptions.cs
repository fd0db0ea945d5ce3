using System.ComponentModel.DataAnnotations;
using System.Net;

namespace SimConsole.Telemetry;

/// <summary>Who may read <c>/metrics</c>: the configuration section <c>Metrics</c>.</summary>
public sealed class MetricsOptions : IValidatableObject
{
    public const string Section = "Metrics";
    public const string AllowedKey = $"{Section}:{nameof(Allowed)}";

    /// <summary>Addresses and CIDR blocks of those who may read the metrics, beside this machine.</summary>
    public IList<string> Allowed { get; set; } = [];

    /// <summary>The networks of <see cref="Allowed"/>, once they are validated.</summary>
    public IReadOnlyList<IPNetwork> Networks() => [.. Allowed.Select(text => AddressBlocks.Parse(text)!.Value)];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Allowed.Where(text => AddressBlocks.Parse(text) is null).Select(text =>
        new ValidationResult($"{AllowedKey} holds '{text}'; it takes {AddressBlocks.Expected}.", [nameof(Allowed)]));
}
