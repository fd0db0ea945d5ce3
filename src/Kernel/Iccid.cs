using System.Globalization;
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

    private const int GroupLength = 4;

    /// <summary>The fewest digits that count as a part of a number in groups, so that a name such as <c>2-7</c> stays a name.</summary>
    private const int FewestInGroups = 5;

    /// <summary>The digits in groups of four, where text alone can be shown.</summary>
    public static string Grouped(string iccid) => string.Join('\u202F', iccid.Chunk(GroupLength).Select(group => new string(group)));

    /// <summary>Says in a sentence what is wrong with <paramref name="text"/> as an ICCID, or null where nothing is.</summary>
    public static string? Fault(string text)
    {
        if (text.Length == 0 || text.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0)
        {
            return "An ICCID has only digits.";
        }

        if (text.Length is < MinLength or > MaxLength)
        {
            return $"An ICCID has 19 or 20 digits; this has {text.Length}.";
        }

        if (!text.StartsWith("89", StringComparison.Ordinal))
        {
            return "An ICCID begins with 89.";
        }

        return CheckDigit(text.AsSpan()[..^1]) is var right && right == text[^1] ? null
            : text.Length == MinLength ? $"The check digit of this ICCID is wrong: {right} is expected at its end, or {CheckDigit(text)} behind it where it is printed without one."
            : $"The check digit of this ICCID is wrong: {right} is expected at its end.";
    }

    /// <summary>
    /// The digits of an ICCID as people, spreadsheets and this console write it: without its label, the separators of its groups, and the F that fills a half
    /// octet on the card; hexadecimal digits in upper case. A power of ten stays as it is, since its digits are not those of the card.
    /// </summary>
    public static string Cleaned(string text)
    {
        var number = SpreadsheetText.Undressed(text);
        if (number.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 || SpreadsheetText.IsPowerOfTen(number))
        {
            return number;
        }

        var digits = SpreadsheetText.Digits(Label().Replace(number, "")).Trim('F', 'f');
        return MayBePrinted(digits) ? digits.ToUpperInvariant() : digits;
    }

    /// <summary>
    /// The digits that a search term stands for: a number in groups, a part of one, or one with its digits swapped as a chip stores it. Null where the term is none
    /// of these, or already consists of these digits.
    /// </summary>
    public static string? InGroups(string term)
    {
        var digits = Cleaned(term);
        if (Turned(digits) is { } turned)
        {
            return turned;
        }

        return digits != term && (MayBePrinted(digits) || (digits.Length >= FewestInGroups && digits.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0
            && (IsShapeOf(digits) || digits == SpreadsheetText.Digits(term)))) ? digits : null;
    }

    /// <summary>
    /// The ICCID that a chip stores as <paramref name="number"/>, with the digits of each pair swapped and F in place of a missing one; null where it is no such
    /// number. Source: ETSI TS 102 221, clause 13.2.
    /// </summary>
    public static string? Turned(string number)
    {
        if (number.Length != MaxLength || !number.StartsWith("98", StringComparison.Ordinal))
        {
            return null;
        }

        var turned = string.Concat(number.Chunk(2).Select(pair => $"{pair[1]}{pair[0]}")).TrimEnd('F', 'f');
        return IsShapeOf(turned) ? turned : MayBePrinted(turned) ? turned.ToUpperInvariant() : null;
    }

    /// <summary>The ICCIDs within a longer text, such as a remark, each once, whatever their check digits.</summary>
    public static IReadOnlyList<string> Within(string text)
    {
        var visible = Visible(text);
        var turned = TurnedInText().Matches(visible).Select(found => Turned(SpreadsheetText.Digits(found.Value))).OfType<string>();
        return [.. FoundIn(visible).Select(found => found.Number).Concat(turned).Concat(HexadecimalIn(visible).Select(groups => string.Concat(groups))).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>
    /// The other numbers that <see cref="Within"/> could have found, had it ended a number a group earlier or later: a card without a printed check digit
    /// does not tell.
    /// </summary>
    public static IReadOnlyList<string> OtherwiseWithin(string text)
    {
        var visible = Visible(text);
        var hexadecimal = HexadecimalIn(visible).Select(groups => string.Concat(groups.SkipLast(1))).Where(MayBePrinted);
        return [.. FoundIn(visible).SelectMany(found => found.Others).Concat(hexadecimal).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>
    /// The same card's number with its check digit where it is written without, or the other way round: operators write both. Null where the check digit of 19 digits
    /// is right, and where that of 20 digits is wrong, or would also be right without the last digit.
    /// </summary>
    public static string? WithOrWithoutCheckDigit(string number) => !IsShapeOf(number) || !number.StartsWith("89", StringComparison.Ordinal) ? null
        : number.Length == MinLength ? Fault(number) is null ? null : number + CheckDigit(number)
        : Fault(number) is null && Fault(number[..^1]) is not null ? number[..^1] : null;

    /// <summary>Whether <paramref name="text"/> has the digits of an ICCID, whatever its check digit.</summary>
    public static bool IsShapeOf(string text) => text.Length is MinLength or MaxLength && text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>Whether a card may have this text printed on it, even where <see cref="Fault"/> objects: no check digit, a wrong one, or a hexadecimal digit.</summary>
    public static bool MayBePrinted(string text) => text.Length is MinLength or MaxLength && text.StartsWith("89", StringComparison.Ordinal) && text.All(char.IsAsciiHexDigit);

    /// <summary>The Luhn check digit that belongs after <paramref name="digits"/> (ISO/IEC 7812-1, annex B).</summary>
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

    /// <summary>The numbers with a hexadecimal digit, in their groups; groups without a decimal digit, such as the word <c>bad</c>, rule a number out.</summary>
    private static IEnumerable<string[]> HexadecimalIn(string visible) => PrintedInText().Matches(visible)
        .Select(found => NoHexadecimal().Split(found.Value.ToUpperInvariant()))
        .Where(groups => groups.All(group => group.Any(char.IsAsciiDigit)) && groups.Any(group => !group.All(char.IsAsciiDigit)));

    // Text copied from web pages may hold characters without width.
    private static string Visible(string text) => string.Concat(text.Where(c => char.GetUnicodeCategory(c) != UnicodeCategory.Format));

    private static IEnumerable<(string Number, IEnumerable<string> Others)> FoundIn(string visible) => Groups().Matches(visible).SelectMany(run => InGroupsOf(SpreadsheetText.DigitGroups(run.Value)));

    /// <summary>
    /// The numbers that begin and end at the border of a group. Other numbers may follow in the same sentence, so the check digit decides where two ends are
    /// possible; groups that have the length of an EID together are left out. Each number comes with the others that it could have been.
    /// </summary>
    private static IEnumerable<(string Number, IEnumerable<string> Others)> InGroupsOf(string[] groups)
    {
        for (var i = 0; i < groups.Length; i++)
        {
            if (!groups[i].StartsWith("89", StringComparison.Ordinal) || groups.Skip(i).Take(Eid.Length + 1).Sum(group => group.Length) == Eid.Length)
            {
                continue;
            }

            string[] ends = [.. Enumerable.Range(i + 1, Math.Min(groups.Length - i, MaxLength)).Select(end => string.Concat(groups[i..end])).Where(IsShapeOf)];
            if ((ends.FirstOrDefault(number => Fault(number) is null) ?? ends.LastOrDefault()) is { } found)
            {
                yield return (found, ends.Where(end => end != found));
                for (var length = groups[i].Length; length < found.Length; length += groups[i].Length)
                {
                    i++;
                }
            }
        }
    }

    [GeneratedRegex(@"[0-9]+(?:[\s.\u00B7\u2212\u2010-\u2015-]{1,3}[0-9]+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Groups();

    [GeneratedRegex(@"(?<![0-9])98(?:\s?[0-9]{2}){8}\s?[0-9Ff][0-9](?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex TurnedInText();

    [GeneratedRegex(@"(?<![0-9A-Za-z])89(?:[\s.\u00B7\u2212\u2010-\u2015-]{0,3}[0-9A-Fa-f]){17,18}(?![0-9A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex PrintedInText();

    [GeneratedRegex("[^0-9A-F]+", RegexOptions.CultureInvariant)]
    private static partial Regex NoHexadecimal();

    [GeneratedRegex(@"^iccid\s*[:=]?\s*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
