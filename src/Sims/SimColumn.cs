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

    /// <summary>The data used in the current billing period.</summary>
    Usage,

    /// <summary>When the SIM last had a data session.</summary>
    LastSeen,
}

/// <summary>The columns of the list of Sims, in words.</summary>
public static class SimColumns
{
    /// <summary>The columns of a list for which nobody has chosen any.</summary>
    public static ValueList<SimColumn> Default { get; } = [SimColumn.Iccid, SimColumn.Fleet, SimColumn.Tags, SimColumn.LastChange];

    public static IReadOnlyList<SimColumn> All { get; } = Enum.GetValues<SimColumn>();

    /// <summary>The heading of the column.</summary>
    public static string Label(this SimColumn column) => column switch
    {
        SimColumn.Iccid => "ICCID",
        SimColumn.Imsi => "IMSI",
        SimColumn.Msisdn => "MSISDN",
        SimColumn.Sid => "SID",
        SimColumn.LastChange => "Last change",
        SimColumn.LastSeen => "Last seen",
        _ => column.ToString(),
    };

    /// <summary>The name of the column in an address: <c>iccid</c>, <c>last-change</c>.</summary>
    public static string Word(this SimColumn column) => column switch
    {
        SimColumn.LastChange => "last-change",
        SimColumn.LastSeen => "last-seen",
        _ => column.ToString().ToLowerInvariant(),
    };

    /// <summary>How wide it is, in pixels; a list that has more room widens all in the same proportion.</summary>
    public static int Width(this SimColumn column) => column switch
    {
        SimColumn.Iccid => 208,
        SimColumn.Fleet => 112,
        SimColumn.Tags => 100,
        SimColumn.Msisdn => 120,
        SimColumn.Note => 180,
        SimColumn.Imsi => 136,
        SimColumn.Sid => 296,
        _ => 96,
    };

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

    /// <summary>The columns of a list as an address names them; null where they are those of <see cref="Default"/>.</summary>
    public static string? Words(this ValueList<SimColumn> columns) => columns.Equals(Default) ? null : columns.Count == 0 ? None : string.Join(',', columns.Select(Word));

    private const string None = "none";
}
