using MudBlazor;

namespace SimConsole.Fleets;

/// <summary>The Fleets that the palette finds by a piece of their name or by their SID.</summary>
public sealed class FleetsOfPalette(FleetService fleets) : IPaletteSource
{
    public string Kind => "Fleets";

    public Permissions Needs => Permissions.SimsRead;

    public async Task<IReadOnlyList<PaletteEntry>> FindAsync(string text, int most, FleetScope scope, CancellationToken token) =>
        [.. (await fleets.ListAsync(scope, token)).Where(fleet => PaletteEntry.Means(text, fleet.UniqueName, fleet.Sid)).Take(most)
            .Select(fleet => new PaletteEntry(fleet.DisplayName, $"fleets/{fleet.Sid}", Icons.Material.Outlined.Dashboard))];
}
