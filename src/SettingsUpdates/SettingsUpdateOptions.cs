using System.ComponentModel.DataAnnotations;

namespace SimConsole.SettingsUpdates;

/// <summary>How settings updates are carried out: the configuration section <c>SettingsUpdates</c>.</summary>
public sealed class SettingsUpdateOptions : IValidatableObject
{
    public const string Section = "SettingsUpdates";

    /// <summary>How long an update may take before it ends as failed.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How many updates a worker takes at a time; 2,000 is what one SQL Server statement has parameters for.</summary>
    public int BatchSize { get; set; } = 1_000;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Deadline < TimeSpan.FromSeconds(1) || Deadline > TimeSpan.FromDays(30))
        {
            yield return new ValidationResult($"SettingsUpdates:Deadline is {Deadline}; it takes a time from 00:00:01 to 30.00:00:00.");
        }

        if (BatchSize is < 1 or > 2_000)
        {
            yield return new ValidationResult($"SettingsUpdates:BatchSize is {BatchSize}; it takes a number from 1 to 2000.");
        }
    }
}
