using PdfSharp.Drawing;

namespace SimConsole.LossReports.Evidence;

/// <summary>How text looks in a PDF. Lengths are in points.</summary>
/// <param name="Size">The size of its letters.</param>
/// <param name="Gap">The space left free below it.</param>
internal sealed record PdfStyle(double Size, double Gap, bool Bold = false, bool Ruled = false)
{
    private const double Spacing = 1.25;

    public static PdfStyle Heading { get; } = new(15, 2, Bold: true);
    public static PdfStyle Text { get; } = new(8, 2);
    public static PdfStyle Head { get; } = new(7.5, 5, Bold: true, Ruled: true);
    public static PdfStyle Cell { get; } = new(7.5, 5, Ruled: true);
    public static PdfStyle Foot { get; } = new(8, 0);

    public XFont Font { get; } = new(EvidenceFonts.Family, Size, Bold ? XFontStyleEx.Bold : XFontStyleEx.Regular);

    /// <summary>The distance from line to line.</summary>
    public double LineHeight => Size * Spacing;
}
