namespace SimConsole.Kernel;

/// <summary>Texts that have to fit.</summary>
public static class Cut
{
    /// <summary>The text, or its first <paramref name="length"/> characters where it has more.</summary>
    public static string CutTo(this string text, int length) => text.Length <= length ? text : text[..length];
}
