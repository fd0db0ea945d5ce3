namespace SimConsole.Kernel;

/// <summary>Texts that have to fit.</summary>
public static class Cut
{
    private const int Repeated = 100;

    /// <summary>The text, or as much of its beginning as <paramref name="length"/> UTF-16 units hold, never half a character.</summary>
    /// <param name="length">One at least.</param>
    public static string CutTo(this string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    /// <summary>As much of a text that others sent as a sentence of ours repeats.</summary>
    public static string Short(string text) => text.Length <= Repeated ? text : $"{text.CutTo(Repeated)}…";
}
