using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace SimConsole.People.SecondFactor;

/// <summary>Who has to have a second factor: the configuration section <c>SecondFactor</c>.</summary>
public sealed class SecondFactorOptions : IValidatableObject
{
    public const string Section = "SecondFactor";
    public const string RequiredForKey = $"{Section}:{nameof(RequiredFor)}";

    /// <summary>The word that stands for no role at all.</summary>
    public const string Nobody = "None";

    private static readonly Role[] Otherwise = [Role.Administrator, Role.Security];

    /// <summary>The roles that are asked for a second factor, by name, or <see cref="Nobody"/>; <see cref="DefaultRoles"/> where empty.</summary>
    public IList<string> RequiredFor { get; set; } = [];

    /// <summary>Whether the console only shows a sample: then nobody has to have one.</summary>
    internal bool IsForALook { get; set; }

    /// <summary>What <see cref="RequiredFor"/> is where it is not configured.</summary>
    internal static string DefaultRoles => string.Join(", ", Otherwise);

    /// <summary>The roles of <see cref="RequiredFor"/>; valid once the options are validated.</summary>
    internal IReadOnlyCollection<Role> Roles() =>
        IsForALook || RequiredFor.Any(IsNobody) ? [] : RequiredFor.Count == 0 ? Otherwise : [.. RequiredFor.Select(name => Parse(name)!.Value)];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        RequiredFor.Where(name => Parse(name) is null && !(IsNobody(name) && RequiredFor.Count == 1)).Select(name => new ValidationResult(
            $"{RequiredForKey} is '{name}'; it takes roles, of {string.Join(", ", Kernel.Roles.All)}, or {Nobody} alone.", [nameof(RequiredFor)]));

    private static bool IsNobody(string name) => name.Equals(Nobody, StringComparison.OrdinalIgnoreCase);

    private static Role? Parse(string name) => name.All(char.IsAsciiLetter) && Enum.TryParse<Role>(name, ignoreCase: true, out var role) ? role : null;
}

/// <summary>Which roles are asked for a second factor.</summary>
public sealed class SecondFactorPolicy(IOptions<SecondFactorOptions> options)
{
    /// <summary>Whether a person with this role has to have one before they may do anything.</summary>
    public bool Requires(Role role) => options.Value.Roles().Contains(role);
}
