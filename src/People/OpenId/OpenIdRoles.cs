using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace SimConsole.People.OpenId;

/// <summary>Which groups of the provider have which role: the configuration section <c>OpenId:Roles</c>. A person in none of them is refused.</summary>
public sealed class OpenIdRoles : IValidatableObject
{
    public const string Section = $"{OpenIdOptions.Section}:Roles";
    public const string AdministratorKey = $"{Section}:{nameof(Administrator)}";

    public IList<string> Viewer { get; set; } = [];

    public IList<string> Operator { get; set; } = [];

    public IList<string> Security { get; set; } = [];

    public IList<string> Administrator { get; set; } = [];

    public IList<string> Auditor { get; set; } = [];

    /// <summary>The groups of each role, the strongest role first.</summary>
    private (Role Role, IList<string> Groups)[] ByStrength =>
        [(Role.Administrator, Administrator), (Role.Security, Security), (Role.Operator, Operator), (Role.Auditor, Auditor), (Role.Viewer, Viewer)];

    internal bool HasAny => ByStrength.Any(role => role.Groups.Count > 0);

    /// <summary>The strongest role that one of these groups has; null where none has any.</summary>
    public Role? Of(IEnumerable<string> groups)
    {
        var those = groups.ToHashSet(StringComparer.Ordinal);
        return ByStrength.Where(role => role.Groups.Any(those.Contains)).Select(role => (Role?)role.Role).FirstOrDefault();
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => [];
}

/// <summary>Refuses the configuration of a provider by which nobody could sign in.</summary>
internal sealed class SomebodyComesIn(IOptions<OpenIdOptions> provider) : IValidateOptions<OpenIdRoles>
{
    public ValidateOptionsResult Validate(string? name, OpenIdRoles options) => provider.Value.IsConfigured && !options.HasAny
        ? ValidateOptionsResult.Fail($"{OpenIdRoles.Section} names no group, and nobody could come in by the provider. Say which group has which role, such as {OpenIdRoles.AdministratorKey}:0=sim-administrators.")
        : ValidateOptionsResult.Success;
}
