using System.Text.RegularExpressions;

namespace SimConsole.Kernel;

/// <summary>The number of an eUICC, the chip that profiles are downloaded onto: 32 digits, the last two of them check digits. Source: GSMA SGP.29, EID Definition and Assignment Process.</summary>
public static partial class Eid
{
    public const int Length = 32;

    // ISO/IEC 7064, MOD 97-10.
    private const int Modulus = 97;

    /// <summary>Says in a sentence what is wrong with <paramref name="text"/> as an EID, or null where nothing is.</summary>
    public static string? Fault(string text)
    {
        if (text.Length == 0 || text.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0)
        {
            return "An EID has only digits.";
        }

        if (text.Length != Length)
        {
            return $"An EID has {Length} digits; this has {text.Length}.";
        }

        return text.Aggregate(0, (rest, digit) => (rest * 10 + digit - '0') % Modulus) == 1
            ? null
            : "The check digits of this EID are wrong: a digit was mistyped or lost.";
    }

    /// <summary>The digits of an EID as people and devices write it, in groups and with its label.</summary>
    public static string Cleaned(string text) => SpreadsheetText.Digits(Label().Replace(SpreadsheetText.Undressed(text), ""));

    /// <summary>The EID that a text is, however it is written; null where it is none.</summary>
    public static string? Of(string text) => Cleaned(text) is var eid && Fault(eid) is null ? eid : null;

    [GeneratedRegex(@"^eid\s*[:=]?\s*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
