namespace SimConsole.Sims;

/// <summary>
/// The number printed on a card: 19 or 20 digits that begin with 89 (telecommunications) and end with a Luhn check digit.
/// Source: ITU-T E.118, and ETSI TS 102 221, clause 13.2, for the length as stored on the card.
/// </summary>
public static class Iccid
{
    public const int MinLength = 19;
    public const int MaxLength = 20;

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

    /// <summary>The digits of an ICCID as people and spreadsheets write it: without spaces, dashes, and the F that fills the last half octet on the card.</summary>
    public static string Cleaned(string text) => Data.SpreadsheetText.Digits(Data.SpreadsheetText.Undressed(text)).TrimEnd('F', 'f');

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
}
