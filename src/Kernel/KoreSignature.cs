using System.Security.Cryptography;
using System.Text;

namespace SimConsole.Kernel;

/// <summary>How KORE signs a callback, as this console does in KORE's dialect.</summary>
public static class KoreSignature
{
    public const string Header = "kore-signature";

    /// <summary>The header that is the same with each attempt of one delivery.</summary>
    public const string IdempotencyHeader = "kore-idempotency-token";

    /// <summary>
    /// SHA-256, in lower-case hexadecimal digits, over the secret, the method, the address as the account was given it but without query and fragment, and the body,
    /// with nothing between them. Source: KORE, "Webhook security".
    /// </summary>
    /// <param name="method">In capitals, such as <c>POST</c>.</param>
    /// <param name="body">The body as it was sent; empty for a GET.</param>
    public static string Of(string secret, string method, string address, ReadOnlySpan<byte> body)
    {
        var end = address.AsSpan().IndexOfAny('?', '#');
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{secret}{method}{(end < 0 ? address : address[..end])}"));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
