using System.ComponentModel.DataAnnotations;

namespace SimConsole.People.OpenId;

/// <summary>The OpenID Connect provider by which people may sign in: the configuration section <c>OpenId</c>.</summary>
public sealed class OpenIdOptions : IValidatableObject
{
    public const string Section = "OpenId";
    public const string AuthorityKey = $"{Section}:{nameof(Authority)}";
    public const string ClientIdKey = $"{Section}:{nameof(ClientId)}";
    public const string GroupsClaimKey = $"{Section}:{nameof(GroupsClaim)}";
    public const string NameClaimKey = $"{Section}:{nameof(NameClaim)}";

    /// <summary>The address of the provider, below which <c>/.well-known/openid-configuration</c> is; nobody signs in by a provider where it is empty.</summary>
    public string Authority { get; set; } = "";

    /// <summary>The client ID by which the provider knows this console.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The client secret with which the console authenticates to the provider; empty for a client that is known by its addresses alone.</summary>
    [DataType(DataType.Password)]
    public string ClientSecret { get; set; } = "";

    /// <summary>What people call the provider: the button says <c>Sign in with</c> and this. The host of the authority where it is empty.</summary>
    public string Name { get; set; } = "";

    /// <summary>The claim that holds the groups of a person.</summary>
    public string GroupsClaim { get; set; } = "groups";

    /// <summary>The claim that holds the name that a person is given here.</summary>
    public string NameClaim { get; set; } = "preferred_username";

    /// <summary>The scopes that are asked for besides <c>openid</c>; <c>profile</c> where it is empty.</summary>
    public IList<string> Scopes { get; set; } = [];

    internal bool IsConfigured => Authority.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsConfigured)
        {
            return ClientId.Length + ClientSecret.Length + Name.Length == 0 ? []
                : [new($"{AuthorityKey} is missing, and the other keys of {Section} say nothing without it. It takes the address of the provider, such as https://login.example.com.", [nameof(Authority)])];
        }

        return Faults();
    }

    private IEnumerable<ValidationResult> Faults()
    {
        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Query.Length + uri.Fragment.Length > 0)
        {
            yield return new($"{AuthorityKey} is '{Authority}'; it takes the address of the provider, such as https://login.example.com.", [nameof(Authority)]);
        }
        else if (uri.Scheme == "http" && !uri.IsLoopback)
        {
            yield return new($"{AuthorityKey} is '{Authority}'; it takes an address that begins with https: whoever sits between could sign in as anybody.", [nameof(Authority)]);
        }

        foreach (var (key, value, what) in new[]
        {
            (ClientIdKey, ClientId, "the name by which the provider knows this console"),
            (GroupsClaimKey, GroupsClaim, "the name of a claim, such as groups"),
            (NameClaimKey, NameClaim, "the name of a claim, such as preferred_username"),
        })
        {
            if (value.Length == 0)
            {
                yield return new($"{key} is empty; it takes {what}.", [nameof(ClientId)]);
            }
        }
    }
}
