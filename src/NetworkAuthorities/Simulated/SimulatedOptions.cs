using System.ComponentModel.DataAnnotations;

namespace SimConsole.NetworkAuthorities.Simulated;

/// <summary>How the simulated network behaves: the configuration section <c>Network:Simulated</c>, and the knobs of the Network page.</summary>
public sealed record SimulatedOptions : IValidatableObject
{
    public const string Section = "Network:Simulated";

    /// <summary>How long the network takes to confirm a batch of orders.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The share of attempts that fail and are worth another try, 0 to 1.</summary>
    public double FailureRate { get; set; }

    /// <summary>The share of SIMs that the network refuses for good, 0 to 1.</summary>
    public double RefusalRate { get; set; }

    /// <summary>Whether the network is down: nothing is applied, every attempt to attach fails.</summary>
    public bool Outage { get; set; }

    /// <summary>Whether devices answer each command that reaches them, with what it carried.</summary>
    public bool Replies { get; set; }

    /// <summary>How often each device has a data session; never where zero.</summary>
    public TimeSpan SessionEvery { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Decides which attempts fail and what devices send: the same seed, the same failures and sessions. Random where null.</summary>
    public int? Seed { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Delay < TimeSpan.Zero || Delay > TimeSpan.FromMinutes(10))
        {
            yield return new ValidationResult($"Network:Simulated:Delay is {Delay}; it takes a time from 00:00:00 to 00:10:00.", [nameof(Delay)]);
        }

        if (SessionEvery != TimeSpan.Zero && (SessionEvery < TimeSpan.FromSeconds(1) || SessionEvery > TimeSpan.FromDays(31)))
        {
            yield return new ValidationResult(
                $"Network:Simulated:SessionEvery is {SessionEvery}; it takes a time from 00:00:01 to 31.00:00:00, or 00:00:00 for no sessions.", [nameof(SessionEvery)]);
        }

        foreach (var (name, rate) in new[] { (nameof(FailureRate), FailureRate), (nameof(RefusalRate), RefusalRate) })
        {
            if (!(rate is >= 0 and <= 1))
            {
                yield return new ValidationResult($"Network:Simulated:{name} is {rate}; it takes a number from 0 to 1.", [name]);
            }
        }
    }
}
