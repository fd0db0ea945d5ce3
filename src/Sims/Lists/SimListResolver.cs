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

    /// <summary>A spreadsheet has lost its digits, or seems to, and no person has confirmed it; it is never guessed.</summary>
    Ruined,

    /// <summary>An ICCID that cannot be one.</summary>
    Unreadable,
}

/// <summary>What became of one entry of a list.</summary>
/// <param name="Sim">The Sim; null unless <see cref="SimListVerdictKind.Found"/>.</param>
/// <param name="Says">A sentence that says what is wrong and what to do; null where nothing is.</param>
/// <param name="Rounded">Whether it is a number that ends in the zeros of a spreadsheet, confirmed or not.</param>
public sealed record SimListVerdict(int Line, string Text, SimListVerdictKind Kind, ListedSim? Sim, string? Says, bool Rounded = false);

/// <summary>As much of a Sim as a preview shows.</summary>
public sealed record ListedSim(long Id, string Sid, string Iccid, string? UniqueName, SimStatus Status, string? FleetName);

/// <summary>A list with a verdict for each entry, in the order of the list.</summary>
public sealed record ResolvedSimList(IReadOnlyList<SimListVerdict> Verdicts)
{
    /// <summary>The Sims of the list, each once.</summary>
    public IReadOnlyList<ListedSim> Sims { get; } = [.. Verdicts.Where(v => v.Kind == SimListVerdictKind.Found).Select(v => v.Sim!)];

    /// <summary>How many entries end in the zeros that a spreadsheet leaves: kept out, unless a person has confirmed that they are real.</summary>
    public int Rounded { get; } = Verdicts.Count(v => v.Rounded);

    /// <summary>How many entries have this verdict.</summary>
    public int Count(SimListVerdictKind kind) => Verdicts.Count(v => v.Kind == kind);
}

/// <summary>Finds the Sims that a list names.</summary>
public sealed class SimListResolver(IDbContextFactory<SimConsoleDb> databases)
{
    private const int Chunk = 2_000;
    private const int ShownLength = 64;

    /// <summary>Gives a verdict on every entry: by ICCID with its check digit, by SID, or by unique name. Nothing is guessed.</summary>
    public async Task<ResolvedSimList> ResolveAsync(SimList list, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var verdicts = new List<SimListVerdict>(list.Entries.Count);
        var judge = new Judge(list.AcceptsRounded);
        foreach (var chunk in list.Entries.Select(entry => (Entry: entry, Number: Iccid.Cleaned(entry.Text))).Chunk(Chunk))
        {
            string[] iccids = [.. chunk.Select(e => e.Number).Where(Iccid.IsShapeOf)];
            string[] others = [.. chunk.Select(e => e.Entry.Text).Where(text => text.Length <= UniqueName.Length)];
            var byIccid = await FindAsync(db.Sims.In(scope).Where(s => iccids.Contains(s.Iccid)), s => s.Iccid, token);
            var bySid = await FindAsync(db.Sims.In(scope).Where(s => others.Contains(s.Sid)), s => s.Sid, token);
            var byName = await FindAsync(db.Sims.In(scope).Where(s => others.Contains(s.UniqueName)), s => s.UniqueName!, token);
            verdicts.AddRange(chunk.Select(e => judge.Of(
                e.Entry, e.Number, byIccid.GetValueOrDefault(e.Number) ?? bySid.GetValueOrDefault(e.Entry.Text) ?? byName.GetValueOrDefault(e.Entry.Text))));
        }

        return new ResolvedSimList(verdicts);
    }

    /// <summary>These Sims as a list that names each of them, in the order of their ids.</summary>
    public async Task<ResolvedSimList> ResolveAsync(IReadOnlyCollection<long> simIds, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var sims = new List<ListedSim>(simIds.Count);
        foreach (var chunk in simIds.Distinct().Order().Chunk(Chunk))
        {
            sims.AddRange(await Listed(db.Sims.In(scope).Where(s => chunk.Contains(s.Id)).OrderBy(s => s.Id)).ToListAsync(token));
        }

        return new ResolvedSimList([.. sims.Select((sim, i) => new SimListVerdict(i + 1, sim.Iccid, SimListVerdictKind.Found, sim, null))]);
    }

    private static Task<Dictionary<string, ListedSim>> FindAsync(IQueryable<Sim> sims, Func<ListedSim, string> key, CancellationToken token) =>
        Listed(sims).ToDictionaryAsync(key, StringComparer.Ordinal, token);

    private static IQueryable<ListedSim> Listed(IQueryable<Sim> sims) =>
        sims.Select(s => new ListedSim(s.Id, s.Sid, s.Iccid, s.UniqueName, s.Status, s.Fleet!.UniqueName ?? s.Fleet.Sid));

    /// <summary>Judges the entries of one list, from the first to the last.</summary>
    private sealed class Judge(bool acceptsRounded)
    {
        private readonly Dictionary<long, int> _sims = [];
        private readonly Dictionary<string, int> _rounded = [];

        /// <param name="sim">The Sim that the entry names; null where it names none.</param>
        public SimListVerdict Of(SimListEntry entry, string number, ListedSim? sim)
        {
            var shown = entry.Text.Length <= ShownLength ? entry.Text : entry.Text[..ShownLength] + "…";
            var rounding = Roundings.Of(number, known: sim is not null);
            var suspect = rounding == Rounding.Suspect;
            if (rounding == Rounding.Lost || (suspect && !acceptsRounded))
            {
                var first = _rounded.TryAdd(number, entry.Line);
                return Kept(SimListVerdictKind.Ruined, first ? rounding.Says() : $"{rounding.Says()} Line {_rounded[number]} has the same number.");
            }

            if (sim is not null)
            {
                return _sims.TryAdd(sim.Id, entry.Line)
                    ? new SimListVerdict(entry.Line, shown, SimListVerdictKind.Found, sim, null, suspect)
                    : Kept(SimListVerdictKind.Duplicate, $"Named on line {_sims[sim.Id]} already; it counts once.");
            }

            return entry.Text.Length == 0 ? Kept(SimListVerdictKind.Unreadable, "This line names no SIM.")
                : number.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 && Iccid.Fault(number) is { } fault
                    ? Kept(SimListVerdictKind.Unreadable, $"{fault} Compare it with the card.")
                : Kept(SimListVerdictKind.Unknown, "There is no such Sim in this console.");

            SimListVerdict Kept(SimListVerdictKind kind, string says) => new(entry.Line, shown, kind, null, says, suspect);
        }
    }
}
