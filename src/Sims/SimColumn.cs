namespace SimConsole.Sims;

/// <summary>A column that the list of Sims may have beside STATUS, name and action.</summary>
public enum SimColumn
{
    Iccid,
    Fleet,
    Tags,
    LastChange,
    Note,
    Imsi,
    Msisdn,
    Sid,
    Created,
}

/// <summary>The columns of the list of Sims, in words.</summary>
public static class SimColumns
{
    /// <summary>What a list shows that nobody has chosen otherwise.</summary>
    public static ValueList<SimColumn> Default { get; } = [SimColumn.Iccid, SimColumn.Fleet, SimColumn.Tags, SimColumn.LastChange];

    public static IReadOnlyList<SimColumn> All { get; } = Enum.GetValues<SimColumn>();

    /// <summary>As the heading has it.</summary>
    public static string Label(this SimColumn column) => column switch
    {
        SimColumn.Iccid => "ICCID",
        SimColumn.Imsi => "IMSI",
        SimColumn.Msisdn => "MSISDN",
        SimColumn.Sid => "SID",
        SimColumn.LastChange => "Last change",
        _ => column.ToString(),
    };

    /// <summary>As an address has it: <c>iccid</c>, <c>last-change</c>.</summary>
    public static string Word(this SimColumn column) => column == SimColumn.LastChange ? "last-change" : column.ToString().ToLowerInvariant();

    /// <summary>The order by which its heading sorts; null where it does not.</summary>
    public static SimSort? Sort(this SimColumn column) => column switch
    {
        SimColumn.Iccid => SimSort.Iccid,
        SimColumn.LastChange => SimSort.LastChange,
        SimColumn.Created => SimSort.Created,
        _ => null,
    };

    /// <summary>The columns that words between commas name, each once; the default where they name none.</summary>
    public static ValueList<SimColumn> Parse(string? words)
    {
        var named = (words ?? "").Split(',').Select(word => All.Where(column => column.Word() == word.Trim()).Select(column => (SimColumn?)column).FirstOrDefault()).OfType<SimColumn>().Distinct();
        ValueList<SimColumn> columns = [.. named];
        return columns.Count > 0 || words == None ? columns : Default;
    }

    /// <summary>How an address says which columns a list has; null where it has those of <see cref="Default"/>.</summary>
    public static string? Words(this ValueList<SimColumn> columns) => columns.Equals(Default) ? null : columns.Count == 0 ? None : string.Join(',', columns.Select(Word));

    private const string None = "none";
}
