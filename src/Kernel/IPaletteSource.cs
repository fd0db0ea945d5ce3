namespace SimConsole.Kernel;

/// <summary>Finds things of one kind for the palette, which leads from any page to what is typed.</summary>
public interface IPaletteSource
{
    /// <summary>What these things are called together, as a heading.</summary>
    string Kind { get; }

    /// <summary>The permission that it takes to see them; a person without it is shown none.</summary>
    Permissions Needs { get; }

    /// <summary>Finds the first few that <paramref name="text"/> means.</summary>
    /// <param name="text">What is typed, without blanks around it; not empty.</param>
    /// <param name="most">The most results that are shown.</param>
    /// <param name="scope">The Fleets whose things the person may see.</param>
    Task<IReadOnlyList<PaletteEntry>> FindAsync(string text, int most, FleetScope scope, CancellationToken token);
}
