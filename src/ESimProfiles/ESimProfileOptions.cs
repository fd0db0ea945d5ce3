using System.ComponentModel.DataAnnotations;

namespace SimConsole.ESimProfiles;

/// <summary>How orders of eSIM profiles are carried out: the configuration section <c>ESimProfiles</c>.</summary>
public sealed class ESimProfileOptions : IValidatableObject
{
    public const string Section = "ESimProfiles";

    /// <summary>How many orders a worker takes at a time.</summary>
    public const int BatchSize = 100;

    /// <summary>How long the network may take to reserve a profile before it ends as failed.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether this process carries out orders; false for one that only serves pages.</summary>
    public bool Work { get; set; } = true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Deadline < TimeSpan.FromSeconds(1) || Deadline > TimeSpan.FromDays(30))
        {
            yield return new ValidationResult($"{Section}:Deadline is {Deadline}; it takes a time from 00:00:01 to 30.00:00:00.", [nameof(Deadline)]);
        }
    }
}
