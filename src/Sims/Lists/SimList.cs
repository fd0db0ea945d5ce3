using SimConsole.Data;

namespace SimConsole.Sims.Lists;

/// <summary>One entry of a list that somebody pasted or uploaded.</summary>
/// <param name="Line">The number of its line, the first being 1.</param>
/// <param name="Text">What stands there, without what spreadsheets add.</param>
/// <param name="Role">What it counts as where it does not name a Sim.</param>
/// <param name="Beside">An ICCID elsewhere on the line, where this entry is not one.</param>
public sealed record SimListEntry(int Line, string Text, SimListRole Role = SimListRole.Sim, string? Beside = null);

/// <summary>What an entry is meant to be.</summary>
public enum SimListRole
{
    Sim,

    /// <summary>A title above the list, or a remark.</summary>
    Aside,

    /// <summary>The heading above the column that counts. It gets no verdict.</summary>
    Heading,
}

/// <summary>A column of a list that names Sims.</summary>
/// <param name="Index">Which it is, the first being 0.</param>
/// <param name="Heading">What stands above it, or its number.</param>
/// <param name="First">The first number in it.</param>
public sealed record SimListColumn(int Index, string Heading, string First);

/// <summary>
/// A list of Sims as people have it: pasted or from a file, one column or many, with or without a heading in any language. The column that
/// counts is found by what it holds; where several could be meant, as in a list of replaced cards, nothing counts before a person has chosen.
/// </summary>
public sealed class SimList
{
    /// <summary>The most lines a list may have.</summary>
    public const int MostLines = 1_000_000;

    /// <summary>The most bytes a list may have.</summary>
    public const int MostBytes = 64 * 1024 * 1024;

    private readonly SimListColumns? _columns;

    private SimList(IReadOnlyList<SimListEntry> entries, SimListColumns? columns) => (Entries, _columns) = (entries, columns);

    /// <summary>The entries in their order; blank lines are left out.</summary>
    public IReadOnlyList<SimListEntry> Entries { get; }

    /// <summary>The columns from which a person must choose one or more; empty where there is nothing to choose.</summary>
    public IReadOnlyList<SimListColumn> Choices => _columns?.Choices ?? [];

    /// <summary>The columns that were chosen, by <see cref="SimListColumn.Index"/>.</summary>
    public IReadOnlyList<int> Chosen { get; private init; } = [];

    /// <summary>Whether a person has yet to say which column is meant. It has no entries until then.</summary>
    public bool IsUndecided => Choices.Count > 0 && Chosen.Count == 0;

    /// <summary>Sentences that say how it was read, and which columns were not.</summary>
    public IReadOnlyList<string> Says { get; private init; } = [];

    /// <summary>Whether a person has confirmed that the numbers which end in the zeros of a spreadsheet are real; they are kept out unless set.</summary>
    public bool AcceptsRounded { get; private init; }

    /// <summary>Reads an uploaded file, in one of the encodings of <see cref="ListText"/>.</summary>
    public static async Task<Result<SimList>> ReadAsync(Stream file, CancellationToken token)
    {
        using var bytes = new MemoryStream();
        var (buffer, lines) = (new byte[81_920], 0L);
        for (int read; (read = await file.ReadAsync(buffer, token)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            if (lines > MostLines)
            {
                return TooManyLines;
            }

            if (bytes.Length > MostBytes)
            {
                return Unusable($"The file has more than {MostBytes / 1024 / 1024} MB. Split it, and submit the parts one by one.");
            }
        }

        var decoded = ListText.Of(bytes.ToArray());
        if (decoded.Value is not { } text)
        {
            return decoded.Refusal!;
        }

        var list = Read(text.Text);
        return list.Value is { } known && text.Says is { } says ? new SimList(known.Entries, known._columns) { Chosen = known.Chosen, Says = [says, .. known.Says] } : list;
    }

    /// <summary>Reads a pasted text. The refusal says in a sentence why it is not a list.</summary>
    public static Result<SimList> Read(string text)
    {
        text = text.TrimStart('\uFEFF');
        if (text.Any(ListText.IsOfNoText))
        {
            return Unusable("This is not a text; it may be a workbook or an archive. Save it as CSV (UTF-8), or copy the column of ICCIDs and paste it.");
        }

        if (ListTable.Read(text) is not { } table)
        {
            return TooManyLines;
        }

        if (table.Rows.Count == 0)
        {
            return Unusable("The list is empty. Paste ICCIDs, SIDs or names, one on each line.");
        }

        if (!table.IsTable)
        {
            return new SimList(SimListLines.EntriesOf(table), null);
        }

        var columns = new SimListColumns(table);
        return columns.Named.Count == 0 ? Unusable("Nothing in this list looks like a SIM. Paste ICCIDs, SIDs or names, one on each line.")
            : columns.Choices.Count > 0 ? new SimList([], columns) { Says = columns.Says(columns.Named) }
            : new SimList(columns.EntriesOf(columns.Named), null) { Says = columns.Says(columns.Named) };
    }

    /// <summary>Reads the values that a program has sent; each may name many Sims. A table with a heading is refused where several columns name Sims.</summary>
    public static Result<SimList> ReadNamed(IEnumerable<string> named)
    {
        var list = Read(string.Join('\n', named));
        return list.Value is not { IsUndecided: true } undecided ? list
            : undecided._columns!.IsHeaded ? Unusable($"More than one column names SIMs: {string.Join(", ", undecided.Choices.Select(column => column.Heading))}. Send only those that are meant.")
            : undecided.Choosing([.. undecided.Choices.Select(column => column.Index)]);
    }

    /// <summary>The same list, after a person has said whether its rounded numbers are real.</summary>
    public SimList Accepting(bool rounded) => new(Entries, _columns) { AcceptsRounded = rounded, Chosen = Chosen, Says = Says };

    /// <summary>The same list, after a person has said which of the <see cref="Choices"/> are meant.</summary>
    public SimList Choosing(IReadOnlyList<int> chosen) =>
        _columns is null ? this : new(_columns.EntriesOf(chosen), _columns) { AcceptsRounded = AcceptsRounded, Chosen = chosen, Says = Says };

    private static Refusal TooManyLines => Unusable($"The list has more than {MostLines:N0} lines. Split it, and submit the parts one by one.");

    private static Refusal Unusable(string sentence) => new(ErrorCodes.Invalid, sentence);
}
