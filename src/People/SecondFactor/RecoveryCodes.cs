using System.Globalization;
using System.Security.Cryptography;
using SimConsole.Sessions;

namespace SimConsole.People.SecondFactor;

/// <summary>How recovery codes look, and what is stored of them.</summary>
internal static class RecoveryCodes
{
    /// <summary>How many a person is given at a time.</summary>
    public const int Count = 10;

    private const int Length = 16;
    private const int GroupLength = 4;

    /// <summary>Letters that are not mistaken for one another. Sixteen of them are 79 bits: too many to try, even for somebody who has the hash.</summary>
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>Generates ten codes, in groups of four letters.</summary>
    public static string[] New() =>
        [.. Enumerable.Range(0, Count).Select(_ => string.Join('-', RandomNumberGenerator.GetString(Letters, Length).Chunk(GroupLength).Select(group => new string(group))))];

    /// <summary>What is stored of a code, however its groups were typed; null for a text that is not a code.</summary>
    public static byte[]? HashOf(long person, string code)
    {
        var letters = new string([.. code.Where(c => c is not '-' && !char.IsWhiteSpace(c)).Take(Length + 1)]).ToLowerInvariant();
        return letters.Length == Length && letters.All(Letters.Contains)
            ? Credential.HashOf(string.Create(CultureInfo.InvariantCulture, $"{person}:{letters}"))
            : null;
    }
}
