using SimConsole.Data;

namespace SimConsole.Sims;

/// <summary>What a spreadsheet has done to the number of a card.</summary>
public enum Rounding
{
    None,

    /// <summary>
    /// It ends in the zeros that a spreadsheet leaves. Its check digit is right, as one in ten is by chance.
    /// It counts only once a person has confirmed it.
    /// </summary>
    Suspect,

    /// <summary>Its digits are lost, and no card has the number that is left.</summary>
    Lost,
}

public static class Roundings
{
    /// <summary>The number of digits that a spreadsheet keeps; it writes zeros for the rest.</summary>
    private const int KeptDigits = 15;

    /// <summary>Judges a number as <see cref="Iccid.Cleaned"/> leaves it.</summary>
    /// <param name="known">Whether it names a Sim as it stands: by a name that looks like a power of ten, or by an ICCID with a wrong check digit.</param>
    public static Rounding Of(string number, bool known = false) =>
        SpreadsheetText.IsPowerOfTen(number) ? known ? Rounding.None : Rounding.Lost
        : !EndsInZeros(number) ? Rounding.None
        : known || Iccid.Fault(number) is null ? Rounding.Suspect
        : Rounding.Lost;

    /// <summary>What is wrong, and what to do, in a sentence.</summary>
    public static string Says(this Rounding rounding) => rounding switch
    {
        Rounding.Lost => "A spreadsheet has rounded this number, and its digits are lost. Take it from the list as it was delivered, with this column as text.",
        Rounding.Suspect => "A spreadsheet seems to have rounded this number: it ends in zeros from the sixteenth digit on. "
            + "Take it from the list as it was delivered, with this column as text. If the card has these zeros, confirm that it is real.",
        _ => "",
    };

    private static bool EndsInZeros(string number) =>
        number.Length >= Iccid.MinLength - 1 && number.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 && number.AsSpan(KeptDigits).IndexOfAnyExcept('0') < 0;
}
