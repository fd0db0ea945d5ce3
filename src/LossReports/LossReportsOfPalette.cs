using MudBlazor;

namespace SimConsole.LossReports;

/// <summary>The loss reports that the palette finds: an older one by its SID alone, one of the newest by its reference, note or reporter as well.</summary>
public sealed class LossReportsOfPalette(LossReportReader reader) : IPaletteSource
{
    private const int Newest = 50;

    public string Kind => "Loss reports";

    public Permissions Needs => Permissions.SimsRead;

    public async Task<IReadOnlyList<PaletteEntry>> FindAsync(string text, int most, FleetScope scope, CancellationToken token)
    {
        var found = Sid.IsShapeOf(text, LossReport.SidPrefix)
            ? await reader.FindAsync(text, scope, token) is { } report ? [report] : []
            : (await reader.ListBeforeAsync(null, Newest, scope, token)).Where(Means).Take(most);
        return [.. found.Select(report => new PaletteEntry(report.Reference ?? report.Sid, $"loss-reports/{report.Sid}", Icons.Material.Outlined.GppBad, report.State()))];

        bool Means(LossReportSummary each) => PaletteEntry.Means(text, each.Sid, each.Reference, each.Note, each.ReportedBy, each.Kind.Word());
    }
}
