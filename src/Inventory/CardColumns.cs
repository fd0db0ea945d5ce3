using SimConsole.Data;

namespace SimConsole.Inventory;

/// <summary>A column of a file.</summary>
/// <param name="Index">Which it is, the first being 0.</param>
/// <param name="Heading">What stands above it; empty where nothing does.</param>
/// <param name="Field">What it is taken for; null where it is left out.</param>
public sealed record CardColumn(int Index, string Heading, CardField? Field);

/// <summary>What each column of a file is taken for: by its heading, by what it holds, or because a person says so.</summary>
internal sealed class CardColumns
{
    /// <summary>The header that a file should have.</summary>
    public const string Example = "iccid,registration_code,imsi,msisdn,unique_name,fleet";

    /// <summary>Further columns for a network that has to be given the keys of its cards.</summary>
    public const string KeyExample = "algorithm,ki,opc";

    /// <summary>The stored name of a column of IMSIs of which some are to be mended.</summary>
    private const string MendedImsi = "MendedImsi";

    private readonly int[] _at;
    private readonly string? _fault;

    private CardColumns(IReadOnlyList<string> headings, int[] at, IReadOnlyList<int> iccids, string? fault)
    {
        (Headings, _at, Iccids, _fault) = (headings, at, iccids, fault);
        All = [.. headings.Select((heading, i) => new CardColumn(i, heading, FieldOf(i)))];
    }

    /// <summary>All headings in their order, also empty ones.</summary>
    public IReadOnlyList<string> Headings { get; }

    public int Count => Headings.Count;

    /// <summary>The columns of the file in their order.</summary>
    public IReadOnlyList<CardColumn> All { get; }

    /// <summary>The columns that hold ICCIDs, where no heading names one. Where there are several, a person has to say which is meant.</summary>
    public IReadOnlyList<int> Iccids { get; }

    /// <summary>Whether IMSIs that lost the zeros at their front are read with them, where <see cref="ImsiNetworks"/> has one answer.</summary>
    public bool MendsImsis { get; init; }

    /// <summary>Whether several hold ICCIDs, and nobody has said which is meant.</summary>
    public bool IsUndecided => _fault is null && this[CardField.Iccid] < 0 && Iccids.Count > 1;

    /// <summary>Why no card can be read, in a sentence; null where cards can be read.</summary>
    public string? Fault => _fault ?? (this[CardField.Iccid] >= 0 ? null
        : IsUndecided ? $"More than one column holds ICCIDs: {string.Join(", ", Iccids.Select(i => Headings[i]))}. Say which is meant."
        : Headings.Any(heading => Normalized(heading) is var name && name.Length >= Iccid.MinLength && name.All(char.IsAsciiDigit))
            ? $"The first line is a card, not a header. Put this line above it: {Example}"
        : $"The header has no column iccid. Name the columns {Example}, separated by commas, semicolons or tabs; only iccid is needed.");

    /// <summary>Where a field stands; -1 where the file does not have it.</summary>
    public int this[CardField field] => _at[(int)field];

    /// <param name="headings">What stands above the columns.</param>
    /// <param name="byContent">The columns that hold ICCIDs, for a header that names none.</param>
    /// <param name="constant">The columns in which every card has the same value, which therefore hold no names of Sims.</param>
    public static CardColumns Of(IReadOnlyList<string> headings, IReadOnlyList<int> byContent, IReadOnlyList<int> constant)
    {
        string[] names = [.. headings.Select(Normalized)];
        int[] found = [.. CardFields.All.Select(field => field.Headings().Select(heading => Array.IndexOf(names, heading)).FirstOrDefault(i => i >= 0, -1))];

        // A column "name" with the same value for every card holds the name of the operator.
        ref var name = ref found[(int)CardField.UniqueName];
        name = name >= 0 && names[name] == "name" && constant.Contains(name) ? -1 : name;

        // Otherwise the heading contains the word, or the content of the column decides.
        ref var iccid = ref found[(int)CardField.Iccid];
        int[] iccids = iccid >= 0 ? [iccid] : Holding("iccid").Intersect(byContent).ToArray() is { Length: > 0 } worded ? worded : [.. byContent];
        iccid = iccids.Length == 1 ? iccids[0] : -1;
        foreach (var field in (CardField[])[CardField.Imsi, CardField.Msisdn])
        {
            ref var at = ref found[(int)field];
            at = at >= 0 ? at : Holding(field.Headings()[0]).Except(found).Take(2).ToArray() is [var only] ? only : -1;
        }

        var twice = names.Where((heading, i) => found.Contains(i) && Array.IndexOf(names, heading, i + 1) > i).FirstOrDefault();
        return new CardColumns([.. headings.Select(heading => heading.Trim())], found, iccids, twice is null ? null : $"The header names the column {twice} twice. Leave one of the two.");

        IEnumerable<int> Holding(string word) => Enumerable.Range(0, names.Length).Where(i => names[i].Contains(word, StringComparison.Ordinal));
    }

    /// <summary>The same, after a person has said what a column is; another that was taken for that is left out.</summary>
    /// <param name="field">Null for one that is to be left out.</param>
    public CardColumns Taking(int column, CardField? field)
    {
        int[] at = [.. _at.Select(i => i == column ? -1 : i)];
        if (field is { } named)
        {
            at[(int)named] = column;
        }

        return new CardColumns(Headings, at, Iccids, _fault) { MendsImsis = MendsImsis };
    }

    /// <summary>The same, after a person has said whether IMSIs are mended.</summary>
    public CardColumns Mending(bool imsis) => new(Headings, _at, Iccids, _fault) { MendsImsis = imsis };

    /// <summary>What each column is taken for, as it is stored: the name of its field, with a comma after each column.</summary>
    public override string ToString() => string.Concat(All.Select(column => $"{(MendsImsis && column.Field == CardField.Imsi ? MendedImsi : column.Field)},"));

    /// <summary>The same columns, taken for what <see cref="ToString"/> has written.</summary>
    public CardColumns TakenAs(string stored)
    {
        string[] fields = stored.Split(',');
        var mended = Array.IndexOf(fields, MendedImsi);
        int[] at = [.. CardFields.All.Select(field => field == CardField.Imsi && mended >= 0 ? mended : Array.IndexOf(fields, field.ToString()))];
        return new CardColumns(Headings, at, Iccids, _fault) { MendsImsis = mended >= 0 };
    }

    private CardField? FieldOf(int column) => Array.IndexOf(_at, column) is >= 0 and var field ? (CardField)field : null;

    private static string Normalized(string header) => string.Concat(header.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
