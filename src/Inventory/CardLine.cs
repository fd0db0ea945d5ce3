namespace SimConsole.Inventory;

/// <summary>One line of a list of cards, cleaned of what spreadsheets add.</summary>
/// <param name="Number">The number that a spreadsheet shows beside it; the header is line 1.</param>
/// <param name="Sid">The SID that its Sim is to have; null where any will do.</param>
/// <param name="Key">Null where it names none, or there is a fault.</param>
/// <param name="Fault">What is wrong with the line itself, in a sentence; null where nothing is.</param>
/// <param name="Rounded">Whether its ICCID ends in the zeros that a spreadsheet leaves, so that a person has to confirm it.</param>
/// <param name="AsPrinted">Whether its ICCID breaks the rule and may be printed so, which a person has to confirm.</param>
internal sealed record CardLine(
    int Number,
    string Iccid,
    string? RegistrationCode,
    string? Imsi,
    string? Msisdn,
    string? UniqueName,
    string? Fleet,
    string? Sid,
    CardKey? Key,
    string? Fault,
    bool Rounded = false,
    bool AsPrinted = false)
{
    /// <summary>The tags that its Sim is to have, as they are kept.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What is written down about it.</summary>
    public string? Note { get; init; }
}
