using System.Security.Cryptography;
using System.Text;

namespace SimConsole.NetworkAuthorities.SuperSim;

/// <summary>How KORE signs a callback.</summary>
public static class KoreSignature
{
    public const string Header = "kore-signature";

    /// <summary>
    /// SHA-256, in small hexadecimal digits, over the secret, the method, the address as the account was given it but without query and fragment, and the body.
    /// Source: KORE, "Webhook security".
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
