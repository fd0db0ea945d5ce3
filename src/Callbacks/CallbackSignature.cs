using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SimConsole.Callbacks;

/// <summary>How a receiver knows that a callback is ours, and unchanged.</summary>
public static class CallbackSignature
{
    public const string Header = "X-Twilio-Signature";
    public const string WebhookIdHeader = "webhook-id";
    public const string WebhookTimestampHeader = "webhook-timestamp";
    public const string WebhookSignatureHeader = "webhook-signature";

    /// <summary>
    /// The value of <see cref="Header"/>: Base64 of HMAC-SHA1 under the auth token over the URL as it was called, then each field's name and value in
    /// the ordinal order of the names, nothing between. Source: Twilio, "Validating requests".
    /// </summary>
    /// <param name="url">The whole URL, query included.</param>
    /// <param name="form">The fields of a POST; none for a GET, whose fields are in the URL.</param>
    [SuppressMessage("Security", "CA5350", Justification = "The algorithm is the contract's; webhook-signature has SHA-256.")]
    public static string Of(string authToken, string url, IEnumerable<KeyValuePair<string, string>> form)
    {
        var signed = new StringBuilder(url);
        foreach (var (name, value) in form.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            signed.Append(name).Append(value);
        }

        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(authToken), Encoding.UTF8.GetBytes(signed.ToString())));
    }

    /// <summary>
    /// The value of <see cref="WebhookSignatureHeader"/>: Base64 of HMAC-SHA256 over id, time and body, with full stops between. Source: Standard Webhooks,
    /// "Signature scheme".
    /// </summary>
    /// <param name="timestamp">Seconds since 1970.</param>
    /// <param name="body">The body as it is sent; empty for a GET.</param>
    public static string OfWebhook(string authToken, string id, long timestamp, string body) => OfWebhook(Encoding.UTF8.GetBytes(authToken), id, timestamp, body);

    /// <summary>As above, with the secrets of the receiver where it has some: a signature for each, with a blank between. Source: Standard Webhooks, "Secret rotation".</summary>
    public static string OfWebhook(string authToken, IReadOnlyList<byte[]> secrets, string id, long timestamp, string body) =>
        secrets.Count == 0 ? OfWebhook(authToken, id, timestamp, body) : string.Join(' ', secrets.Select(secret => OfWebhook(secret, id, timestamp, body)));

    internal static string OfWebhook(byte[] key, string id, long timestamp, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.{body}"))));

    /// <summary>The value of <see cref="KoreSignature.Header"/>; empty where the account has no webhook secret.</summary>
    /// <param name="method"><c>GET</c> or <c>POST</c>.</param>
    /// <param name="url">The URL as the account gave it, which may lack the slash that it is called with.</param>
    /// <param name="body">The body as it is sent; empty for a GET.</param>
    public static string OfKore(string? secret, string method, string url, string body) =>
        secret is null ? "" : KoreSignature.Of(secret, method, url, Encoding.UTF8.GetBytes(body));

    /// <summary>The secret for the libraries of Standard Webhooks, in their notation: the bytes of the auth token.</summary>
    public static string WebhookSecret(string authToken) => "whsec_" + Convert.ToBase64String(Encoding.UTF8.GetBytes(authToken));
}
