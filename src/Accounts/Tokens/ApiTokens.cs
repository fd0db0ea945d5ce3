using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace SimConsole.Accounts.Tokens;

/// <summary>
/// Writes and reads the tokens that programs send as Bearer (RFC 6750). They are under Data Protection, not JSON Web Tokens: only the console reads them, its
/// processes share the keys through the database already, and <c>--rotate-keys</c> ends them together with all other sign-ins, with no key of their own to look after.
/// A token alone does not decide what it may do: each use checks its key as it is now.
/// </summary>
public sealed class ApiTokens(IDataProtectionProvider protection)
{
    /// <summary>The most characters of a token; anything longer is not read.</summary>
    public const int Length = 512;

    private const string Purpose = "SimConsole.Accounts.Tokens";
    private const byte Version = 1;
    private const int KeyBytes = 16;
    private const int ScopeAt = 1 + KeyBytes;
    private const int EndsAt = ScopeAt + sizeof(int);
    private const int SecretAt = EndsAt + sizeof(long);
    private const int Size = SecretAt + TokenGrant.SecretBytes;

    private readonly IDataProtector _protector = protection.CreateProtector(Purpose);

    /// <summary>The token for this grant.</summary>
    public string Write(TokenGrant grant)
    {
        var bytes = new byte[Size];
        bytes[0] = Version;
        Convert.FromHexString(grant.Key.AsSpan(ApiKey.SidPrefix.Length)).CopyTo(bytes.AsSpan(1));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(ScopeAt), (int)grant.Scope);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(EndsAt), grant.EndsAt.ToUnixTimeSeconds());
        grant.Secret.CopyTo(bytes.AsSpan(SecretAt));
        return Base64Url.EncodeToString(_protector.Protect(bytes));
    }

    /// <summary>The grant in a token; null where this console did not write it, or where its Data Protection key has ended.</summary>
    public TokenGrant? Read(string token)
    {
        if (token.Length is 0 or > Length || !Base64Url.IsValid(token))
        {
            return null;
        }

        try
        {
            var bytes = _protector.Unprotect(Base64Url.DecodeFromChars(token));
            return bytes.Length == Size && bytes[0] == Version
                ? new TokenGrant(
                    ApiKey.SidPrefix + Convert.ToHexStringLower(bytes.AsSpan(1, KeyBytes)),
                    (Permissions)BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(ScopeAt)),
                    DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(EndsAt))),
                    bytes[SecretAt..])
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
