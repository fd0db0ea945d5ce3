using System.Text;

namespace SimConsole.Sims.Lists;

/// <summary>A file as a text.</summary>
/// <param name="Says">A sentence about how it was read; null where it is in UTF-8, or has a byte order mark.</param>
public sealed record ListText(string Text, string? Says)
{
    private const string NoText = "The file is not a text; it may be a workbook or an archive. Save it as CSV (UTF-8), or copy the column of ICCIDs and paste it.";

    /// <summary>The sentence about a text in UTF-16 that does not begin with a byte order mark.</summary>
    internal const string ReadAsUtf16 = "The file was read as UTF-16, although it has no mark that says so.";

    /// <summary>The sentence about a text in Windows-1252.</summary>
    internal const string ReadAsWindows1252 = "The file is not in UTF-8. It was read as Windows-1252: check that names and remarks are right.";

    private const int Looked = 4_096;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The encoding in which spreadsheets in Western Europe and America write CSV files.</summary>
    internal static Encoding Windows1252 { get; } = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>
    /// Reads a text in UTF-8, in UTF-16 with or without a byte order mark, or in Windows-1252.
    /// The refusal says in a sentence why it is not a text.
    /// </summary>
    public static Result<ListText> Of(byte[] bytes)
    {
        var text = Marked(bytes) is { } marked ? new ListText(marked, null)
            : WithoutMark(bytes) is { } utf16 ? new ListText(utf16.GetString(bytes), ReadAsUtf16)
            : InUtf8(bytes) is { } utf8 ? new ListText(utf8, null)
            : new ListText(Windows1252.GetString(bytes), ReadAsWindows1252);
        return text.Text.Any(IsOfNoText) ? new Refusal(ErrorCodes.Invalid, NoText) : text;
    }

    /// <summary>Whether a text never has this character.</summary>
    public static bool IsOfNoText(char c) => char.IsControl(c) && c is not ('\r' or '\n' or '\t');

    private static string? Marked(byte[] bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => InUtf8(bytes[3..]),
        [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(bytes, 2, bytes.Length - 2),
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(bytes, 2, bytes.Length - 2),
        _ => null,
    };

    /// <summary>UTF-16 of digits and Latin letters has a zero in every other byte.</summary>
    internal static Encoding? WithoutMark(ReadOnlySpan<byte> bytes)
    {
        var (even, odd) = (0, 0);
        var looked = Math.Min(bytes.Length, Looked) & ~1;
        for (var i = 0; i < looked; i++)
        {
            (even, odd) = (even + (bytes[i] == 0 && i % 2 == 0 ? 1 : 0), odd + (bytes[i] == 0 && i % 2 == 1 ? 1 : 0));
        }

        return looked == 0 || bytes.Length % 2 == 1 ? null : odd * 3 > looked && even == 0 ? Encoding.Unicode : even * 3 > looked && odd == 0 ? Encoding.BigEndianUnicode : null;
    }

    private static string? InUtf8(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
