namespace SimConsole.Kernel;

/// <summary>Texts that have to fit.</summary>
public static class Cut
{
    /// <summary>The text, or as much of its beginning as <paramref name="length"/> UTF-16 units hold, never half a character.</summary>
    /// <param name="length">One at least.</param>
    public static string CutTo(this string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
