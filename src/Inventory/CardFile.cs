using System.Security.Cryptography;
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

    private const int BufferSize = 81_920;

    private readonly FileStream _copy;
    private readonly CardFileText _text;
    private CardHead _head;
    private (int Column, ImsiNetworks Found)? _imsis;

    private CardFile(FileStream copy, CardFileText text, CardHead head) => (_copy, _text, _head) = (copy, text, head);

    /// <summary>How many lines stand below the header, blank ones included.</summary>
    public int Lines => _text.Lines - _head.Above;

    /// <summary>How many bytes it has.</summary>
    public long Bytes => _copy.Length;

    /// <summary>What each column is taken for, and which are left out.</summary>
    public IReadOnlyList<CardColumn> Mapping => Columns.All;

    /// <summary>Why no card can be read until a person has said what the columns are; null where cards can be read.</summary>
    public string? Undecided => Columns.Fault;

    /// <summary>How it was read, in a sentence; null where it is in UTF-8, or has a byte order mark.</summary>
    public string? Says => _text.Says;

    /// <summary>Whether the header has a column for registration codes; an inventory needs one.</summary>
    public bool HasRegistrationCodes => Columns[CardField.RegistrationCode] >= 0;

    /// <summary>Whether a person has confirmed that the numbers which end in the zeros of a spreadsheet are real; they are kept out unless set.</summary>
    public bool AcceptsRounded { get; set; }

    /// <summary>Whether a person has confirmed that cards have numbers printed without a right check digit, or with a hexadecimal one; they are kept out unless set.</summary>
    public bool AcceptsAsPrinted { get; set; }

    /// <summary>Whether a person has confirmed that the IMSIs which have one answer lost the zeros at their front; they are kept out unless set.</summary>
    public bool AcceptsMended
    {
        get => Columns.MendsImsis;
        set => Columns = Columns.Mending(value);
    }

    /// <summary>What was learnt of its IMSIs when it was last read to its end; nothing if another column is taken for the IMSIs since.</summary>
    internal ImsiNetworks Imsis => _imsis is { } known && known.Column == Columns[CardField.Imsi] ? known.Found : new ImsiNetworks();

    /// <summary>Whether the header has a column for keys of cards.</summary>
    public bool HasKeys => Columns[CardField.Ki] >= 0;

    /// <summary>The SHA-256 of the file: 64 hexadecimal digits.</summary>
    public string Digest { get; private init; } = "";

    internal CardColumns Columns
    {
        get => _head.Columns;
        set => _head = _head with { Columns = value };
    }

    /// <summary>How many lines stand above the first card.</summary>
    internal int Above => _head.Above;

    /// <summary>Copies <paramref name="content"/>, or says in a sentence why it is not a list of cards.</summary>
    /// <param name="content">Read once, to its end or to <see cref="MaxBytes"/>; need not seek.</param>
    /// <param name="received">Told how many bytes have come so far.</param>
    public static Task<Result<CardFile>> ReceiveAsync(Stream content, IProgress<long>? received, CancellationToken token) => content.CanSeek && content.Length > MaxBytes
        ? Task.FromResult<Result<CardFile>>(TooLarge)
        : ReceiveAsync(BlocksOfAsync(content, BufferSize, token), received, token);

    /// <summary>The file put together again from the blocks of <see cref="BlocksAsync"/>.</summary>
    internal static Task<Result<CardFile>> OfBlocksAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> blocks, CancellationToken token) => ReceiveAsync(blocks, null, token);

    /// <summary>All bytes of the file, in blocks of this size; each block is valid until the next is asked for.</summary>
    internal IAsyncEnumerable<ReadOnlyMemory<byte>> BlocksAsync(int size, CancellationToken token)
    {
        _copy.Position = 0;
        return BlocksOfAsync(_copy, size, token);
    }

    private static async Task<Result<CardFile>> ReceiveAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> blocks, IProgress<long>? received, CancellationToken token)
    {
        var copy = OpenWithoutName();
        Result<CardFile> result = default;
        try
        {
            result = await CopyAsync(blocks, copy, received, token);
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

    /// <summary>Takes a column for another field, because a person says so. A column that was taken for that field before is left out.</summary>
    /// <param name="field">Null for one that is to be left out.</param>
    public void Take(int column, CardField? field) => Columns = Columns.Taking(column, field);

    public ValueTask DisposeAsync() => _copy.DisposeAsync();

    /// <summary>A file that nobody else finds, and that is gone however this process ends: its name is removed as soon as it is open, where the system allows that.</summary>
    private static FileStream OpenWithoutName()
    {
        var path = Path.Combine(Path.GetTempPath(), $"simconsole-import-{Guid.NewGuid():N}.csv");
        var copy = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferSize, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
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
        var imsis = AcceptsMended ? await ReadImsisAsync(token) : new ImsiNetworks();
        var lines = new CardLineParser(Columns, AcceptsRounded, AcceptsAsPrinted, AcceptsMended ? imsis : null);
        using var csv = await OpenAsync(reason => broken = reason, token);
        for (var number = _head.Above + 1; await csv.ReadAsync(token); number++)
        {
            if (lines.Read(csv, number, broken) is { } line)
            {
                if (!AcceptsMended)
                {
                    imsis.Add(number, line.Imsi);
                }

                yield return line;
            }

            broken = null;
        }

        _imsis = (Columns[CardField.Imsi], imsis);
    }

    /// <summary>What its IMSIs say about each other. This is known only after all lines have been read.</summary>
    private async Task<ImsiNetworks> ReadImsisAsync(CancellationToken token)
    {
        if (_imsis is { } known && known.Column == Columns[CardField.Imsi])
        {
            return known.Found;
        }

        var (imsis, lines) = (new ImsiNetworks(), new CardLineParser(Columns, AcceptsRounded, AcceptsAsPrinted, null));
        using var csv = await OpenAsync(_ => { }, token);
        for (var number = _head.Above + 1; await csv.ReadAsync(token); number++)
        {
            imsis.Add(number, lines.ImsiOf(csv));
        }

        return imsis;
    }

    /// <summary>The fields of these lines as they stand there, in the order of the file. One reader at a time.</summary>
    internal async IAsyncEnumerable<(int Line, string[] Fields)> ReadFieldsAsync(
        IReadOnlySet<int> lines, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        using var csv = await OpenAsync(_ => { }, token);
        for (var number = _head.Above + 1; await csv.ReadAsync(token); number++)
        {
            if (lines.Contains(number))
            {
                yield return (number, [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)]);
            }
        }
    }

    private async Task<CsvReader> OpenAsync(Action<CsvMalformedReason> broken, CancellationToken token)
    {
        var text = _text.Open(_copy);
        for (var above = 0; above < _head.Above; above++)
        {
            await text.ReadLineAsync(token);
        }

        return CsvReader.Create(text, Options with { Separator = _head.Separator ?? Options.Separator, OnMalformedRecord = record => broken(record.Reason) }, leaveOpen: false);
    }

    // A line break ends a line even if a quotation mark before it was not closed: one line is lost, not the rest of the file.
    private static CsvReaderOptions Options { get; } = new() { HasHeader = false, SkipEmptyLines = false, AllowLineBreaksInQuotes = false, MaxRecordSize = CardFileText.MaxLineLength * 4 };

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> BlocksOfAsync(Stream content, int size, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        var buffer = new byte[size];
        for (int read; (read = await content.ReadAtLeastAsync(buffer, size, throwOnEndOfStream: false, token)) > 0;)
        {
            yield return buffer.AsMemory(0, read);
        }
    }

    private static async Task<Result<CardFile>> CopyAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> blocks, FileStream copy, IProgress<long>? received, CancellationToken token)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await foreach (var block in blocks.WithCancellation(token))
        {
            digest.AppendData(block.Span);
            await copy.WriteAsync(block, token);
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

        var looked = await CardFileText.LookAsync(copy, token);
        if (looked.Value is not { } text)
        {
            return looked.Refusal!;
        }

        var head = CardHead.Of(text.First);
        return head.Columns is { IsUndecided: false, Fault: { } wrong } ? Unusable(wrong)
            : text.Lines <= head.Above ? Unusable("The file has a header and no lines. Put one line for each card below it.")
            : new CardFile(copy, text, head) { Digest = Convert.ToHexStringLower(digest.GetHashAndReset()) };
    }

    /// <summary>The refusal of a file with more than <see cref="MaxBytes"/>.</summary>
    internal static Refusal TooLarge => Unusable($"The file has more than {MaxBytes / 1024 / 1024} MB. Split it into smaller files, and import them one by one.");

    private static Refusal Unusable(string sentence) => new(ErrorCodes.Invalid, sentence);
}
