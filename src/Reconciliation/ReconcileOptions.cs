using System.ComponentModel.DataAnnotations;

namespace SimConsole.Reconciliation;

/// <summary>How often the network is compared with what was decided: the configuration section <c>Network:Reconcile</c>.</summary>
public sealed class ReconcileOptions : IValidatableObject
{
    public const string Section = "Network:Reconcile";

    /// <summary>The time from one comparison to the next; zero to compare only when somebody asks.</summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How many Sims are compared at a time.</summary>
    public int BatchSize { get; set; } = 500;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Every != TimeSpan.Zero && (Every < TimeSpan.FromSeconds(10) || Every > TimeSpan.FromDays(30)))
        {
            yield return new ValidationResult($"Network:Reconcile:Every is {Every}; it takes 00:00:00 for never, or a time from 00:00:10 to 30.00:00:00.", [nameof(Every)]);
        }

        if (BatchSize is < 1 or > 2_000)
        {
            yield return new ValidationResult($"Network:Reconcile:BatchSize is {BatchSize}; it takes a number from 1 to 2000.", [nameof(BatchSize)]);
        }
    }
}
