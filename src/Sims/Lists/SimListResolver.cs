using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.Sims.Lists;

/// <summary>What became of an entry.</summary>
public enum SimListVerdictKind
{
    Found,
    Duplicate,

    /// <summary>Readable, but no Sim has this name.</summary>
    Unknown,

    /// <summary>A spreadsheet has lost its digits, or seems to, and no person has confirmed it; it is never guessed.</summary>
    Ruined,

    /// <summary>An ICCID that cannot be one, or a line that names more than one Sim.</summary>
    Unreadable,

    /// <summary>A heading, a title or a remark.</summary>
    Aside,
}

/// <summary>What became of one entry of a list.</summary>
/// <param name="Sim">The Sim; null unless <see cref="SimListVerdictKind.Found"/>.</param>
/// <param name="Says">A sentence that says what is wrong and what to do, or how the Sim was found if not by the text as it stands; null where there is nothing to say.</param>
/// <param name="Rounded">Whether it is a number that ends in the zeros of a spreadsheet, confirmed or not.</param>
public sealed record SimListVerdict(int Line, string Text, SimListVerdictKind Kind, ListedSim? Sim, string? Says, bool Rounded = false);

/// <summary>As much of a Sim as a preview shows.</summary>
public sealed record ListedSim(long Id, string Sid, string Iccid, string? UniqueName, SimStatus Status, string? FleetName)
{
    public string? Imsi { get; init; }

    public string? Msisdn { get; init; }
}

/// <summary>A list with a verdict for each entry, in the order of the list.</summary>
public sealed record ResolvedSimList(IReadOnlyList<SimListVerdict> Verdicts)
{
    /// <summary>The Sims of the list, each once.</summary>
    public IReadOnlyList<ListedSim> Sims { get; } = [.. Verdicts.Where(v => v.Kind == SimListVerdictKind.Found).Select(v => v.Sim!)];

    /// <summary>The entries whose Sim was found by another reading than what stands there.</summary>
    public IReadOnlyList<SimListVerdict> ReadOtherwise { get; } = [.. Verdicts.Where(v => v.Kind == SimListVerdictKind.Found && v.Says is not null)];

    /// <summary>The entries that name no Sim of their own, and are neither headings nor remarks.</summary>
    public IEnumerable<SimListVerdict> Troubles => Verdicts.Where(v => v.Kind is not (SimListVerdictKind.Found or SimListVerdictKind.Aside));

    /// <summary>How many entries end in the zeros that a spreadsheet leaves: kept out, unless a person has confirmed that they are real.</summary>
    public int Rounded { get; } = Verdicts.Count(v => v.Rounded);

    /// <summary>How many entries have this verdict.</summary>
    public int Count(SimListVerdictKind kind) => Verdicts.Count(v => v.Kind == kind);
}

/// <summary>Finds the Sims that a list names.</summary>
public sealed class SimListResolver(IDbContextFactory<SimConsoleDb> databases)
{
    private const int Chunk = 2_000;

    /// <summary>Gives a verdict on every entry: by ICCID with its check digit, SID, unique name, IMSI, MSISDN or EID, as it stands there. Nothing is guessed.</summary>
    public async Task<ResolvedSimList> ResolveAsync(SimList list, FleetScope scope, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var verdicts = new List<SimListVerdict>(list.Entries.Count);
        var judge = new SimListJudge(list.AcceptsRounded);
        foreach (var chunk in list.Entries.Select(entry => (Entry: entry, Readings: SimReading.Of(entry.Text))).Chunk(Chunk))
        {
            var named = await FindAsync(db, db.Sims.In(scope), chunk.SelectMany(e => e.Readings), token);
            verdicts.AddRange(chunk.Select(e => judge.Of(e.Entry, e.Readings, reading => named[reading.As][reading.Value])).OfType<SimListVerdict>());
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

    /// <summary>The Sims that these readings name, by the identifier that names them.</summary>
    private static async Task<IReadOnlyDictionary<SimIdentifier, ILookup<string, ListedSim>>> FindAsync(
        SimConsoleDb db, IQueryable<Sim> sims, IEnumerable<SimReading> readings, CancellationToken token)
    {
        var values = readings.ToLookup(reading => reading.As, reading => reading.Value);
        string[] Of(SimIdentifier by) => [.. values[by].Distinct(StringComparer.Ordinal)];
        var (iccids, sids, names, imsis, msisdns) = (Of(SimIdentifier.Iccid), Of(SimIdentifier.Sid), Of(SimIdentifier.UniqueName), Of(SimIdentifier.Imsi), Of(SimIdentifier.Msisdn));
        return new Dictionary<SimIdentifier, ILookup<string, ListedSim>>
        {
            [SimIdentifier.Iccid] = await FindAsync(iccids, sims.Where(s => iccids.Contains(s.Iccid)), s => s.Iccid, token),
            [SimIdentifier.Sid] = await FindAsync(sids, sims.Where(s => sids.Contains(s.Sid)), s => s.Sid, token),
            [SimIdentifier.UniqueName] = await FindAsync(names, sims.Where(s => names.Contains(s.UniqueName)), s => s.UniqueName, token),
            [SimIdentifier.Imsi] = await FindAsync(imsis, sims.Where(s => imsis.Contains(s.Imsi)), s => s.Imsi, token),
            [SimIdentifier.Eid] = await FindByEidAsync(db, Of(SimIdentifier.Eid), sims, token),
            [SimIdentifier.Msisdn] = await FindAsync(msisdns, sims.Where(s => msisdns.Contains(s.Msisdn)), s => s.Msisdn, token),
        };
    }

    /// <summary>A chip may hold several profiles: then its EID names several Sims.</summary>
    private static async Task<ILookup<string, ListedSim>> FindByEidAsync(SimConsoleDb db, string[] eids, IQueryable<Sim> sims, CancellationToken token)
    {
        if (eids.Length == 0)
        {
            return Array.Empty<ListedSim>().ToLookup(_ => "");
        }

        var profiles = await db.ESimProfiles.Where(p => eids.Contains(p.Eid) && p.SimId != null).Select(p => new { p.Eid, SimId = p.SimId!.Value }).ToListAsync(token);
        var ids = profiles.ConvertAll(p => p.SimId);
        var found = await Listed(sims.Where(s => ids.Contains(s.Id))).ToDictionaryAsync(s => s.Id, token);
        return profiles.Where(p => found.ContainsKey(p.SimId)).ToLookup(p => p.Eid!, p => found[p.SimId], StringComparer.Ordinal);
    }

    private static async Task<ILookup<string, ListedSim>> FindAsync(string[] values, IQueryable<Sim> sims, Func<ListedSim, string?> by, CancellationToken token) =>
        (values.Length == 0 ? [] : await Listed(sims).ToListAsync(token)).ToLookup(sim => by(sim)!, StringComparer.Ordinal);

    private static IQueryable<ListedSim> Listed(IQueryable<Sim> sims) =>
        sims.Select(s => new ListedSim(s.Id, s.Sid, s.Iccid, s.UniqueName, s.Status, s.Fleet!.UniqueName ?? s.Fleet.Sid) { Imsi = s.Imsi, Msisdn = s.Msisdn });
}
