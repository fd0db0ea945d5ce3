using System.ComponentModel.DataAnnotations;

namespace SimConsole.NetworkAuthorities.SuperSim;

/// <summary>The account that this console switches SIMs through: the configuration section <c>Network:SuperSim</c>.</summary>
public sealed record SuperSimOptions : IValidatableObject
{
    public const string Section = "Network:SuperSim";

    /// <summary>A key that existed before access tokens were fetched, and what to set instead.</summary>
    internal static readonly FormerKey Bearer = new($"{Section}:Bearer", $"Set {Section}:Dialect=Kore with {Section}:ClientId and :ClientSecret instead; access tokens are fetched with those.");

    private const string TwilioUrl = "https://supersim.twilio.com";
    private const string KoreUrl = "https://supersim.api.korewireless.com";
    private const string KoreTokenUrl = "https://api.korewireless.com/api-services/v1/auth/token";

    /// <summary>The dialect that the account speaks.</summary>
    public SuperSimDialect Dialect { get; set; } = SuperSimDialect.Twilio;

    /// <summary>The address of the host, without <c>/v1</c>; where it is empty, that of Twilio or KORE, by the dialect.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>Twilio's dialect: the account's SID, or that of an API key.</summary>
    public string? AccountSid { get; set; }

    /// <summary>Twilio's dialect: the account's auth token, or the secret of the API key.</summary>
    [DataType(DataType.Password)]
    public string? AuthToken { get; set; }

    /// <summary>KORE's dialect: the id of the API client.</summary>
    public string? ClientId { get; set; }

    /// <summary>KORE's dialect: the secret of the API client.</summary>
    [DataType(DataType.Password)]
    public string? ClientSecret { get; set; }

    /// <summary>KORE's dialect: where access tokens are fetched.</summary>
    public string TokenUrl { get; set; } = KoreTokenUrl;

    /// <summary>KORE's dialect: the active secret with which the account signs callbacks; signatures are not checked where it is empty.</summary>
    [DataType(DataType.Password)]
    public string? WebhookSecret { get; set; }

    /// <summary>KORE's dialect: the secret that is to be the active one next. Callbacks signed with either are accepted.</summary>
    [DataType(DataType.Password)]
    public string? PendingWebhookSecret { get; set; }

    /// <summary>How long one request may take, including its retries.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The address of the host, configured or by default.</summary>
    internal string Address => string.IsNullOrEmpty(BaseUrl) ? DefaultUrl : BaseUrl;

    private string DefaultUrl => Dialect == SuperSimDialect.Kore ? KoreUrl : TwilioUrl;

    /// <summary>What may be shown to everybody: not the secrets.</summary>
    public override string ToString() => $"{Dialect} at {Address}";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsAddress(Address))
        {
            yield return new ValidationResult($"{Section}:{nameof(BaseUrl)} is '{BaseUrl}'; it takes an address such as {DefaultUrl}.", [nameof(BaseUrl)]);
        }

        if (!IsAddress(TokenUrl))
        {
            yield return new ValidationResult($"{Section}:{nameof(TokenUrl)} is '{TokenUrl}'; it takes an address such as {KoreTokenUrl}.", [nameof(TokenUrl)]);
        }

        foreach (var fault in CredentialFaults())
        {
            yield return fault;
        }

        if (Timeout < TimeSpan.FromSeconds(1) || Timeout > TimeSpan.FromMinutes(5))
        {
            yield return new ValidationResult($"{Section}:{nameof(Timeout)} is {Timeout}; it takes a time from 00:00:01 to 00:05:00.", [nameof(Timeout)]);
        }
    }

    private IEnumerable<ValidationResult> CredentialFaults()
    {
        (string Name, string? Value)[] twilio = [(nameof(AccountSid), AccountSid), (nameof(AuthToken), AuthToken)];
        (string Name, string? Value)[] kore = [(nameof(ClientId), ClientId), (nameof(ClientSecret), ClientSecret)];
        (string Name, string? Value)[] onlyKore =
        [
            .. kore,
            (nameof(TokenUrl), TokenUrl == KoreTokenUrl ? null : TokenUrl),
            (nameof(WebhookSecret), WebhookSecret),
            (nameof(PendingWebhookSecret), PendingWebhookSecret),
        ];
        var (own, others, other) = Dialect == SuperSimDialect.Kore ? (kore, twilio, SuperSimDialect.Twilio) : (twilio, onlyKore, SuperSimDialect.Kore);
        string[] foreign = [.. others.Where(key => !string.IsNullOrEmpty(key.Value)).Select(key => key.Name)];
        if (foreign.Length > 0)
        {
            yield return new ValidationResult(
                $"{Section}:{foreign[0]} goes with {Section}:{nameof(Dialect)}={other}, and the dialect is {Dialect}: it takes {own[0].Name} and {own[1].Name}.", foreign);
        }
        else if (own.Where(key => string.IsNullOrEmpty(key.Value)).Select(key => key.Name).ToArray() is [_, ..] missing)
        {
            yield return new ValidationResult(
                missing.Length == own.Length
                    ? $"{Section} takes {own[0].Name} and {own[1].Name}, in the dialect {Dialect}."
                    : $"{Section}:{missing[0]} is empty; it goes with {Section}:{own.Single(key => key.Name != missing[0]).Name}.",
                missing);
        }

        if (string.IsNullOrEmpty(WebhookSecret) && !string.IsNullOrEmpty(PendingWebhookSecret) && Dialect == SuperSimDialect.Kore)
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(PendingWebhookSecret)} goes with {Section}:{nameof(WebhookSecret)}: the first secret of an account is the active one at once.", [nameof(PendingWebhookSecret)]);
        }
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Query.Length + uri.Fragment.Length == 0;
}
