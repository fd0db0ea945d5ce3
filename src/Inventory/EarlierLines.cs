using System.Globalization;

namespace SimConsole.Inventory;

/// <summary>What earlier lines of a file have taken, so that no later line takes it again: a few bytes a line, not the line.</summary>
internal sealed class EarlierLines
{
    private readonly Dictionary<ulong, int> _iccids = [];
    private readonly Dictionary<ulong, int> _imsis = [];
    private readonly Dictionary<string, int> _rounded = [];
    private readonly Dictionary<string, int> _names = [];
    private readonly Dictionary<string, int> _sids = [];

    /// <summary>The verdict from the line itself and the lines before it. Null where the database has to decide: then a line without a fault has taken its identifiers.</summary>
    public CardVerdict? Judge(CardLine line)
    {
        // Whether a card with this printed number is there has to be looked up.
        if (line is { Fault: not null, AsPrinted: true })
        {
            return null;
        }

        if (line.Fault is { } fault)
        {
            return line.Verdict(
                CardVerdictKind.Bad,
                line.Rounded && !_rounded.TryAdd(line.Iccid, line.Number) ? $"{fault} Line {_rounded[line.Iccid]} has the same number." : fault);
        }

        if (_iccids.TryGetValue(Packed(line.Iccid), out var first))
        {
            return line.Verdict(CardVerdictKind.Duplicate, $"The same ICCID is in line {first}, which counts. Remove one of the two lines.");
        }

        if (line.Imsi is { } imsi && _imsis.TryGetValue(Packed(imsi), out first))
        {
            return line.Verdict(CardVerdictKind.Bad, $"The IMSI {imsi} is in line {first} already. Compare both with the delivery: no two cards share one.");
        }

        if (line.UniqueName is { } name && _names.TryGetValue(name, out first))
        {
            return line.Verdict(CardVerdictKind.Bad, $"The name {name} is in line {first} already. Give one of the two another name.");
        }

        if (line.Sid is { } sid && !_sids.TryAdd(sid, line.Number))
        {
            return line.Verdict(CardVerdictKind.Bad, $"The SID {sid} is in line {_sids[sid]} already. Leave one of the two empty.");
        }

        _iccids.Add(Packed(line.Iccid), line.Number);
        if (line.Imsi is not null)
        {
            _imsis.Add(Packed(line.Imsi), line.Number);
        }

        if (line.UniqueName is not null)
        {
            _names.Add(line.UniqueName, line.Number);
        }

        return null;
    }

    /// <summary>
    /// Packs a number of up to 20 digits. A 1 before it keeps its leading zeros; it replaces the 89 that an ICCID begins with. A number with hexadecimal digits
    /// is reduced by a modulus, and marked with an F at its front, which no other has.
    /// </summary>
    private static ulong Packed(string number)
    {
        var digits = number.StartsWith("89", StringComparison.Ordinal) && number.Length > 18 ? number[2..] : number;
        return digits.All(char.IsAsciiDigit)
            ? ulong.Parse(string.Concat("1", digits), CultureInfo.InvariantCulture)
            : 0xF000_0000_0000_0000 | (ulong)(UInt128.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture) % 0x0FFF_FFFF_FFFF_FFC5);
    }
}

internal static class CardVerdicts
{
    public static CardVerdict Verdict(this CardLine line, CardVerdictKind kind, string? says = null) =>
        new(line.Number, kind, line.Iccid, line.UniqueName, line.Fleet, says, line.Rounded, line.AsPrinted);
}
