using SimConsole.Data;

namespace SimConsole.Api;

/// <summary>What absolute URLs in answers begin with: the configured base, or else that of the request.</summary>
public sealed class ApiAddress
{
    public const string Key = "PublicBaseUrl";

    private readonly string? _base;

    /// <exception cref="InvalidOperationException">The configured base is no web address.</exception>
    public ApiAddress(IConfiguration configuration)
    {
        _base = configuration[Key] is { Length: > 0 } configured ? configured.TrimEnd('/') : null;
        if (_base is not null && !(Uri.TryCreate(_base, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Query.Length + uri.Fragment.Length == 0))
        {
            throw new InvalidOperationException($"{Key} is '{_base}'; it takes an address such as https://sims.example.com.");
        }
    }

    /// <summary>The absolute URL of <paramref name="path"/>, which begins with a slash.</summary>
    public string Of(HttpRequest request, string path) => (_base ?? $"{request.Scheme}://{request.Host}{request.PathBase}") + path;
}
