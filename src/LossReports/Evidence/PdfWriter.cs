using PdfSharp;
using PdfSharp.Drawing;
using PdfSharp.Pdf;

namespace SimConsole.LossReports.Evidence;

/// <summary>Part of a row.</summary>
/// <param name="Width">In points.</param>
internal sealed record PdfCell(double Width, string Text);

/// <summary>Writes lines and rows one below the other, and continues on a new page when one is full. Lengths are in points.</summary>
internal sealed class PdfWriter(PdfDocument document, PageSize size) : IDisposable
{
    private const double Side = 34;
    private const double Top = 40;
    private const double Bottom = 51;

    /// <summary>The space left free between the columns.</summary>
    private const double Gutter = 6;

    private static readonly XPen Rule = new(XColors.Gray, 0.5);

    private readonly PdfLines _lines = new();
    private XGraphics? _page;
    private double _at;
    private double _end;
    private (IReadOnlyList<PdfCell> Cells, PdfStyle Style)? _repeated;

    /// <summary>How wide the text may be.</summary>
    public double Width { get; } = PageSizeConverter.ToSize(size).Width - 2 * Side;

    /// <summary>Writes a text across the page.</summary>
    public void Write(string text, PdfStyle style) => WriteRow([new PdfCell(Width, text)], style);

    /// <summary>Leaves a line free.</summary>
    public void Space(PdfStyle style) => _at += style.LineHeight;

    /// <summary>Writes a row, and writes it again at the top of each further page.</summary>
    public void Repeat(IReadOnlyList<PdfCell> cells, PdfStyle style)
    {
        WriteRow(cells, style);
        _repeated = (cells, style);
    }

    /// <summary>Writes a row, which is never broken by the end of a page: it moves to the next page as a whole, unless it is longer than a page.</summary>
    public void WriteRow(IReadOnlyList<PdfCell> cells, PdfStyle style)
    {
        var lines = cells.Select(cell => _lines.Of(cell.Text, cell.Width - Gutter, style.Font).ToList()).ToList();
        var height = lines.Max(of => of.Count) * style.LineHeight + style.Gap;
        if (_page is null || _at + height > _end)
        {
            Turn();
        }

        var left = Side;
        foreach (var (cell, of) in cells.Zip(lines))
        {
            for (var line = 0; line < of.Count; line++)
            {
                _page!.DrawString(of[line], style.Font, XBrushes.Black, left, _at + style.Size + line * style.LineHeight);
            }

            left += cell.Width;
        }

        _at += height;
        if (style.Ruled)
        {
            _page!.DrawLine(Rule, Side, _at - style.Gap / 2, Side + Width, _at - style.Gap / 2);
        }
    }

    /// <summary>Writes at the foot of each page its number and the number of pages.</summary>
    /// <param name="from">The text on the other side of the foot.</param>
    public static void Number(PdfDocument document, string from)
    {
        for (var page = 0; page < document.PageCount; page++)
        {
            using var graphics = XGraphics.FromPdfPage(document.Pages[page]);
            var foot = new XRect(Side, graphics.PageSize.Height - Bottom, graphics.PageSize.Width - 2 * Side, Bottom / 2);
            graphics.DrawString(from, PdfStyle.Foot.Font, XBrushes.Black, foot, XStringFormats.BottomLeft);
            graphics.DrawString($"Page {page + 1} of {document.PageCount}", PdfStyle.Foot.Font, XBrushes.Black, foot, XStringFormats.BottomRight);
        }
    }

    public void Dispose()
    {
        _page?.Dispose();
        _lines.Dispose();
    }

    private void Turn()
    {
        _page?.Dispose();
        _page = XGraphics.FromPdfPage(document.AddPage(new PdfPage { Size = size }));
        (_at, _end) = (Top, _page.PageSize.Height - Bottom);
        if (_repeated is var (cells, style))
        {
            WriteRow(cells, style);
        }
    }
}
