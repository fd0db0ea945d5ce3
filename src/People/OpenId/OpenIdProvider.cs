using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace SimConsole.People.OpenId;

/// <summary>The provider by which people may sign in, as the configuration has it, and whether they may sign in without it.</summary>
public sealed class OpenIdProvider(IOptions<OpenIdOptions> options, IOptions<OpenIdRoles> roles, IOptions<LocalSignIn> local)
{
    /// <summary>Whether there is one.</summary>
    public bool IsConfigured => options.Value.IsConfigured;

    /// <summary>Whether people may sign in with credentials that this console itself keeps.</summary>
    public bool LetsLocalIn => local.Value.Local;

    /// <summary>What people call it.</summary>
    public string Name => options.Value is { Name.Length: > 0 } named ? named.Name
        : Uri.TryCreate(options.Value.Authority, UriKind.Absolute, out var authority) ? authority.Host
        : "the provider";

    /// <summary>Why something that only a local sign-in needs is refused; null where people may sign in locally.</summary>
    public Refusal? LocalIsOff => LetsLocalIn ? null
        : new Refusal(ErrorCodes.NotPermitted, $"Nobody signs in here with a password, a passkey or an invitation. Sign in with {Name}.");

    /// <summary>Why something is refused for a person who signs in by the provider.</summary>
    internal Refusal NotHere(string what) => new(ErrorCodes.Invalid, $"{what} Change it at {Name}.");

    /// <summary>The role of a person in these groups; null where none of the groups has one.</summary>
    internal Role? RoleOf(IEnumerable<string> groups) => roles.Value.Of(groups);
}
