namespace SimConsole.Inventory;

/// <summary>What a column of a file of cards can be taken for. The names are stored: never change one.</summary>
public enum CardField
{
    Iccid,
    RegistrationCode,
    Imsi,
    Msisdn,
    UniqueName,
    Fleet,
    Algorithm,
    Ki,
    Opc,

    /// <summary>The SID that its Sim had where the file was exported. The Sim keeps it.</summary>
    Sid,

    /// <summary>Tags, separated by commas or semicolons.</summary>
    Tags,
    Note,
}

/// <summary>The fields of cards in words.</summary>
public static class CardFields
{
    public static IReadOnlyList<CardField> All { get; } = Enum.GetValues<CardField>();

    /// <summary>As pages and sentences call it.</summary>
    public static string Label(this CardField field) => field switch
    {
        CardField.Iccid => "ICCID",
        CardField.RegistrationCode => "registration code",
        CardField.Imsi => "IMSI",
        CardField.Msisdn => "MSISDN",
        CardField.UniqueName => "name",
        CardField.Fleet => "Fleet",
        CardField.Algorithm => "algorithm of the key",
        CardField.Ki => "key (Ki)",
        CardField.Opc => "OPc",
        CardField.Sid => "SID",
        CardField.Tags => "tags",
        CardField.Note => "note",
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, null),
    };

    /// <summary>The headings that mean it, the most exact first, as letters and digits alone.</summary>
    internal static string[] Headings(this CardField field) => field switch
    {
        CardField.RegistrationCode => ["registrationcode", "code"],
        CardField.UniqueName => ["uniquename", "name"],
        CardField.Tags => ["tags", "tag"],
        CardField.Note => ["note", "notes"],
        _ => [field.ToString().ToLowerInvariant()],
    };
}
