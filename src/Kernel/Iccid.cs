using System.Text.RegularExpressions;

namespace SimConsole.Kernel;

/// <summary>
/// The number printed on a card: 19 or 20 digits that begin with 89 (telecommunications) and end with a Luhn check digit.
/// Source: ITU-T E.118, and ETSI TS 102 221, clause 13.2, for the length as stored on the card.
/// </summary>
public static partial class Iccid
{
    public const int MinLength = 19;
    public const int MaxLength = 20;

    /// <summary>The fewest digits that are taken for a part of a number in groups, so that a name such as <c>2-7</c> stays one.</summary>
    private const int FewestInGroups = 5;

    /// <summary>Says in a sentence what is wrong with <paramref name="text"/> as an ICCID, or null where nothing is.</summary>
    public static string? Fault(string text)
    {
        if (text.Length == 0 || text.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0)
        {
            return "An ICCID has digits only.";
        }

        if (text.Length is < MinLength or > MaxLength)
        {
            return $"An ICCID has 19 or 20 digits; this has {text.Length}.";
        }

        if (!text.StartsWith("89", StringComparison.Ordinal))
        {
            return "An ICCID begins with 89.";
        }

        return CheckDigit(text.AsSpan()[..^1]) == text[^1]
            ? null
            : "The check digit of this ICCID is wrong: a digit was mistyped or lost.";
    }

    /// <summary>
    /// The digits of an ICCID as people, spreadsheets and this console write it: without a label, what parts its groups, and the F that fills a half
    /// octet on the card. A power of ten stays as it is, since its digits are not those of the card.
    /// </summary>
    public static string Cleaned(string text)
    {
        var number = SpreadsheetText.Undressed(text);
        return number.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 || SpreadsheetText.IsPowerOfTen(number)
            ? number
            : SpreadsheetText.Digits(Label().Replace(number, "")).Trim('F', 'f');
    }

    /// <summary>The digits for which a search term stands that is a number in groups, or a part of one; null where it is none, or has no groups.</summary>
    public static string? InGroups(string term)
    {
        var digits = Cleaned(term);
        return digits != term && digits.Length >= FewestInGroups && digits.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0
            && (IsShapeOf(digits) || digits == SpreadsheetText.Digits(term)) ? digits : null;
    }

    /// <summary>Whether <paramref name="text"/> has the digits of an ICCID, whatever its check digit.</summary>
    public static bool IsShapeOf(string text) => text.Length is MinLength or MaxLength && text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>The Luhn check digit that belongs behind <paramref name="digits"/> (ISO/IEC 7812-1, annex B).</summary>
    public static char CheckDigit(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            if (i % 2 == 0)
            {
                digit = digit < 5 ? digit * 2 : digit * 2 - 9;
            }

            sum += digit;
        }

        return (char)('0' + (10 - sum % 10) % 10);
    }

    [GeneratedRegex(@"^iccid\s*[:=]?\s*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
