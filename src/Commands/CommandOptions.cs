using System.ComponentModel.DataAnnotations;

namespace SimConsole.Commands;

/// <summary>How commands are carried to devices: the configuration section <c>Commands</c>.</summary>
public sealed class CommandOptions : IValidatableObject
{
    public const string Section = "Commands";

    /// <summary>How many commands a worker takes at a time.</summary>
    public const int BatchSize = 200;

    /// <summary>How many SMS commands, in either direction, make a ready Sim active. Source: the Super SIM contract, Sim status <c>ready</c>.</summary>
    public const int SmsThatActivate = 5;

    /// <summary>How long an SMS command is tried before it fails. Source of the default: the documentation of the Super SIM API.</summary>
    public TimeSpan SmsDeadline { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long an IP command waits for a network that does not answer before it fails.</summary>
    public TimeSpan IpDeadline { get; set; } = TimeSpan.FromMinutes(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, deadline) in new[] { (nameof(SmsDeadline), SmsDeadline), (nameof(IpDeadline), IpDeadline) })
        {
            if (deadline < TimeSpan.FromSeconds(1) || deadline > TimeSpan.FromDays(30))
            {
                yield return new ValidationResult($"Commands:{name} is {deadline}; it takes a time from 00:00:01 to 30.00:00:00.");
            }
        }
    }
}
