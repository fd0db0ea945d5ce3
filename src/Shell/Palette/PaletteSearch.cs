namespace SimConsole.Shell.Palette;

/// <summary>Lines of the palette under one heading.</summary>
public sealed record PaletteGroup(string Kind, IReadOnlyList<PaletteEntry> Entries);

/// <summary>Finds what the palette shows: acts and pages, and what the slices find of their own.</summary>
public sealed class PaletteSearch(IReadOnlyList<NavigationEntry> pages, IReadOnlyList<NavigationAct> acts, IEnumerable<IPaletteSource> sources)
{
    /// <summary>The most lines of a kind that is looked for: the list of that kind shows more.</summary>
    public const int MostOfKind = 5;

    /// <summary>The longest text that is looked for.</summary>
    public const int TextLength = 64;

    /// <summary>The shortest text that is looked for: a single letter matches nearly everything.</summary>
    private const int ShortestText = 2;

    /// <summary>The acts and pages that match a text, or all of them. They are found without reading the database.</summary>
    public IReadOnlyList<PaletteGroup> Known(string text, Caller caller) => Filled(
    [
        new("Actions", [.. acts.Where(act => caller.Lacks(act.Needs) is null && PaletteEntry.Means(text, act.Title)).Select(act => new PaletteEntry(act.Title, act.Address, act.Icon))]),
        new("Pages", [.. pages.Where(page => caller.Lacks(page.Needs) is null && PaletteEntry.Means(text, page.Title)).Select(page => new PaletteEntry(page.Title, page.Address, page.Icon))]),
    ]);

    /// <summary>Everything that matches a text, a few of each kind.</summary>
    public async Task<IReadOnlyList<PaletteGroup>> FindAsync(string text, Caller caller, CancellationToken token)
    {
        var known = Known(text, caller);
        if (text.Length < ShortestText)
        {
            return known;
        }

        var found = await Task.WhenAll(sources.Where(source => caller.Lacks(source.Needs) is null)
            .Select(async source => new PaletteGroup(source.Kind, await source.FindAsync(text, MostOfKind, caller.Scope, token))));
        return [.. known, .. Filled(found)];
    }

    private static IReadOnlyList<PaletteGroup> Filled(IEnumerable<PaletteGroup> groups) => [.. groups.Where(group => group.Entries.Count > 0)];
}
