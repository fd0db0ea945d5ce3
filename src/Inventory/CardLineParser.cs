using System.Text.RegularExpressions;
using CsvHelper;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.Sims.Tags;

namespace SimConsole.Inventory;

/// <summary>Reads the lines of a file of cards, and says what is wrong with each by itself.</summary>
/// <param name="acceptsRounded">See <see cref="CardFile.AcceptsRounded"/>.</param>
/// <param name="acceptsAsPrinted">See <see cref="CardFile.AcceptsAsPrinted"/>.</param>
/// <param name="mends">All IMSIs of the file, by which those with lost zeros are mended; null where none is to be mended.</param>
internal sealed partial class CardLineParser(CardColumns columns, bool acceptsRounded, bool acceptsAsPrinted, ImsiNetworks? mends)
{
    private const int MinMsisdnLength = 5;
    private const int MaxNumberLength = 15;

    // Only an export of the console has these two columns. Its fields are read back exactly as they were.
    private readonly bool _isOwnExport = columns.Headings.Contains(SimsExport.ChangedAt) && columns.Headings.Contains(SimsExport.HeldBy);

    /// <summary>The line that the reader stands on, or null where it is blank or a remark.</summary>
    public CardLine? Read(CsvReader csv, int number, CsvMalformedReason? broken)
    {
        if (IsNone(csv))
        {
            return null;
        }

        string? Field(CardField field) => NullIfEmpty(Of(csv, columns[field]));
        var (algorithm, ki, opc) = (Field(CardField.Algorithm), Field(CardField.Ki), Field(CardField.Opc));
        var line = new CardLine(
            number,
            Numbered(Of(csv, columns[CardField.Iccid])),
            Field(CardField.RegistrationCode),
            Imsi(csv) is { } imsi ? mends?.Mended(imsi) ?? imsi : null,
            NullIfEmpty(Dialled(SpreadsheetText.Digits(Of(csv, columns[CardField.Msisdn])))),
            Field(CardField.UniqueName),
            Field(CardField.Fleet),
            Field(CardField.Sid),
            Key: null,
            Fault: null)
        {
            Tags = TagName.Parse(Field(CardField.Tags) ?? ""),
            Note = Field(CardField.Note),
        };
        var fault = broken is CsvMalformedReason.LineBreakInQuotes or CsvMalformedReason.UnterminatedQuote
                ? "A quotation mark is opened in this line and not closed. Close it, or remove it."
            : Enumerable.Range(0, csv.FieldCount).Skip(columns.Count).Any(i => !csv.IsEmpty(i))
                ? $"The line has {csv.FieldCount} columns, the header {columns.Count}. Put quotation marks around a value that holds the separator."
            : null;
        var rounding = fault is null ? Roundings.Of(line.Iccid) : Rounding.None;
        var printed = fault is null && rounding == Rounding.None && Iccid.Fault(line.Iccid) is not null && Iccid.MayBePrinted(line.Iccid);
        line = line with { Rounded = rounding == Rounding.Suspect, AsPrinted = printed };
        fault ??= rounding == Rounding.Lost || (line.Rounded && !acceptsRounded) ? rounding.Says() : FaultOf(line) ?? CardKey.Fault(algorithm, ki, opc);
        return fault is null ? line with { Key = CardKey.Of(algorithm, ki, opc) } : line with { Fault = fault, Iccid = Cut(line.Iccid) };
    }

    /// <summary>The IMSI of the line that the reader stands on, as it stands there; null where it has none.</summary>
    public string? ImsiOf(CsvReader csv) => IsNone(csv) ? null : Imsi(csv);

    private static bool IsNone(CsvReader csv) =>
        Enumerable.Range(0, csv.FieldCount).All(csv.IsEmpty) || (csv.GetString(0).StartsWith('#') && Iccid.Within(csv.GetString(0)).Count == 0);

    private string? Imsi(CsvReader csv) => NullIfEmpty(ImsiLabel().Replace(SpreadsheetText.Digits(Of(csv, columns[CardField.Imsi])), ""));

    private string? FaultOf(CardLine line) =>
        line.Iccid.Length == 0 ? "The ICCID is missing. Fill it in, or remove the line."
        : line.AsPrinted && !acceptsAsPrinted ? $"{Iccid.Fault(line.Iccid)} Compare it with the card; if it is printed like this, take it as printed."
        : !line.AsPrinted && Iccid.Fault(line.Iccid) is { } iccid ? $"{iccid} Compare it with the card."
        : line.RegistrationCode is { Length: > InventoryCard.RegistrationCodeLength } ? $"A registration code has at most {InventoryCard.RegistrationCodeLength} characters. Compare it with the delivery."
        : line.Imsi is { } imsi && !IsNumber(imsi, ImsiNetworks.Length) ? $"An IMSI has {ImsiNetworks.Length} digits, this {Described(imsi)}. A spreadsheet may have dropped the zeros at its front."
        : line.Msisdn is { } msisdn && !IsNumber(msisdn, MinMsisdnLength) ? $"An MSISDN has {MinMsisdnLength} to {MaxNumberLength} digits, this {Described(msisdn)}. Write it with its country code."
        : line.UniqueName is { } name && UniqueName.Fault(name) is { } named ? $"{named} Choose another name."
        : line.Fleet is { } fleet && !Sid.IsShapeOf(fleet) && UniqueName.Fault(fleet) is { } grouped ? $"The name of the Fleet cannot be used. {grouped}"
        : line.Tags.Select(TagName.Fault).FirstOrDefault(fault => fault is not null) is { } tagged ? tagged
        : line.Tags.Count > TagName.MostOfOneSim ? $"A SIM has at most {TagName.MostOfOneSim} tags; this line has {line.Tags.Count}."
        : line.Note is { Length: > Sim.NoteLength } note ? $"A note has at most {Sim.NoteLength} characters; this has {note.Length}. Shorten it, or leave its column out."
        : line.Sid is { } sid && !Sid.IsShapeOf(sid, Sim.SidPrefix) ? $"The SID of a SIM is {Sim.SidPrefix} and 32 hexadecimal digits. Leave it empty, and the SIM gets one."
        : null;

    private static bool IsNumber(string text, int minLength) => text.Length >= minLength && text.Length <= MaxNumberLength && text.All(char.IsAsciiDigit);

    private static string Described(string text) => text.All(char.IsAsciiDigit) ? $"has {text.Length}" : "has other characters";

    private string Of(CsvReader csv, int column) => column < 0 || column >= csv.FieldCount ? ""
        : _isOwnExport ? SpreadsheetText.Restored(csv.GetString(column))
        : SpreadsheetText.Undressed(csv.GetString(column));

    /// <summary>The ICCID of a card, its pairs of digits swapped back where it is written as a chip stores it.</summary>
    private static string Numbered(string field)
    {
        var number = Iccid.Cleaned(field);
        return Iccid.Turned(number) ?? number;
    }

    private static string Dialled(string number) => number.StartsWith('+') ? number[1..] : number.StartsWith("00", StringComparison.Ordinal) ? number[2..] : number;

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static string Cut(string text) => text.Length <= 32 ? text : text[..32] + "…";

    [GeneratedRegex("^imsi[^0-9]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ImsiLabel();
}
