using MudBlazor;

namespace SimConsole.BulkChanges;

/// <summary>The bulk changes that the palette finds: older ones only by SID; the newest also by what they do, to which Sims, and who ordered them.</summary>
public sealed class BulkChangesOfPalette(BulkChangeReader reader) : IPaletteSource
{
    private const int Newest = 50;

    public string Kind => "Changes";

    public Permissions Needs => Permissions.SimsRead;

    public async Task<IReadOnlyList<PaletteEntry>> FindAsync(string text, int most, FleetScope scope, CancellationToken token)
    {
        var found = Sid.IsShapeOf(text, BulkChange.SidPrefix)
            ? await reader.FindAsync(text, scope, token) is { } bulk ? [bulk] : []
            : (await reader.ListBeforeAsync(null, Newest, scope, token)).Where(Means).Take(most);
        return [.. found.Select(bulk => new PaletteEntry(bulk.Title(), $"bulk-changes/{bulk.Bulk.Sid}", Icons.Material.Outlined.PlaylistAddCheck, bulk.Bulk.Says()))];

        bool Means(BulkChangeView each) => PaletteEntry.Means(text, each.Bulk.Sid, each.Title(), each.Bulk.Selection, each.Bulk.RequestedBy, each.Bulk.Reason);
    }
}
