using PdfSharp.Drawing;

namespace SimConsole.LossReports.Evidence;

/// <summary>Breaks text into lines.</summary>
internal sealed class PdfLines : IDisposable
{
    private readonly XGraphics _measure = XGraphics.CreateMeasureContext(new XSize(1, 1), XGraphicsUnit.Point, XPageDirection.Downwards);

    /// <summary>The lines of a text, none wider than the given width: broken at spaces, and within a word only where it is wider than a line.</summary>
    /// <param name="width">In points.</param>
    public IEnumerable<string> Of(string text, double width, XFont font)
    {
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var line = "";
            foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var rest = word;
                if (line.Length > 0 && Fits($"{line} {rest}", width, font))
                {
                    line = $"{line} {rest}";
                    continue;
                }

                if (line.Length > 0)
                {
                    yield return line;
                }

                while (!Fits(rest, width, font))
                {
                    var take = Enumerable.Range(1, rest.Length - 1).LastOrDefault(length => Fits(rest[..length], width, font), 1);
                    yield return rest[..take];
                    rest = rest[take..];
                }

                line = rest;
            }

            yield return line;
        }
    }

    public void Dispose() => _measure.Dispose();

    private bool Fits(string text, double width, XFont font) => text.Length <= 1 || _measure.MeasureString(text, font).Width <= width;
}
