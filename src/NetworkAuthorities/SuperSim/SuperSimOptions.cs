using System.ComponentModel.DataAnnotations;

namespace SimConsole.NetworkAuthorities.SuperSim;

/// <summary>The account that this console switches SIMs through: the configuration section <c>Network:SuperSim</c>.</summary>
public sealed record SuperSimOptions : IValidatableObject
{
    public const string Section = "Network:SuperSim";

    /// <summary>The address of the host, without <c>/v1</c>: Twilio's, KORE's, or another console.</summary>
    public string BaseUrl { get; set; } = "https://supersim.twilio.com";

    /// <summary>The account's SID, or that of an API key.</summary>
    public string? AccountSid { get; set; }

    /// <summary>The account's auth token, or the secret of the API key.</summary>
    [DataType(DataType.Password)]
    public string? AuthToken { get; set; }

    /// <summary>A bearer token, for a host that wants that instead.</summary>
    [DataType(DataType.Password)]
    public string? Bearer { get; set; }

    /// <summary>How long one request may take, tried again or not.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(BaseUrl, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Query.Length + uri.Fragment.Length > 0)
        {
            yield return new ValidationResult($"Network:SuperSim:BaseUrl is '{BaseUrl}'; it takes an address such as https://supersim.twilio.com.", [nameof(BaseUrl)]);
        }

        if (string.IsNullOrEmpty(AccountSid) != string.IsNullOrEmpty(AuthToken))
        {
            var (missing, other) = string.IsNullOrEmpty(AccountSid) ? (nameof(AccountSid), nameof(AuthToken)) : (nameof(AuthToken), nameof(AccountSid));
            yield return new ValidationResult($"Network:SuperSim:{missing} is empty; it goes with Network:SuperSim:{other}.", [missing]);
        }
        else if (string.IsNullOrEmpty(AccountSid) == string.IsNullOrEmpty(Bearer))
        {
            yield return new ValidationResult("Network:SuperSim takes either AccountSid and AuthToken, or Bearer.", [nameof(Bearer)]);
        }

        if (Timeout < TimeSpan.FromSeconds(1) || Timeout > TimeSpan.FromMinutes(5))
        {
            yield return new ValidationResult($"Network:SuperSim:Timeout is {Timeout}; it takes a time from 00:00:01 to 00:05:00.", [nameof(Timeout)]);
        }
    }
}
