namespace SimConsole.Accounts.Tokens;

/// <summary>The header <c>WWW-Authenticate</c> for requests with a token, or without credentials. Source: RFC 6750, section 3.</summary>
internal static class BearerChallenge
{
    public const string Scheme = "Bearer";

    /// <summary>Two credentials in one request, or one that cannot be read.</summary>
    public const string InvalidRequest = "invalid_request";

    /// <summary>A token that has expired, was revoked, or is not from this console.</summary>
    public const string InvalidToken = "invalid_token";

    /// <summary>A token that lacks a permission.</summary>
    public const string InsufficientScope = "insufficient_scope";

    /// <summary>The name under which the console asks for credentials.</summary>
    public const string Realm = "SimConsole";

    /// <summary>The challenge for a request without a token.</summary>
    public const string Plain = $"{Scheme} realm=\"{Realm}\"";

    /// <summary>The challenge for a token that is not sufficient.</summary>
    /// <param name="scope">The permission that is needed; null where no permission is missing.</param>
    public static string Of(string error, string description, string? scope = null)
    {
        var challenge = $"{Plain}, error=\"{error}\", error_description=\"{Printable(description)}\"";
        return scope is null ? challenge : $"{challenge}, scope=\"{scope}\"";
    }

    /// <summary>A sentence in the characters that a description of an error may have: printable ASCII without the quotation mark and the backslash.</summary>
    public static string Printable(string description) => string.Create(description.Length, description, (printable, from) =>
    {
        for (var i = 0; i < from.Length; i++)
        {
            printable[i] = from[i] is < ' ' or > '~' or '"' or '\\' ? '?' : from[i];
        }
    });
}
