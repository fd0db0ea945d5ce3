using System.Text.RegularExpressions;

namespace SimConsole.Kernel;

/// <summary>The number under which a SIM is called, with its country code. Source: ITU-T E.164.</summary>
public static partial class Msisdn
{
    /// <summary>The digits of a number as people write it, in groups, with +, 00 or neither before it; null where a text is not a number of a usual length.</summary>
    public static string? Of(string text) => Dialled().Match(SpreadsheetText.Digits(SpreadsheetText.Undressed(text))) is { Success: true } dialled ? dialled.Groups[1].Value : null;

    [GeneratedRegex(@"^(?:\+|00)?([1-9][0-9]{6,14})$", RegexOptions.CultureInvariant)]
    private static partial Regex Dialled();
}
