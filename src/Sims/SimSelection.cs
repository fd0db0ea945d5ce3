using SimConsole.Sims.Lists;

namespace SimConsole.Sims;

/// <summary>Which Sims are selected: by a query or a set of ids, never by rows in memory.</summary>
public abstract record SimSelection
{
    private SimSelection() { }

    /// <summary>These Sims.</summary>
    public sealed record Chosen(IReadOnlyCollection<long> SimIds) : SimSelection;

    /// <summary>Every Sim that matches, except these.</summary>
    public sealed record Matching(SimQuery Query, IReadOnlyCollection<long> Except) : SimSelection;

    /// <summary>The Sims that a list names.</summary>
    public sealed record Listed(ResolvedSimList List) : SimSelection;

    /// <summary>The selection in words, for people who later read what was requested.</summary>
    public string Says => this switch
    {
        Chosen chosen => chosen.SimIds.Count == 1 ? "1 chosen SIM" : $"{chosen.SimIds.Count:N0} chosen SIMs",
        Listed listed => $"a list of {listed.List.Verdicts.Count:N0} {(listed.List.Verdicts.Count == 1 ? "entry" : "entries")}",
        Matching matching => Words(matching),
        _ => "",
    };

    private static string Words(Matching matching)
    {
        var query = matching.Query;
        string?[] parts =
        [
            $"all {Or(query.Statuses.Select(status => status.Word()))}{(query.Statuses.Count > 0 ? " " : "")}SIMs",
            query.Fleets.Count == 0 ? null : Or(query.Fleets.Select(fleet => fleet.Length == 0 ? "without a Fleet" : $"of the Fleet {fleet}")),
            query.Tags.Count == 0 ? null : $"tagged {string.Join(" and ", query.Tags)}",
            query.Held switch { true => "held by a loss report", false => "that no loss report holds", null => null },
            query.Failed switch { true => "whose latest change failed", false => "whose latest change did not fail", null => null },
            query.OfflineDays is { } days ? SimQuery.OfflineWords(days) : null,
            query.Iccid is { } iccid ? $"with the ICCID {iccid}" : null,
            query.Search is { } search ? $"that hold “{search}”" : null,
            matching.Except.Count > 0 ? $"except {matching.Except.Count:N0}" : null,
        ];
        return string.Join(' ', parts.Where(part => part is not null));

        static string Or(IEnumerable<string> words) => string.Join(" or ", words);
    }
}
