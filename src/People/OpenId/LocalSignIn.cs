using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace SimConsole.People.OpenId;

/// <summary>Whether people may sign in with credentials that this console itself keeps: the configuration section <c>SignIn</c>.</summary>
public sealed class LocalSignIn : IValidatableObject
{
    public const string Section = "SignIn";
    public const string LocalKey = $"{Section}:{nameof(Local)}";

    /// <summary>False where nobody signs in with a password, a passkey or a recovery code, and nobody is invited: then the provider alone lets people in.</summary>
    public bool Local { get; set; } = true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => [];
}

/// <summary>Refuses a configuration with which nobody could sign in, or nobody as an administrator.</summary>
internal sealed class LastWayIn(IOptions<OpenIdOptions> provider, IOptions<OpenIdRoles> roles) : IValidateOptions<LocalSignIn>
{
    public ValidateOptionsResult Validate(string? name, LocalSignIn options) => options.Local ? ValidateOptionsResult.Success
        : !provider.Value.IsConfigured
            ? ValidateOptionsResult.Fail($"{LocalSignIn.LocalKey} is 'false', which is the last way in: nobody could sign in. Configure a provider with {OpenIdOptions.AuthorityKey}, or leave {LocalSignIn.LocalKey} true.")
        : roles.Value.Administrator.Count == 0
            ? ValidateOptionsResult.Fail($"{LocalSignIn.LocalKey} is 'false', and {OpenIdRoles.AdministratorKey} names no group: no administrator could sign in. Name one, or leave {LocalSignIn.LocalKey} true.")
        : ValidateOptionsResult.Success;
}
