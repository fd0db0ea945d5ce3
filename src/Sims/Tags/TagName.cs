using System.Text;

namespace SimConsole.Sims.Tags;

/// <summary>The rules for tags. They are kept in lower case, so that nobody has to remember how one was written.</summary>
public static class TagName
{
    /// <summary>The most characters of a tag.</summary>
    public const int Length = 40;

    /// <summary>The most tags of one Sim.</summary>
    public const int MostOfOneSim = 20;

    private static readonly char[] Separators = [',', ';', '\r', '\n'];

    /// <summary>The tags of a text, each once and in the order of the alphabet.</summary>
    /// <param name="text">Tags between commas, semicolons or line breaks; texts that break the rules are returned, too.</param>
    public static IReadOnlyList<string> Parse(string text) => Ordered(text.Split(Separators).Select(Cleaned).Where(tag => tag.Length > 0));

    /// <summary>A tag as it is kept: in lower case, without the spaces around it.</summary>
    public static string Cleaned(string tag) => string.Concat(tag.Trim().EnumerateRunes()).Normalize(NormalizationForm.FormC).ToLowerInvariant();

    /// <summary>Says in a sentence what is wrong with a tag, or null where nothing is.</summary>
    public static string? Fault(string tag) =>
        tag.Length > Length ? $"A tag has at most {Length} characters; {Cut.Short(tag)} has {tag.Length}."
        : tag.AsSpan().IndexOfAny(Separators) >= 0 ? "A tag cannot contain a comma, a semicolon or a line break: they separate tags."
        : UniqueName.Fault(tag)?.Replace("A unique name", "A tag", StringComparison.Ordinal);

    internal static IReadOnlyList<string> Ordered(IEnumerable<string> tags) => [.. tags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
