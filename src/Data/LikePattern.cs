namespace SimConsole.Data;

/// <summary>Patterns for LIKE, with <c>\</c> as the escape character.</summary>
internal static class LikePattern
{
    /// <summary>Matches every text that contains <paramref name="term"/>, taken literally: no character in it is a wildcard.</summary>
    public static string Containing(string term) =>
        $"%{term.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
