using System.Security.Cryptography;

namespace SimConsole.Accounts.Tokens;

/// <summary>The hashes of the valid secrets of a key: the present one, and the former one where there is one.</summary>
internal sealed record KeySecrets(byte[] Present, byte[]? Former)
{
    /// <summary>Whether this is the hash of one of them.</summary>
    public bool Hold(byte[] hash) =>
        CryptographicOperations.FixedTimeEquals(hash, Present) | (Former is not null && CryptographicOperations.FixedTimeEquals(hash, Former));
}
