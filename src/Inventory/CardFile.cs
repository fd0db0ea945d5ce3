using System.Text;
using CsvHelper;
using SimConsole.Data;

namespace SimConsole.Inventory;

/// <summary>
/// A list of cards as somebody handed it in: a copy in a temporary file, so that what was previewed is what is imported. Looked
/// through once from end to end before anything is done with it; deleted when disposed.
/// </summary>
public sealed class CardFile : IAsyncDisposable
{
    /// <summary>The most bytes a file may have: room for a million cards.</summary>
    public const long MaxBytes = 100 * 1024 * 1024;

    private const int MaxLineLength = 10_000;
    private const string SaveAsCsv = "Save it as CSV (UTF-8), and choose that file.";

    private readonly FileStream _copy;

    private CardFile(FileStream copy, int lines, CardColumns columns) => (_copy, Lines, Columns) = (copy, lines, columns);

    /// <summary>How many lines stand below the header, blank ones included.</summary>
    public int Lines { get; }

    /// <summary>Whether the header has a column for registration codes; an inventory needs one.</summary>
    public bool HasRegistrationCodes => Columns.RegistrationCode >= 0;

    /// <summary>Whether a person has confirmed that the numbers which end in the zeros of a spreadsheet are real; they are kept out unless set.</summary>
    public bool AcceptsRounded { get; set; }

    internal CardColumns Columns { get; }

    /// <summary>Copies <paramref name="content"/>, or says in a sentence why it is not a list of cards.</summary>
    /// <param name="content">Read once, to its end or to <see cref="MaxBytes"/>; need not seek.</param>
    /// <param name="received">Told how many bytes have come so far.</param>
    public static async Task<Result<CardFile>> ReceiveAsync(Stream content, IProgress<long>? received, CancellationToken token)
    {
        var copy = OpenWithoutName();
        Result<CardFile> result = default;
        try
        {
            result = await ReceiveAsync(content, copy, received, token);
            return result;
        }
        finally
        {
            if (result.Value is null)
            {
                await copy.DisposeAsync();
            }
        }
    }

    public ValueTask DisposeAsync() => _copy.DisposeAsync();

    /// <summary>A file that nobody else finds, and that is gone however this process ends: its name is taken away as soon as it is open, where a system can do that.</summary>
    private static FileStream OpenWithoutName()
    {
        var path = Path.Combine(Path.GetTempPath(), $"simconsole-import-{Guid.NewGuid():N}.csv");
        var copy = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 81_920, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }

        return copy;
    }

    /// <summary>The cards of the file from the first to the last. One reader at a time.</summary>
    internal async IAsyncEnumerable<CardLine> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        CsvMalformedReason? broken = null;
        _copy.Position = 0;
        using var text = OpenText(_copy);
        using var csv = CsvReader.Create(text, Options with { OnMalformedRecord = record => broken = record.Reason }, true);
        csv.ReadHeader();
        while (await csv.ReadAsync(token))
        {
            if (Columns.Read(csv, broken, AcceptsRounded) is { } line)
            {
                yield return line;
            }

            broken = null;
        }
    }

    // A line break ends a line whatever quotation mark was forgotten before it: one line is lost, not the rest of the file.
    private static CsvReaderOptions Options { get; } = new() { SkipEmptyLines = false, AllowLineBreaksInQuotes = false, MaxRecordSize = MaxLineLength * 4 };

    private static async Task<Result<CardFile>> ReceiveAsync(Stream content, FileStream copy, IProgress<long>? received, CancellationToken token)
    {
        if (content.CanSeek && content.Length > MaxBytes)
        {
            return TooLarge;
        }

        var buffer = new byte[81_920];
        for (int read; (read = await content.ReadAsync(buffer, token)) > 0;)
        {
            await copy.WriteAsync(buffer.AsMemory(0, read), token);
            if (copy.Position > MaxBytes)
            {
                return TooLarge;
            }

            received?.Report(copy.Position);
        }

        if (copy.Position == 0)
        {
            return Unusable("The file is empty. Choose the list of cards that came with the delivery.");
        }

        var (fault, lines) = await LookThroughAsync(copy, token);
        if (fault is not null)
        {
            return Unusable(fault);
        }

        copy.Position = 0;
        using var text = OpenText(copy);
        using var csv = CsvReader.Create(text, Options, true);
        await csv.ReadHeaderAsync(token);
        var columns = CardColumns.Of(csv.Headers);
        return columns.Fault is { } wrong ? Unusable(wrong)
            : lines < 2 ? Unusable("The file has a header and no lines. Put one line for each card below it.")
            : new CardFile(copy, lines - 1, columns);
    }

    /// <summary>Reads all of it once, since a fault at the end must be known before the first line is imported.</summary>
    private static async Task<(string? Fault, int Lines)> LookThroughAsync(FileStream copy, CancellationToken token)
    {
        copy.Position = 0;
        using var text = OpenText(copy);
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
                    return ($"Line {lines + 1} is not in UTF-8, so its letters cannot be read. {SaveAsCsv}", 0);
                }
                else if (char.IsControl(c) && c != '\t')
                {
                    return ($"This is not a text file; it may be a workbook or an archive. {SaveAsCsv}", 0);
                }
                else if (++length > MaxLineLength)
                {
                    return ($"Line {lines + 1} has more than {MaxLineLength} characters, so this is no list of cards. It takes one line for each card.", 0);
                }

                before = c;
            }
        }

        return (null, before is '\n' or '\r' ? lines : lines + 1);
    }

    private static StreamReader OpenText(FileStream copy) => new(copy, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 81_920, leaveOpen: true);

    private static Refusal TooLarge => Unusable($"The file has more than {MaxBytes / 1024 / 1024} MB. Split it into smaller files, and import one after the other.");

    private static Refusal Unusable(string sentence) => new(ErrorCodes.Invalid, sentence);
}
