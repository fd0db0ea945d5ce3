using SimConsole.Data;

namespace SimConsole.Sims.Lists;

/// <summary>Judges the entries of one list, from the first to the last.</summary>
/// <param name="acceptsRounded">Whether a person has confirmed that numbers which end in the zeros of a spreadsheet are real.</param>
internal sealed class SimListJudge(bool acceptsRounded)
{
    private const int ShownLength = 64;

    private readonly Dictionary<long, int> _sims = [];
    private readonly Dictionary<string, int> _rounded = [];

    /// <summary>The verdict on an entry; null where there is nothing to say about it.</summary>
    /// <param name="readings">Every way to read the entry.</param>
    /// <param name="named">Finds the Sims that a reading names.</param>
    public SimListVerdict? Of(SimListEntry entry, IReadOnlyList<SimReading> readings, Func<SimReading, IEnumerable<ListedSim>> named)
    {
        var shown = entry.Text.Length <= ShownLength ? entry.Text : entry.Text[..ShownLength] + "…";
        var all = readings.SelectMany(named, (reading, sim) => (Reading: reading, Sim: sim)).ToList();
        var found = all.Where(f => !f.Reading.IsLast || all.TrueForAll(other => other.Reading.IsLast)).DistinctBy(f => f.Sim.Id).ToList();
        string[] iccids = [.. readings.Where(reading => reading is { As: SimIdentifier.Iccid, IsLast: false }).Select(reading => reading.Value)];
        if (found.Count > 1 || iccids.Length > 1)
        {
            string[] several = found.Count > 1 ? [.. found.Select(f => f.Sim.Iccid)] : iccids;
            return new(entry.Line, shown, SimListVerdictKind.Unreadable, null, $"This line names more than one SIM: {string.Join(", ", several.Take(3))}. Put each that is meant on a line of its own.");
        }

        var (by, sim) = found.Count == 0 ? (null, null) : found[0];
        var number = by is { As: SimIdentifier.Iccid, IsLast: false } ? by.Value : iccids.FirstOrDefault() ?? Iccid.Cleaned(entry.Text);
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
                ? new SimListVerdict(entry.Line, shown, SimListVerdictKind.Found, sim, by!.Says, suspect)
                : Kept(SimListVerdictKind.Duplicate, $"Named on line {_sims[sim.Id]} already; it counts once.");
        }

        return entry.Role == SimListRole.Heading ? null
            : entry.Role == SimListRole.Aside ? Kept(SimListVerdictKind.Aside, "Read as a heading or a remark.")
            : entry.Beside is { } beside ? Kept(SimListVerdictKind.Unreadable, $"The column that was read names no SIM here, and {beside} is beside it. If that is meant, put it in that column.")
            : entry.Text.Length == 0 ? Kept(SimListVerdictKind.Unreadable, "This line names no SIM.")
            : readings.Any(reading => reading.As == SimIdentifier.Eid) ? Kept(SimListVerdictKind.Unknown, "No SIM of this console has its profile on the chip with this EID.")
            : (number.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 || Iccid.MayBePrinted(number)) && Iccid.Fault(number) is { } fault
                ? Kept(SimListVerdictKind.Unreadable, $"{fault} Compare it with the card.")
            : Kept(SimListVerdictKind.Unknown, iccids.Length == 1 && readings[0].As != SimIdentifier.Iccid ? $"There is no SIM {number} in this console." : "There is no such SIM in this console.");

        SimListVerdict Kept(SimListVerdictKind kind, string says) => new(entry.Line, shown, kind, null, says, suspect);
    }
}
