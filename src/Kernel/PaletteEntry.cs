namespace SimConsole.Kernel;

/// <summary>A line of the palette.</summary>
/// <param name="Address">Where it leads, relative to the root; no two lines lead to the same.</param>
/// <param name="Icon">The SVG elements of its icon.</param>
/// <param name="Detail">What tells it from others with a similar title.</param>
public sealed record PaletteEntry(string Title, string Address, string Icon, string? Detail = null)
{
    /// <summary>Whether each word of <paramref name="text"/> is a part of one of the texts about a thing, ignoring upper and lower case.</summary>
    public static bool Means(string text, params IReadOnlyCollection<string?> said) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => said.Any(part => part?.Contains(word, StringComparison.OrdinalIgnoreCase) == true));
}
