using System.ComponentModel.DataAnnotations;

namespace SimConsole.NetworkAuthorities.OsmoHlr;

/// <summary>Where the OsmoHLR is: the configuration section <c>Network:OsmoHlr</c>. Its ports have no authentication: keep them on a private network.</summary>
public sealed record OsmoHlrOptions : IValidatableObject
{
    public const string Section = "Network:OsmoHlr";

    /// <summary>The address on which it listens, a name or an IP address.</summary>
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>The port of its control interface; fixed in version 1.5.0.</summary>
    public int CtrlPort { get; set; } = 4259;

    /// <summary>The port on which serving nodes speak to it; fixed in version 1.5.0.</summary>
    public int GsupPort { get; set; } = 4222;

    /// <summary>How long it may take to answer one request; then the connection is given up, and the outcome is unknown.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether a SIM that is switched off is also disconnected, where it is attached.</summary>
    public bool Kick { get; set; } = true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrWhiteSpace(Host))
        {
            yield return new ValidationResult("Network:OsmoHlr:Host is empty; it takes the name or the address of the HLR.", [nameof(Host)]);
        }

        foreach (var (name, port) in new[] { (nameof(CtrlPort), CtrlPort), (nameof(GsupPort), GsupPort) })
        {
            if (port is < 1 or > 65_535)
            {
                yield return new ValidationResult($"Network:OsmoHlr:{name} is {port}; it takes a number from 1 to 65535.", [name]);
            }
        }

        if (Timeout < TimeSpan.FromMilliseconds(100) || Timeout > TimeSpan.FromMinutes(1))
        {
            yield return new ValidationResult($"Network:OsmoHlr:Timeout is {Timeout}; it takes a time from 00:00:00.1 to 00:01:00.", [nameof(Timeout)]);
        }
    }
}
