using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.Sims.Lists;

/// <summary>What became of an entry.</summary>
public enum SimListVerdictKind
{
    Found,
    Duplicate,

    /// <summary>Readable, and no Sim.</summary>
    Unknown,

    /// <summary>A spreadsheet has lost its digits; it is never guessed.</summary>
    Ruined,

    /// <summary>An ICCID that cannot be one.</summary>
    Unreadable,
}

/// <summary>What became of one entry of a list.</summary>
/// <param name="Sim">The Sim; null unless <see cref="SimListVerdictKind.Found"/>.</param>
/// <param name="Says">A sentence that says what is wrong and what to do; null where nothing is.</param>
public sealed record SimListVerdict(int Line, string Text, SimListVerdictKind Kind, ListedSim? Sim, string? Says);

/// <summary>As much of a Sim as a preview shows.</summary>
public sealed record ListedSim(long Id, string Sid, string Iccid, string? UniqueName, SimStatus Status, string? FleetName);

/// <summary>A list with a verdict for each entry, in the order of the list.</summary>
public sealed record ResolvedSimList(IReadOnlyList<SimListVerdict> Verdicts)
{
    /// <summary>The Sims of the list, each once.</summary>
    public IReadOnlyList<ListedSim> Sims { get; } = [.. Verdicts.Where(v => v.Kind == SimListVerdictKind.Found).Select(v => v.Sim!)];

    /// <summary>How many entries have this verdict.</summary>
    public int Count(SimListVerdictKind kind) => Verdicts.Count(v => v.Kind == kind);
}

/// <summary>Finds the Sims that a list names.</summary>
public sealed class SimListResolver(IDbContextFactory<SimConsoleDb> databases)
{
    private const int Chunk = 2_000;
    private const int ShownLength = 64;

    /// <summary>Gives a verdict on every entry: by ICCID with its check digit, by SID, or by unique name. Nothing is guessed.</summary>
    public async Task<ResolvedSimList> ResolveAsync(SimList list, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var verdicts = new List<SimListVerdict>(list.Entries.Count);
        var firstLines = new Dictionary<long, int>();
        foreach (var chunk in list.Entries.Chunk(Chunk))
        {
            string[] iccids = [.. chunk.Select(e => Iccid.Cleaned(e.Text)).Where(Iccid.IsShapeOf)];
            string[] others = [.. chunk.Select(e => e.Text).Where(text => text.Length <= Sim.UniqueNameLength)];
            var byIccid = await FindAsync(db.Sims.Where(s => iccids.Contains(s.Iccid)), s => s.Iccid, token);
            var bySid = await FindAsync(db.Sims.Where(s => others.Contains(s.Sid)), s => s.Sid, token);
            var byName = await FindAsync(db.Sims.Where(s => others.Contains(s.UniqueName)), s => s.UniqueName!, token);
            verdicts.AddRange(chunk.Select(entry => Judge(
                entry, byIccid.GetValueOrDefault(Iccid.Cleaned(entry.Text)) ?? bySid.GetValueOrDefault(entry.Text) ?? byName.GetValueOrDefault(entry.Text), firstLines)));
        }

        return new ResolvedSimList(verdicts);
    }

    /// <summary>These Sims as a list that names each of them, in the order of their ids.</summary>
    public async Task<ResolvedSimList> ResolveAsync(IReadOnlyCollection<long> simIds, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var sims = new List<ListedSim>(simIds.Count);
        foreach (var chunk in simIds.Distinct().Order().Chunk(Chunk))
        {
            sims.AddRange(await Listed(db.Sims.Where(s => chunk.Contains(s.Id)).OrderBy(s => s.Id)).ToListAsync(token));
        }

        return new ResolvedSimList([.. sims.Select((sim, i) => new SimListVerdict(i + 1, sim.Iccid, SimListVerdictKind.Found, sim, null))]);
    }

    private static SimListVerdict Judge(SimListEntry entry, ListedSim? sim, Dictionary<long, int> firstLines)
    {
        var shown = entry.Text.Length <= ShownLength ? entry.Text : entry.Text[..ShownLength] + "…";
        if (sim is not null)
        {
            return firstLines.TryAdd(sim.Id, entry.Line)
                ? new SimListVerdict(entry.Line, shown, SimListVerdictKind.Found, sim, null)
                : new SimListVerdict(entry.Line, shown, SimListVerdictKind.Duplicate, null, $"Named on line {firstLines[sim.Id]} already; it counts once.");
        }

        var digits = Iccid.Cleaned(entry.Text);
        return entry.Text.Length == 0 ? Of(SimListVerdictKind.Unreadable, "This line names no SIM.")
            : SpreadsheetText.IsRounded(digits) || LooksRounded(digits)
                ? Of(SimListVerdictKind.Ruined, "A spreadsheet has rounded this number, and its digits are lost. Take it from the list as it was delivered, with this column as text.")
            : digits.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 && Iccid.Fault(digits) is { } fault ? Of(SimListVerdictKind.Unreadable, $"{fault} Compare it with the card.")
            : Of(SimListVerdictKind.Unknown, "There is no such Sim in this console.");

        SimListVerdict Of(SimListVerdictKind kind, string says) => new(entry.Line, shown, kind, null, says);
    }

    /// <summary>Spreadsheets keep fifteen digits of a number, and write zeros for the rest.</summary>
    private static bool LooksRounded(string digits) =>
        Iccid.IsShapeOf(digits) && digits.AsSpan(15).IndexOfAnyExcept('0') < 0 && Iccid.Fault(digits) is not null;

    private static Task<Dictionary<string, ListedSim>> FindAsync(IQueryable<Sim> sims, Func<ListedSim, string> key, CancellationToken token) =>
        Listed(sims).ToDictionaryAsync(key, StringComparer.Ordinal, token);

    private static IQueryable<ListedSim> Listed(IQueryable<Sim> sims) =>
        sims.Select(s => new ListedSim(s.Id, s.Sid, s.Iccid, s.UniqueName, s.Status, s.Fleet!.UniqueName ?? s.Fleet.Sid));
}
