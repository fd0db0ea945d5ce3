using System.Globalization;
using System.Text.RegularExpressions;

namespace SimConsole.Kernel;

/// <summary>What spreadsheets and people add to numbers, and how to take it off.</summary>
public static partial class SpreadsheetText
{
    /// <summary>A field without the wrapping in which spreadsheets protect numbers: <c>="…"</c>, or an apostrophe.</summary>
    public static string Undressed(string field)
    {
        var text = field.Trim().Trim('\u00A0');
        return text is ['=', '"', .. var inner, '"'] ? inner.Trim() : text is ['\'', .. var rest] ? rest.Trim() : text;
    }

    /// <summary>A number in the wrapping that keeps a spreadsheet from rounding it.</summary>
    public static string Dressed(string digits) => $"=\"{digits}\"";

    /// <summary>
    /// A text that a spreadsheet will not run as a formula: neither at its beginning, nor after what a spreadsheet of another country takes for the end of a cell,
    /// nor in the full-width characters that it reads as ordinary ones.
    /// </summary>
    public static string Harmless(string text) => Formula().Replace(text, "$1'$2");

    /// <summary>A field that a spreadsheet neither rounds nor runs: a number in its wrapping, any other text made harmless.</summary>
    public static string Kept(string text) => text.Length > 0 && text.All(char.IsAsciiDigit) ? Dressed(text) : Harmless(text);

    /// <summary>What was written by <see cref="Harmless"/> or <see cref="Dressed"/>, as it was before.</summary>
    public static string Restored(string field) => field is ['=', '"', .. var inner, '"'] ? inner : Apostrophe().Replace(field, "$1");

    /// <summary>A number without the spaces, dashes and dots of any kind that separate its groups.</summary>
    public static string Digits(string text) => text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 ? text : string.Concat(text.Where(c => !Parts(c)));

    /// <summary>The groups of digits of a text.</summary>
    public static string[] DigitGroups(string text) => [.. NoDigits().Split(text).Where(group => group.Length > 0)];

    /// <summary>Whether a spreadsheet has written this number in powers of ten, so that its digits are lost.</summary>
    public static bool IsPowerOfTen(string text) => text.AsSpan().IndexOfAny('E', 'e') > 0 && PowerOfTen().IsMatch(text);

    /// <summary>How many commas of a text are the decimal commas of such numbers.</summary>
    public static int CountOfDecimalCommas(string text) => DecimalComma().Count(text);

    // The minus sign is not a dash to Unicode, and text copied from web pages may hold characters without width.
    private static bool Parts(char c) =>
        c is '.' or '·' or '\u2212' || char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is UnicodeCategory.DashPunctuation or UnicodeCategory.Format;

    [GeneratedRegex("[^0-9]+")]
    private static partial Regex NoDigits();

    [GeneratedRegex(@"(^|[;\t\r\n])([\s\p{Cf}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|(?<=^)[\t\r]|')")]
    private static partial Regex Formula();

    [GeneratedRegex(@"(^|[;\t\r\n])'")]
    private static partial Regex Apostrophe();

    [GeneratedRegex(@"\d,\d+E\+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DecimalComma();

    [GeneratedRegex(@"^\d{1,3}([.,]\d+)?E\+?\d+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PowerOfTen();
}
