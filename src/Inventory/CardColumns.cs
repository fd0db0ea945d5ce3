using System.Text.RegularExpressions;
using CsvHelper;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.Inventory;

/// <summary>A column of a file, and what it is taken for.</summary>
/// <param name="GoesTo">Null where it is left out.</param>
public sealed record CardColumn(string Heading, string? GoesTo);

/// <summary>Where the header puts what; -1 for a column that the file does not have.</summary>
internal sealed partial record CardColumns(int Count, int Iccid, int RegistrationCode, int Imsi, int Msisdn, int UniqueName, int Fleet, int Algorithm, int Ki, int Opc, string? Fault)
{
    /// <summary>The header that a file should have.</summary>
    public const string Example = "iccid,registration_code,imsi,msisdn,unique_name,fleet";

    /// <summary>What a file may have besides, for a network that has to be given the keys of its cards.</summary>
    public const string KeyExample = "algorithm,ki,opc";

    private const int ImsiLength = 15;
    private const int MinMsisdnLength = 5;
    private const int MaxNumberLength = 15;

    /// <summary>The columns of the file in their order, and what each is taken for.</summary>
    public IReadOnlyList<CardColumn> Mapping { get; private init; } = [];

    /// <summary>All headings in their order, also empty ones.</summary>
    public IReadOnlyList<string> Headings { get; private init; } = [];

    /// <param name="headers">The headings.</param>
    /// <param name="byContent">The columns that hold ICCIDs, for a header that names none.</param>
    public static CardColumns Of(IReadOnlyList<string> headers, IReadOnlyList<int> byContent)
    {
        string[] names = [.. headers.Select(Normalized)];
        string[] fields = ["iccid", "registrationcode", "imsi", "msisdn", "uniquename", "fleet", "algorithm", "ki", "opc"];
        int[] found = [Find("iccid"), Find("registrationcode", "code"), Find("imsi"), Find("msisdn"), Find("uniquename", "name"), Find("fleet"), Find("algorithm"), Find("ki"), Find("opc")];

        // The heading says it in more words, or the column tells by what it holds.
        int[] iccids = found[0] >= 0 ? [found[0]] : Holding("iccid").Intersect(byContent).ToArray() is { Length: > 0 } worded ? worded : [.. byContent];
        found[0] = iccids.Length == 1 ? iccids[0] : -1;
        foreach (var i in (int[])[2, 3])
        {
            found[i] = found[i] >= 0 ? found[i] : Holding(fields[i]).Where(at => !found.Contains(at)).Take(2).ToArray() is [var only] ? only : -1;
        }

        var twice = names.Where((name, i) => found.Contains(i) && Array.IndexOf(names, name, i + 1) > i).FirstOrDefault();
        var fault = twice is not null ? $"The header names the column {twice} twice. Leave one of the two."
            : iccids.Length > 1 ? $"More than one column holds ICCIDs: {string.Join(", ", iccids.Select(i => headers[i].Trim()))}. Leave the one that is meant."
            : found[0] >= 0 ? null
            : names.Any(name => name.Length >= Kernel.Iccid.MinLength && name.All(char.IsAsciiDigit))
                ? $"The first line is a card, not a header. Put this line above it: {Example}"
                : $"The header has no column iccid. Name the columns {Example}, separated by commas, semicolons or tabs; only iccid is needed.";
        string[] shown = ["ICCID", "registration code", "IMSI", "MSISDN", "name", "Fleet", "algorithm of the key", "key (Ki)", "OPc"];
        return new CardColumns(names.Length, found[0], found[1], found[2], found[3], found[4], found[5], found[6], found[7], found[8], fault)
        {
            Headings = [.. headers.Select(heading => heading.Trim())],
            Mapping = [.. headers.Select((heading, i) => new CardColumn(heading.Trim(), Array.IndexOf(found, i) is >= 0 and var field ? shown[field] : null)).Where(column => column.Heading.Length > 0 || column.GoesTo is not null)],
        };

        int Find(params string[] choices) => choices.Select(choice => Array.IndexOf(names, choice)).FirstOrDefault(i => i >= 0, -1);

        IEnumerable<int> Holding(string word) => Enumerable.Range(0, names.Length).Where(i => names[i].Contains(word, StringComparison.Ordinal));
    }

    /// <summary>The line that the reader stands on, or null where it is blank or a remark.</summary>
    public CardLine? Read(CsvReader csv, int number, CsvMalformedReason? broken, CardFile accepting)
    {
        if (Enumerable.Range(0, csv.FieldCount).All(csv.IsEmpty) || (csv.GetString(0).StartsWith('#') && Kernel.Iccid.Within(csv.GetString(0)).Count == 0))
        {
            return null;
        }

        var (algorithm, ki, opc) = (NullIfEmpty(Field(csv, Algorithm)), NullIfEmpty(Field(csv, Ki)), NullIfEmpty(Field(csv, Opc)));
        var line = new CardLine(
            number, Numbered(Field(csv, Iccid)), NullIfEmpty(Field(csv, RegistrationCode)), NullIfEmpty(ImsiLabel().Replace(SpreadsheetText.Digits(Field(csv, Imsi)), "")),
            NullIfEmpty(Dialled(SpreadsheetText.Digits(Field(csv, Msisdn)))), NullIfEmpty(Field(csv, UniqueName)), NullIfEmpty(Field(csv, Fleet)), null, null);
        var fault = broken is CsvMalformedReason.LineBreakInQuotes or CsvMalformedReason.UnterminatedQuote
                ? "A quotation mark is opened in this line and not closed. Close it, or take it out."
            : Enumerable.Range(0, csv.FieldCount).Skip(Count).Any(i => !csv.IsEmpty(i))
                ? $"The line has {csv.FieldCount} columns, the header {Count}. Put quotation marks around a value that holds the separator."
            : null;
        var rounding = fault is null ? Roundings.Of(line.Iccid) : Rounding.None;
        var printed = fault is null && rounding == Rounding.None && Kernel.Iccid.Fault(line.Iccid) is not null && Kernel.Iccid.MayBePrinted(line.Iccid);
        line = line with { Rounded = rounding == Rounding.Suspect, AsPrinted = printed };
        fault ??= rounding == Rounding.Lost || (line.Rounded && !accepting.AcceptsRounded) ? rounding.Says() : FaultOf(line, accepting.AcceptsAsPrinted) ?? CardKey.Fault(algorithm, ki, opc);
        return fault is null ? line with { Key = CardKey.Of(algorithm, ki, opc) } : line with { Fault = fault, Iccid = Cut(line.Iccid) };
    }

    private static string? FaultOf(CardLine line, bool acceptsAsPrinted) =>
        line.Iccid.Length == 0 ? "The ICCID is missing. Fill it in, or take the line out."
        : line.AsPrinted && !acceptsAsPrinted ? $"{Kernel.Iccid.Fault(line.Iccid)} Compare it with the card; if it is printed so, take it as printed."
        : !line.AsPrinted && Kernel.Iccid.Fault(line.Iccid) is { } iccid ? $"{iccid} Compare it with the card."
        : line.RegistrationCode is { Length: > InventoryCard.RegistrationCodeLength } ? $"A registration code has at most {InventoryCard.RegistrationCodeLength} characters. Compare it with the delivery."
        : line.Imsi is { } imsi && !IsNumber(imsi, ImsiLength) ? $"An IMSI has {ImsiLength} digits, this {Described(imsi)}. A spreadsheet may have dropped the zeros at its front."
        : line.Msisdn is { } msisdn && !IsNumber(msisdn, MinMsisdnLength) ? $"An MSISDN has {MinMsisdnLength} to {MaxNumberLength} digits, this {Described(msisdn)}. Write it with its country code."
        : line.UniqueName is { } name && Kernel.UniqueName.Fault(name) is { } named ? $"{named} Choose another name."
        : line.Fleet is { } fleet && !Sid.IsShapeOf(fleet) && Kernel.UniqueName.Fault(fleet) is { } grouped ? $"The name of the Fleet will not do. {grouped}"
        : null;

    private static bool IsNumber(string text, int minLength) => text.Length >= minLength && text.Length <= MaxNumberLength && text.All(char.IsAsciiDigit);

    private static string Described(string text) => text.All(char.IsAsciiDigit) ? $"has {text.Length}" : "has other characters";

    private static string Field(CsvReader csv, int column) => column < 0 || column >= csv.FieldCount ? "" : SpreadsheetText.Undressed(csv.GetString(column));

    /// <summary>The number of a card, turned round where it stands there as a chip stores it.</summary>
    private static string Numbered(string field)
    {
        var number = Kernel.Iccid.Cleaned(field);
        return Kernel.Iccid.Turned(number) ?? number;
    }

    private static string Dialled(string number) => number.StartsWith('+') ? number[1..] : number.StartsWith("00", StringComparison.Ordinal) ? number[2..] : number;

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static string Cut(string text) => text.Length <= 32 ? text : text[..32] + "…";

    private static string Normalized(string header) => string.Concat(header.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    [GeneratedRegex("^imsi[^0-9]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ImsiLabel();
}
