using CsvHelper;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.Inventory;

/// <summary>One line of a list of cards, cleaned of what spreadsheets add.</summary>
/// <param name="Number">The number that a spreadsheet shows beside it; the header is line 1.</param>
/// <param name="Key">Null where it names none, or there is a fault.</param>
/// <param name="Fault">What is wrong with the line for itself, in a sentence; null where nothing is.</param>
/// <param name="Rounded">Whether its ICCID ends in the zeros that a spreadsheet leaves, so that a person has to confirm it.</param>
internal sealed record CardLine(
    int Number,
    string Iccid,
    string? RegistrationCode,
    string? Imsi,
    string? Msisdn,
    string? UniqueName,
    string? Fleet,
    CardKey? Key,
    string? Fault,
    bool Rounded = false);

/// <summary>Where the header puts what; -1 for a column that the file does not have.</summary>
internal sealed record CardColumns(int Count, int Iccid, int RegistrationCode, int Imsi, int Msisdn, int UniqueName, int Fleet, int Algorithm, int Ki, int Opc, string? Fault)
{
    /// <summary>The header that a file should have.</summary>
    public const string Example = "iccid,registration_code,imsi,msisdn,unique_name,fleet";

    /// <summary>What a file may have besides, for a network that has to be given the keys of its cards.</summary>
    public const string KeyExample = "algorithm,ki,opc";

    private const int MinImsiLength = 14;
    private const int MinMsisdnLength = 5;
    private const int MaxNumberLength = 15;

    public static CardColumns Of(IReadOnlyList<string> headers)
    {
        string[] names = [.. headers.Select(Normalized)];
        int[] found = [Find("iccid"), Find("registrationcode", "code"), Find("imsi"), Find("msisdn"), Find("uniquename", "name"), Find("fleet"), Find("algorithm"), Find("ki"), Find("opc")];
        var twice = names.Where((name, i) => found.Contains(i) && Array.IndexOf(names, name, i + 1) > i).FirstOrDefault();
        var fault = found[0] >= 0 ? twice is null ? null : $"The header names the column {twice} twice. Leave one of the two."
            : names.Any(name => name.Length >= Kernel.Iccid.MinLength && name.All(char.IsAsciiDigit))
                ? $"The first line is a card, not a header. Put this line above it: {Example}"
                : $"The header has no column iccid. Name the columns {Example}, separated by commas, semicolons or tabs; only iccid is needed.";
        return new CardColumns(names.Length, found[0], found[1], found[2], found[3], found[4], found[5], found[6], found[7], found[8], fault);

        int Find(params string[] choices) => choices.Select(choice => Array.IndexOf(names, choice)).FirstOrDefault(i => i >= 0, -1);
    }

    /// <summary>The line that the reader stands on, or null where it is blank.</summary>
    public CardLine? Read(CsvReader csv, CsvMalformedReason? broken, bool acceptsRounded)
    {
        if (Enumerable.Range(0, csv.FieldCount).All(csv.IsEmpty))
        {
            return null;
        }

        var (algorithm, ki, opc) = (NullIfEmpty(Field(csv, Algorithm)), NullIfEmpty(Field(csv, Ki)), NullIfEmpty(Field(csv, Opc)));
        var line = new CardLine(
            (int)csv.RowNumber + 1, Kernel.Iccid.Cleaned(Field(csv, Iccid)), NullIfEmpty(Field(csv, RegistrationCode)), NullIfEmpty(SpreadsheetText.Digits(Field(csv, Imsi))),
            NullIfEmpty(SpreadsheetText.Digits(Field(csv, Msisdn)).TrimStart('+')), NullIfEmpty(Field(csv, UniqueName)), NullIfEmpty(Field(csv, Fleet)), null, null);
        var fault = broken is CsvMalformedReason.LineBreakInQuotes or CsvMalformedReason.UnterminatedQuote
                ? "A quotation mark is opened in this line and not closed. Close it, or take it out."
            : Enumerable.Range(0, csv.FieldCount).Skip(Count).Any(i => !csv.IsEmpty(i))
                ? $"The line has {csv.FieldCount} columns, the header {Count}. Put quotation marks around a value that holds the separator."
            : null;
        var rounding = fault is null ? Roundings.Of(line.Iccid) : Rounding.None;
        line = line with { Rounded = rounding == Rounding.Suspect };
        fault ??= rounding == Rounding.Lost || (line.Rounded && !acceptsRounded) ? rounding.Says() : FaultOf(line) ?? CardKey.Fault(algorithm, ki, opc);
        return fault is null ? line with { Key = CardKey.Of(algorithm, ki, opc) } : line with { Fault = fault, Iccid = Cut(line.Iccid) };
    }

    private static string? FaultOf(CardLine line) =>
        line.Iccid.Length == 0 ? "The ICCID is missing. Fill it in, or take the line out."
        : Kernel.Iccid.Fault(line.Iccid) is { } iccid ? $"{iccid} Compare it with the card."
        : line.RegistrationCode is { Length: > InventoryCard.RegistrationCodeLength } ? $"A registration code has at most {InventoryCard.RegistrationCodeLength} characters. Compare it with the delivery."
        : line.Imsi is { } imsi && !IsNumber(imsi, MinImsiLength) ? $"An IMSI has {MinImsiLength} or {MaxNumberLength} digits, this {Described(imsi)}. A spreadsheet may have dropped the zeros at its front."
        : line.Msisdn is { } msisdn && !IsNumber(msisdn, MinMsisdnLength) ? $"An MSISDN has {MinMsisdnLength} to {MaxNumberLength} digits, this {Described(msisdn)}. Write it with its country code."
        : line.UniqueName is { } name && Kernel.UniqueName.Fault(name) is { } named ? $"{named} Choose another name."
        : line.Fleet is { } fleet && !Sid.IsShapeOf(fleet) && Kernel.UniqueName.Fault(fleet) is { } grouped ? $"The name of the Fleet will not do. {grouped}"
        : null;

    private static bool IsNumber(string text, int minLength) => text.Length >= minLength && text.Length <= MaxNumberLength && text.All(char.IsAsciiDigit);

    private static string Described(string text) => text.All(char.IsAsciiDigit) ? $"has {text.Length}" : "has other characters";

    private static string Field(CsvReader csv, int column) => column < 0 || column >= csv.FieldCount ? "" : SpreadsheetText.Undressed(csv.GetString(column));

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static string Cut(string text) => text.Length <= 32 ? text : text[..32] + "…";

    private static string Normalized(string header) => string.Concat(header.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
