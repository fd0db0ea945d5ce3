using MudBlazor;

namespace SimConsole.Sims;

/// <summary>The newest Sims that the palette finds, with the same search as the search box.</summary>
public sealed class SimsOfPalette(SimReader reader) : IPaletteSource
{
    public string Kind => "SIMs";

    public Permissions Needs => Permissions.SimsRead;

    public async Task<IReadOnlyList<PaletteEntry>> FindAsync(string text, int most, FleetScope scope, CancellationToken token)
    {
        var found = await reader.ListAsync(new SimQuery { Search = text }, 0, most, scope, token);
        return [.. found.Select(sim => new PaletteEntry(sim.UniqueName ?? Iccid.Grouped(sim.Iccid), $"{SimsAddress.Path}/{sim.Sid}", Icons.Material.Outlined.SimCard, Detail(sim)))];
    }

    private static string Detail(SimRow sim) => string.Join(" · ", new[] { sim.UniqueName is null ? null : Iccid.Grouped(sim.Iccid), sim.FleetName, sim.Status.Word() }.OfType<string>());
}
