using System.ComponentModel.DataAnnotations;
using System.Net;

namespace SimConsole.Callbacks;

/// <summary>How callbacks are delivered: the configuration section <c>Callbacks</c>.</summary>
public sealed class CallbackOptions : IValidatableObject
{
    public const string Section = "Callbacks";
    public const string AllowedPrivateNetworksKey = $"{Section}:{nameof(AllowedPrivateNetworks)}";

    /// <summary>CIDR blocks of private addresses that callbacks may reach all the same, such as <c>127.0.0.0/8</c>.</summary>
    public IList<string> AllowedPrivateNetworks { get; set; } = [];

    /// <summary>How long a receiver may take to answer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The blocks of <see cref="AllowedPrivateNetworks"/>, once they are validated.</summary>
    public IReadOnlyList<IPNetwork> Allowed() => [.. AllowedPrivateNetworks.Select(IPNetwork.Parse)];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var block in AllowedPrivateNetworks.Where(block => !IPNetwork.TryParse(block, out _)))
        {
            yield return new ValidationResult(
                $"{AllowedPrivateNetworksKey} holds '{block}'; it takes CIDR blocks such as 127.0.0.0/8 or fd00::/8.");
        }

        if (Timeout < TimeSpan.FromMilliseconds(100) || Timeout > TimeSpan.FromMinutes(5))
        {
            yield return new ValidationResult($"Callbacks:Timeout is {Timeout}; it takes a time from 00:00:00.1 to 00:05:00.");
        }
    }
}
