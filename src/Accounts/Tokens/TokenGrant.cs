using System.Security.Cryptography;
using SimConsole.Sessions;

namespace SimConsole.Accounts.Tokens;

/// <summary>What a token says: whose it is, what it may be used for, until when, and with which secret it was obtained.</summary>
/// <param name="Key">The SID of the key.</param>
/// <param name="Scope">The permissions it was asked for; what the key has lost since, the token has lost.</param>
/// <param name="EndsAt">When it ends by itself, in whole seconds.</param>
/// <param name="Secret">The first <see cref="SecretBytes"/> bytes of the hash of the secret it was obtained with: when that secret ends, so does the token.</param>
public sealed record TokenGrant(string Key, Permissions Scope, DateTimeOffset EndsAt, byte[] Secret)
{
    /// <summary>Enough bytes of a hash to rule out a match by chance.</summary>
    public const int SecretBytes = 16;

    /// <summary>
    /// The grant for a key and its secret. It lasts as long as the key says, and never beyond the end of the key or of the secret.
    /// </summary>
    public static TokenGrant Of(ApiKey key, string secret, Permissions scope, DateTimeOffset now)
    {
        var hash = Credential.HashOf(secret);
        var ends = key.TokenLife.EndOf(now);
        ends = key.ExpiresAt < ends ? key.ExpiresAt.Value : ends;
        ends = !CryptographicOperations.FixedTimeEquals(hash, key.SecretHash) && key.FormerEndsAt < ends ? key.FormerEndsAt.Value : ends;
        return new TokenGrant(key.Sid, scope, DateTimeOffset.FromUnixTimeSeconds(ends.ToUnixTimeSeconds()), hash[..SecretBytes]);
    }

    /// <summary>Whether the token is still valid for the key as it is now.</summary>
    public bool HoldsFor(ApiKey key, DateTimeOffset now) => EndsAt > now && (IsOf(key.SecretHash) || (key.FormerEndsAt > now && IsOf(key.FormerSecretHash)));

    private bool IsOf(byte[]? hash) => hash is not null && CryptographicOperations.FixedTimeEquals(hash.AsSpan(0, Math.Min(SecretBytes, hash.Length)), Secret);
}
