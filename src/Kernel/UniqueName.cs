namespace SimConsole.Kernel;

/// <summary>The rules for the names that a person gives to Sims and Fleets, and that may stand for a SID in an address.</summary>
public static class UniqueName
{
    /// <summary>The most characters of a name.</summary>
    public const int Length = 64;

    /// <summary>Says in a sentence what is wrong with <paramref name="name"/>, or null where nothing is.</summary>
    public static string? Fault(string name) =>
        name.Length > Length ? $"A unique name has at most {Length} characters; this has {name.Length}."
        : name.AsSpan().IndexOfAny("/?#%\\") >= 0 ? "A unique name cannot contain / \\ ? # or %: it may be part of an address."
        : name.Any(char.IsControl) ? "A unique name cannot contain control characters."
        : name.Any(Turns) ? "A unique name cannot contain characters that turn the direction of a text: it would read as another."
        : name is "." or ".." ? "A unique name cannot be . or ..: an address would lose it."
        : name.Trim().Length != name.Length || name.Length == 0 ? "A unique name neither begins nor ends with a space."
        : Sid.IsShapeOf(name) ? "A unique name cannot look like a SID (two letters and 32 hexadecimal digits)."
        : null;

    /// <summary>Source: the explicit directional characters of the Unicode Bidirectional Algorithm, UAX #9.</summary>
    private static bool Turns(char c) => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
