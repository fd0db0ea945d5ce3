using System.Text;
using SimConsole.Data;
using SimConsole.Sims.Lists;

namespace SimConsole.Inventory;

/// <summary>A file of cards as a text: looked through once from end to end, since a fault at its end must be known before its first line is imported.</summary>
/// <param name="Lines">How many lines it has.</param>
/// <param name="First">The first of them.</param>
/// <param name="Says">How it was read, in a sentence; null where it is in UTF-8, or has a byte order mark.</param>
internal sealed record CardFileText(Encoding Encoding, int Lines, IReadOnlyList<string> First, string? Says)
{
    public const int MaxLineLength = 10_000;

    private const int MostFirst = 2 * CardHead.MostAbove;
    private const int Looked = 4_096;
    private const string SaveAsCsv = "Save it as CSV (UTF-8), and choose that file.";

    /// <summary>Reads all of it, in UTF-8, UTF-16, or, where its bytes are neither, in Windows-1252. The refusal says why it is not a text.</summary>
    public static async Task<Result<CardFileText>> LookAsync(FileStream file, CancellationToken token)
    {
        var beginning = new byte[Looked];
        file.Position = 0;
        var read = await file.ReadAtLeastAsync(beginning, Looked, throwOnEndOfStream: false, token);
        return ListText.WithoutMark(beginning.AsSpan(0, read)) is { } utf16
            ? await LookAsync(file, utf16, ListText.ReadAsUtf16, token)
            : await LookAsync(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), null, token);
    }

    /// <summary>Opens it from its beginning, and leaves the file open.</summary>
    public StreamReader Open(FileStream file) => Open(file, Encoding);

    private static StreamReader Open(FileStream file, Encoding encoding)
    {
        file.Position = 0;
        return new StreamReader(file, encoding, detectEncodingFromByteOrderMarks: true, 81_920, leaveOpen: true);
    }

    private static async Task<Result<CardFileText>> LookAsync(FileStream file, Encoding encoding, string? says, CancellationToken token)
    {
        try
        {
            var (fault, lines) = await LookThroughAsync(file, encoding, token);
            return fault is null ? new CardFileText(encoding, lines, await FirstAsync(file, encoding, token), says) : new Refusal(ErrorCodes.Invalid, fault);
        }
        catch (DecoderFallbackException)
        {
            return await LookAsync(file, ListText.Windows1252, ListText.ReadAsWindows1252, token);
        }
    }

    private static async Task<IReadOnlyList<string>> FirstAsync(FileStream file, Encoding encoding, CancellationToken token)
    {
        using var text = Open(file, encoding);
        var first = new List<string>();
        while (first.Count < MostFirst && await text.ReadLineAsync(token) is { } line)
        {
            first.Add(line);
        }

        return first;
    }

    private static async Task<(string? Fault, int Lines)> LookThroughAsync(FileStream file, Encoding encoding, CancellationToken token)
    {
        using var text = Open(file, encoding);
        var buffer = new char[32_768];
        var (lines, length, before) = (0, 0, '\n');
        for (int read; (read = await text.ReadAsync(buffer, token)) > 0;)
        {
            foreach (var c in buffer.AsSpan(0, read))
            {
                if (c is '\n' or '\r')
                {
                    lines += c == '\n' && before == '\r' ? 0 : 1;
                    length = 0;
                }
                else if (c == '\uFFFD')
                {
                    return ($"Line {lines + 1} is not in UTF-8, although the file says so, and its letters cannot be read. {SaveAsCsv}", 0);
                }
                else if (ListText.IsOfNoText(c))
                {
                    return ($"This is not a text file; it may be a workbook or an archive. {SaveAsCsv}", 0);
                }
                else if (++length > MaxLineLength)
                {
                    return ($"Line {lines + 1} has more than {MaxLineLength} characters, so this is not a list of cards. It takes one line for each card.", 0);
                }

                before = c;
            }
        }

        return (null, before is '\n' or '\r' ? lines : lines + 1);
    }
}
