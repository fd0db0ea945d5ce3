using System.Buffers;
using System.Security.Cryptography;

namespace SimConsole.Kernel;

/// <summary>
/// The public identifier of a resource: two letters that name its kind, then 32 hexadecimal digits, as Super SIM writes them
/// (<c>HS…</c> a Sim, <c>HF…</c> a Fleet).
/// </summary>
public static class Sid
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>The length of every SID, in characters.</summary>
    public const int Length = 34;

    /// <summary>Makes a new random SID that begins with <paramref name="prefix"/>, two capital letters.</summary>
    public static string New(string prefix) => prefix + RandomNumberGenerator.GetHexString(Length - 2, lowercase: true);

    /// <summary>Whether <paramref name="text"/> has the shape of a SID of any kind.</summary>
    public static bool IsShapeOf(string text) =>
        text.Length == Length
        && char.IsAsciiLetterUpper(text[0])
        && char.IsAsciiLetterUpper(text[1])
        && text.AsSpan(2).IndexOfAnyExcept(HexDigits) < 0;

    /// <summary>Whether <paramref name="text"/> has the shape of a SID that begins with <paramref name="prefix"/>.</summary>
    public static bool IsShapeOf(string text, string prefix) => IsShapeOf(text) && text.StartsWith(prefix, StringComparison.Ordinal);
}
