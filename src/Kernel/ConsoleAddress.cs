namespace SimConsole.Kernel;

/// <summary>What absolute URLs in answers begin with: the configured base, or else that of the request.</summary>
public sealed class ConsoleAddress
{
    public const string Key = "PublicBaseUrl";

    /// <summary>Where the API begins.</summary>
    public const string ApiRoot = "/v1";

    /// <exception cref="ConfigurationException">The configured base is not a web address.</exception>
    public ConsoleAddress(IConfiguration configuration)
    {
        Configured = configuration[Key] is { Length: > 0 } configured ? configured.TrimEnd('/') : null;
        if (Configured is not null && !(Uri.TryCreate(Configured, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Query.Length + uri.Fragment.Length == 0))
        {
            throw new ConfigurationException($"{Key} is '{Configured}'; it takes an address such as https://sims.example.com.");
        }
    }

    /// <summary>The configured base, without a slash at its end; null where there is none.</summary>
    public string? Configured { get; }

    /// <summary>The absolute URL of <paramref name="path"/>, which begins with a slash.</summary>
    public string Of(HttpRequest request, string path) => (Configured ?? $"{request.Scheme}://{request.Host}{request.PathBase}") + path;
}
