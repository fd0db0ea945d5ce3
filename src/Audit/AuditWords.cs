namespace SimConsole.Audit;

/// <summary>The audit in words.</summary>
public static class AuditWords
{
    /// <summary>A door in the API and in files.</summary>
    public static string Word(this OrderSource door) => door switch
    {
        OrderSource.Console => "page",
        OrderSource.Api => "api",
        OrderSource.CommandLine => "command-line",
        OrderSource.Network => "network",
        OrderSource.Itself => "console",
        _ => throw new ArgumentOutOfRangeException(nameof(door), door, null),
    };

    /// <summary>A kind as the page says it: <c>fleet.updated</c> is "fleet updated".</summary>
    public static string Said(string kind) => kind.Replace('.', ' ').Replace('-', ' ');
}
