using System.ComponentModel.DataAnnotations;

namespace SimConsole.Host.Draining;

/// <summary>How the program ends: the configuration section <c>Shutdown</c>.</summary>
public sealed class ShutdownOptions : IValidatableObject
{
    public const string Section = "Shutdown";

    private static readonly TimeSpan LongestDrain = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long it goes on to serve after it was told to end (SIGTERM), so that a proxy which asks <c>/health/ready</c> sends people elsewhere first; not at all
    /// where it is zero. A second signal ends it at once.
    /// </summary>
    public TimeSpan Drain { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Drain < TimeSpan.Zero || Drain > LongestDrain)
        {
            yield return new ValidationResult($"{Section}:{nameof(Drain)} is {Drain}; it takes a time from 00:00:00 to {LongestDrain}.", [nameof(Drain)]);
        }
    }
}
