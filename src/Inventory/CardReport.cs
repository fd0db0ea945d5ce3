namespace SimConsole.Inventory;

/// <summary>What the cards of a list become.</summary>
public enum CardTarget
{
    /// <summary>Sims at once, named and in their Fleets: for operators who register a delivery themselves.</summary>
    Sims,

    /// <summary>Cards of the inventory, each a Sim once a program registers it with its code.</summary>
    Inventory,
}

/// <summary>The kinds of verdicts on a line.</summary>
public enum CardVerdictKind
{
    /// <summary>It will be imported, or has been.</summary>
    Good,

    /// <summary>What it asks for has been done before; nothing changes.</summary>
    AlreadyThere,

    /// <summary>An earlier line is about the same card, and counts.</summary>
    Duplicate,

    /// <summary>It cannot be imported as it stands.</summary>
    Bad,
}

/// <summary>One line of a list, and the verdict on it.</summary>
/// <param name="Line">The number that a spreadsheet shows beside it; the header is line 1.</param>
/// <param name="Says">A sentence that says what is wrong and what to do; null for a good line.</param>
/// <param name="Rounded">Whether the ICCID ends in the zeros that a spreadsheet leaves, confirmed or not.</param>
/// <param name="AsPrinted">Whether the ICCID has no right check digit, or a hexadecimal digit, confirmed or not.</param>
public sealed record CardVerdict(int Line, CardVerdictKind Kind, string Iccid, string? UniqueName, string? Fleet, string? Says, bool Rounded = false, bool AsPrinted = false);

/// <summary>How far a preview is.</summary>
/// <param name="Lines">Lines done so far.</param>
/// <param name="OfLines">Lines that the file has.</param>
public sealed record CardProgress(int Lines, int OfLines);

/// <summary>What an import would do: how many lines of each kind, and the lines to look at.</summary>
public sealed class CardReport
{
    /// <summary>The most lines of one kind that are kept to be shown.</summary>
    public const int MostShown = 5_000;

    private readonly int[] _counts = new int[Enum.GetValues<CardVerdictKind>().Length];
    private readonly List<CardVerdict> _shown = [];

    public int Good => Count(CardVerdictKind.Good);

    public int AlreadyThere => Count(CardVerdictKind.AlreadyThere);

    public int Duplicates => Count(CardVerdictKind.Duplicate);

    public int Bad => Count(CardVerdictKind.Bad);

    /// <summary>Lines whose ICCID ends in the zeros that a spreadsheet leaves; bad ones, unless a person has confirmed that they are real.</summary>
    public int Rounded { get; private set; }

    /// <summary>Lines whose ICCID has no right check digit, or a hexadecimal one; bad ones, unless a person has confirmed that cards have them printed so.</summary>
    public int AsPrinted { get; private set; }

    /// <summary>IMSIs that have one answer once they have the zeros at their front again; their lines are bad ones, unless a person has confirmed it.</summary>
    public int Mendable { get; internal set; }

    /// <summary>The first of these IMSIs.</summary>
    public IReadOnlyList<MendedImsi> Mended { get; internal set; } = [];

    /// <summary>All lines but blank ones and remarks.</summary>
    public int Lines => _counts.Sum();

    /// <summary>The first <see cref="MostShown"/> lines of each kind, in the order of the file.</summary>
    public IReadOnlyList<CardVerdict> Shown => _shown;

    /// <summary>The Fleets that do not exist yet, and would be made.</summary>
    public IReadOnlyList<string> NewFleets { get; internal set; } = [];

    public int Count(CardVerdictKind kind) => _counts[(int)kind];

    internal void Add(CardVerdict verdict)
    {
        Rounded += verdict.Rounded ? 1 : 0;
        AsPrinted += verdict.AsPrinted ? 1 : 0;
        if (_counts[(int)verdict.Kind]++ < MostShown)
        {
            _shown.Add(verdict);
        }
    }
}
