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

    /// <summary>The fewest digits that are taken for a part of a number in groups, so that a name such as <c>2-7</c> stays one.</summary>
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
    /// The digits of an ICCID as people, spreadsheets and this console write it: without a label, what parts its groups, and the F that fills a half
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
    /// The digits for which a search term stands that is a number in groups, or a part of one, or one turned round as a chip stores it; null where it is none, or stands there as it is.
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
    /// The ICCID that a chip stores as <paramref name="number"/>, each pair of digits turned round and F in the place of one that it has not; null where it is no such
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

    /// <summary>What <see cref="Within"/> could have found in a text had it ended a number earlier or later, as the check digit of a card that has none printed would not tell.</summary>
    public static IReadOnlyList<string> OtherwiseWithin(string text)
    {
        var visible = Visible(text);
        var hexadecimal = HexadecimalIn(visible).Select(groups => string.Concat(groups.SkipLast(1))).Where(MayBePrinted);
        return [.. FoundIn(visible).SelectMany(found => found.Others).Concat(hexadecimal).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>
    /// The same card's number with its check digit where it stands there without, or the other way round: operators write both. Null where its own check digit says that it is whole, and
    /// where what is left without it would be whole as well.
    /// </summary>
    public static string? WithOrWithoutCheckDigit(string number) => !IsShapeOf(number) || !number.StartsWith("89", StringComparison.Ordinal) ? null
        : number.Length == MinLength ? Fault(number) is null ? null : number + CheckDigit(number)
        : Fault(number) is null && Fault(number[..^1]) is not null ? number[..^1] : null;

    /// <summary>Whether <paramref name="text"/> has the digits of an ICCID, whatever its check digit.</summary>
    public static bool IsShapeOf(string text) => text.Length is MinLength or MaxLength && text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>Whether a card may have it printed so although it is no number of <see cref="Fault"/>'s rule: without a check digit, with a wrong one, or with a hexadecimal digit.</summary>
    public static bool MayBePrinted(string text) => text.Length is MinLength or MaxLength && text.StartsWith("89", StringComparison.Ordinal) && text.All(char.IsAsciiHexDigit);

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

    /// <summary>The numbers with a hexadecimal digit, in their groups, of which none is a word such as <c>bad</c>.</summary>
    private static IEnumerable<string[]> HexadecimalIn(string visible) => PrintedInText().Matches(visible)
        .Select(found => NoHexadecimal().Split(found.Value.ToUpperInvariant()))
        .Where(groups => groups.All(group => group.Any(char.IsAsciiDigit)) && groups.Any(group => !group.All(char.IsAsciiDigit)));

    // What has no width is left behind by web pages.
    private static string Visible(string text) => string.Concat(text.Where(c => char.GetUnicodeCategory(c) != UnicodeCategory.Format));

    private static IEnumerable<(string Number, IEnumerable<string> Others)> FoundIn(string visible) => Groups().Matches(visible).SelectMany(run => InGroupsOf(SpreadsheetText.DigitGroups(run.Value)));

    /// <summary>
    /// The numbers that begin and end with a group. Other numbers may follow one in the same sentence, so the check digit decides where it could end in two places; what
    /// has the digits of an EID is none. With each comes where else it could have ended.
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
