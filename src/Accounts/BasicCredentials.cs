using System.Net.Http.Headers;
using System.Text;

namespace SimConsole.Accounts;

/// <summary>A user and a password as HTTP Basic writes them (RFC 7617).</summary>
internal sealed record BasicCredentials(string User, string Password)
{
    public const string Scheme = "Basic";

    /// <summary>Reads the header <c>Authorization</c>; null where it has no Basic credentials.</summary>
    public static BasicCredentials? Read(string? header)
    {
        if (!AuthenticationHeaderValue.TryParse(header, out var value) || !Scheme.Equals(value.Scheme, StringComparison.OrdinalIgnoreCase) || value.Parameter is null)
        {
            return null;
        }

        var bytes = new byte[value.Parameter.Length];
        if (!Convert.TryFromBase64String(value.Parameter, bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes.AsSpan(0, length));
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : new BasicCredentials(text[..colon], text[(colon + 1)..]);
    }
}
