namespace SimConsole.Sims;

/// <summary>
/// What a person has ticked on the list of Sims: some of them, or everything that matches except some. It survives paging and sorting, and costs
/// the same for three Sims and for a million.
/// </summary>
public sealed class SelectedSims
{
    // The ids that are ticked, or those that are taken out of everything that matches.
    private readonly HashSet<long> _marked = [];

    private SimQuery? _everything;

    /// <summary>Whether everything that matches is selected, except what was taken out.</summary>
    public bool IsEverything => _everything is not null;

    /// <summary>The selection, or null where nothing is selected.</summary>
    public SimSelection? Selection =>
        _everything is { } query ? new SimSelection.Matching(query, [.. _marked])
        : _marked.Count > 0 ? new SimSelection.Chosen([.. _marked])
        : null;

    public bool Contains(long simId) => _marked.Contains(simId) != IsEverything;

    /// <summary>How many Sims are selected.</summary>
    /// <param name="matching">How many match the filter; null where that is not counted yet.</param>
    public int? Count(int? matching) => IsEverything ? matching - _marked.Count : _marked.Count;

    public void Set(long simId, bool selected)
    {
        if (selected != IsEverything)
        {
            _marked.Add(simId);
        }
        else
        {
            _marked.Remove(simId);
        }
    }

    /// <summary>Selects everything that matches the filter of a list; the order does not matter.</summary>
    public void SelectEverything(SimQuery query)
    {
        _marked.Clear();
        _everything = Filter(query);
    }

    public void Clear()
    {
        _marked.Clear();
        _everything = null;
    }

    /// <summary>Sets which list is shown. Another filter clears "everything that matches", since that was selected for another list.</summary>
    public void Show(SimQuery query)
    {
        if (IsEverything && _everything != Filter(query))
        {
            Clear();
        }
    }

    private static SimQuery Filter(SimQuery query) => query with { Sort = SimSort.Created, Descending = true };
}
