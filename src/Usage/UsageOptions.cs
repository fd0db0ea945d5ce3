using System.ComponentModel.DataAnnotations;

namespace SimConsole.Usage;

/// <summary>What usage costs: the configuration section <c>Usage</c>.</summary>
public sealed class UsageOptions : IValidatableObject
{
    public const string Section = "Usage";

    /// <summary>The price of a megabyte. Source of the default: the examples of the Super SIM contract.</summary>
    public decimal PricePerMegabyte { get; set; } = 0.10m;

    /// <summary>The currency of the price: three capital letters, ISO 4217.</summary>
    public string Currency { get; set; } = "USD";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PricePerMegabyte is < 0 or > 1_000)
        {
            yield return new ValidationResult($"Usage:PricePerMegabyte is {PricePerMegabyte}; it takes a number from 0 to 1000.");
        }

        if (Currency.Length != 3 || !Currency.All(char.IsAsciiLetterUpper))
        {
            yield return new ValidationResult($"Usage:Currency is '{Currency}'; it takes three capital letters such as USD.");
        }
    }
}
