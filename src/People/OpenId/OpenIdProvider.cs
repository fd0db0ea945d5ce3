using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace SimConsole.People.OpenId;

/// <summary>The provider by which people may sign in, as the configuration has it, and whether they may sign in without it.</summary>
public sealed class OpenIdProvider(IOptions<OpenIdOptions> options, IOptions<OpenIdRoles> roles, IOptions<LocalSignIn> local)
{
    /// <summary>Whether there is one.</summary>
    public bool IsConfigured => options.Value.IsConfigured;

    /// <summary>Whether people sign in with what this console itself knows of them.</summary>
    public bool LetsLocalIn => local.Value.Local;

    /// <summary>What people call it.</summary>
    public string Name => options.Value is { Name.Length: > 0 } named ? named.Name
        : Uri.TryCreate(options.Value.Authority, UriKind.Absolute, out var authority) ? authority.Host
        : "the provider";

    /// <summary>Why nothing is done that only a local sign-in needs; null where people may sign in so.</summary>
    public Refusal? LocalIsOff => LetsLocalIn ? null
        : new Refusal(ErrorCodes.NotPermitted, $"Nobody signs in here with a password, a passkey or an invitation. Sign in with {Name}.");

    /// <summary>Why something is not done for a person who signs in by the provider.</summary>
    internal Refusal NotHere(string what) => new(ErrorCodes.Invalid, $"{what} Change it at {Name}.");

    /// <summary>The role of whoever is in these groups; null where they let nobody in.</summary>
    internal Role? RoleOf(IEnumerable<string> groups) => roles.Value.Of(groups);
}
