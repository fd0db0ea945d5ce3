using PdfSharp.Fonts;

namespace SimConsole.LossReports.Evidence;

/// <summary>
/// The one typeface of the PDF, which is part of the console: a server may have no fonts. It has the letters of Europe and of many others, and is narrow enough for a table.
/// </summary>
internal sealed class EvidenceFonts : IFontResolver
{
    /// <summary>The name of the typeface. Its licence, which is free, is beside it.</summary>
    public const string Family = "DejaVu Sans Condensed";

    private const string Resource = "SimConsole.src.LossReports.Evidence.Fonts.DejaVuSansCondensed.ttf";

    private static readonly Lazy<byte[]> Face = new(() =>
    {
        using var stream = typeof(EvidenceFonts).Assembly.GetManifestResourceStream(Resource)!;
        var face = new byte[stream.Length];
        stream.ReadExactly(face);
        return face;
    });

    public FontResolverInfo? ResolveTypeface(string familyName, bool isBold, bool isItalic) => new(Family, isBold, isItalic);

    public byte[]? GetFont(string faceName) => Face.Value;
}
