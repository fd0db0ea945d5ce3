using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.LossReports;
using SimConsole.LossReports.Evidence;
using SimConsole.Sims;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;

namespace SimConsole.Tests.LossReports;

/// <summary>The evidence sheet as a file says the same as on paper, and has room for it.</summary>
public sealed class EvidencePdfTests : IAsyncLifetime
{
    private const string Address = "https://sims.example.com/console";

    /// <summary>How much paper is left free beside the text, in points: most printers reach no farther.</summary>
    private const double Margin = 20;

    private static readonly string[] FirstWords = ["ICCID", "Status", "Was", "Ordered", "Confirmed", "What", "Attach"];

    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _console = await TestConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Theory]
    [InlineData(EvidencePaper.A4, 595, 842)]
    [InlineData(EvidencePaper.Letter, 612, 792)]
    public async Task It_proves_of_58_sims_on_three_pages_what_was_ordered_and_confirmed(EvidencePaper paper, int width, int height)
    {
        var sheet = await ReportAsync(58);
        var file = EvidencePdf.Write(sheet, paper, Token);
        if (Environment.GetEnvironmentVariable("SIMCONSOLE_SCREENSHOTS") is { } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, $"evidence-{paper}.pdf"), file, Token);
        }

        using var pdf = PdfDocument.Open(file);
        var text = string.Join(' ', pdf.GetPages().SelectMany(page => page.GetWords()).Select(word => word.Text));

        Assert.Equal(3, pdf.NumberOfPages);
        Assert.All(pdf.GetPages(), page => Assert.Equal((width, height), ((int)Math.Round(page.Width), (int)Math.Round(page.Height))));
        Assert.All(sheet.Sims, sim => Assert.Contains(sim.Iccid, text, StringComparison.Ordinal));
        Assert.StartsWith("58 SIMs stolen All 58 are off and held. Confirmed off 58 of 58 held Reported 2026-03-01 12:00:00 UTC by someone Reference K-17/2026", text, StringComparison.Ordinal);
        Assert.Contains("Printed 2026-03-01 12:05:00 UTC by mara", text, StringComparison.Ordinal);
        Assert.Contains($"{Address}, SimConsole {ThisBuild.Version}", text, StringComparison.Ordinal);
        Assert.Equal(2 + 2 * 58, Regex.Count(text, @"\d\d:\d\d:\d\d"));

        // A cell is written line by line, and then the next one.
        var written = string.Concat(pdf.GetPages().SelectMany(page => page.Letters).Select(letter => letter.Value)).Replace(" ", "", StringComparison.Ordinal);
        Assert.Equal(58, Regex.Count(written, "2026-03-0112:00:00UTC2026-03-0112:00:0[0-9]UTC[^0-9]*attachattemptsarerefused"));

        // The seal is that of the entry in the audit, and it says how to check it.
        await using var db = _console.OpenDb();
        var entry = await db.AuditEntries.SingleAsync(e => e.Kind == AuditKinds.LossReported, Token);
        Assert.Contains($"Seal {Convert.ToHexStringLower(entry.Seal)}", text, StringComparison.Ordinal);
        Assert.Contains($"entry {entry.Sequence} of the audit's chain {entry.Chain}", text, StringComparison.Ordinal);
        Assert.Contains("--verify-audit", text, StringComparison.Ordinal);
        Assert.All(pdf.GetPages(), AssertColumnsAreWhole);
    }

    [Fact]
    public async Task What_is_longer_than_a_line_goes_on_on_the_next_one_and_nothing_of_it_is_cut_off()
    {
        var name = new string('W', 60);
        var note = $"{new string('x', 700)} Grüße an die Wache, дело № 7 — “K-17”";
        var sheet = await ReportAsync(1, name, note);
        using var pdf = PdfDocument.Open(EvidencePdf.Write(sheet, EvidencePaper.A4, Token));

        var page = Assert.Single(pdf.GetPages());
        var letters = string.Concat(page.Letters.Select(letter => letter.Value));
        Assert.Contains(name, letters, StringComparison.Ordinal);
        Assert.Contains(note.Replace(" ", "", StringComparison.Ordinal), letters.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        AssertColumnsAreWhole(page);
    }

    [Fact]
    public async Task Sheets_that_are_asked_for_at_once_are_each_as_if_it_were_alone()
    {
        var sheet = await ReportAsync(58);
        var texts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            using var pdf = PdfDocument.Open(EvidencePdf.Write(sheet, EvidencePaper.A4, Token));
            return string.Join(' ', pdf.GetPages().SelectMany(page => page.GetWords()).Select(word => word.Text));
        }, Token)));
        Assert.Single(texts.Distinct());
        Assert.Contains("Page 3 of 3", texts[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_who_does_not_find_the_report_gets_its_sheet_and_without_its_entry_there_is_no_seal()
    {
        var sheet = await ReportAsync(1);
        var limited = TestConsole.Someone with { Scope = FleetScope.Of([1]) };
        Assert.Null(await _console.Get<EvidenceReader>().FindAsync(sheet.Report.Sid, limited, Address, Token));
        Assert.Equal("none: the entry of this report is in an archive of the audit.", (sheet with { Written = null }).Facts.Last().Value);
    }

    [Theory]
    [InlineData("en-US", EvidencePaper.Letter)]
    [InlineData("es-MX", EvidencePaper.Letter)]
    [InlineData("de-DE", EvidencePaper.A4)]
    [InlineData("ca", EvidencePaper.A4)]
    [InlineData(null, EvidencePaper.A4)]
    public void A_browser_gets_the_paper_of_its_country(string? language, EvidencePaper paper) => Assert.Equal(paper, EvidencePapers.Of(language));

    /// <summary>A report of so many Sims, all of them off.</summary>
    private async Task<EvidenceSheet> ReportAsync(int count, string? name = null, string? note = null)
    {
        var fleet = await _console.AddFleetAsync("pallets");
        var sims = new List<long>();
        for (var i = 0; i < count; i++)
        {
            sims.Add((await _console.AddSimAsync(SimStatus.Active, fleet, name)).Id);
        }

        var order = new LossOrder(sims, LossKind.Stolen, "K-17/2026", note);
        var report = (await _console.Get<LossReportService>().ReportAsync(order, TestConsole.Someone, Token)).Value!;
        await _console.WorkAsync();
        _console.Time.Advance(TimeSpan.FromMinutes(5));
        var mara = TestConsole.Someone with { Actor = new Actor("mara", OrderSource.Console) };
        return (await _console.Get<EvidenceReader>().FindAsync(report.Sid, mara, Address, Token))!;
    }

    /// <summary>Each page says which of how many it is and what its columns are, and what stands in a column ends before the next one begins.</summary>
    private static void AssertColumnsAreWhole(Page page)
    {
        var words = page.GetWords().ToList();
        var pages = Regex.Match(string.Join(' ', words.Select(word => word.Text)), @"Page (\d+) of (\d+)");
        Assert.Equal($"{page.Number}", pages.Groups[1].Value);
        var head = words.Last(word => word.Text == "Confirmed");
        var lefts = FirstWords.Select(first => words.Single(word => word.Text == first && Math.Abs(word.BoundingBox.Bottom - head.BoundingBox.Bottom) < 2).BoundingBox.Left).ToList();
        Assert.Equal(lefts.Order(), lefts);
        lefts.Add(page.Width - Margin);
        var cells = words.Where(word => word.BoundingBox.Top < head.BoundingBox.Bottom && word.BoundingBox.Bottom > 60).ToList();
        Assert.NotEmpty(cells);
        Assert.All(cells, word =>
        {
            var column = lefts.FindLastIndex(left => left <= word.BoundingBox.Left + 1);
            Assert.True(column >= 0 && word.BoundingBox.Right < lefts[column + 1], $"{word.Text} ends at {word.BoundingBox.Right}, in column {column} of {string.Join(", ", lefts)}.");
        });
        Assert.All(page.Letters, letter => Assert.InRange(letter.BoundingBox.Right, Margin, page.Width - Margin));
    }
}
