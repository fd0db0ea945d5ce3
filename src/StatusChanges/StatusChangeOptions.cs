using System.ComponentModel.DataAnnotations;

namespace SimConsole.StatusChanges;

/// <summary>How changes of status are processed: the configuration section <c>StatusChanges</c>.</summary>
public sealed class StatusChangeOptions : IValidatableObject
{
    public const string Section = "StatusChanges";

    /// <summary>After how many months the network makes a ready Sim active. Source: the Super SIM contract, Sim status <c>ready</c>.</summary>
    public const int ReadyMonths = 3;

    /// <summary>How long a change may take before it ends as failed.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many changes a worker takes at a time; at most 2,000, the number for which one SQL Server statement has parameters.</summary>
    public int BatchSize { get; set; } = 500;

    /// <summary>How many batches are with the network authority at once, not counting the one lane that only urgent changes use.</summary>
    public int ParallelBatches { get; set; } = 3;

    /// <summary>Whether this process works on changes; false for one that only serves pages.</summary>
    public bool Work { get; set; } = true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Deadline < TimeSpan.FromSeconds(1) || Deadline > TimeSpan.FromDays(30))
        {
            yield return new ValidationResult($"StatusChanges:Deadline is {Deadline}; it takes a time from 00:00:01 to 30.00:00:00.");
        }

        if (BatchSize is < 1 or > 2_000)
        {
            yield return new ValidationResult($"StatusChanges:BatchSize is {BatchSize}; it takes a number from 1 to 2000.");
        }

        if (ParallelBatches is < 1 or > 64)
        {
            yield return new ValidationResult($"StatusChanges:ParallelBatches is {ParallelBatches}; it takes a number from 1 to 64.");
        }
    }
}
