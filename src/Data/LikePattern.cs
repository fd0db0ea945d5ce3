namespace SimConsole.Data;

/// <summary>Patterns for LIKE, with <c>\</c> as the character that takes the next as it is.</summary>
internal static class LikePattern
{
    /// <summary>Matches every text that holds <paramref name="term"/>, in which no character means anything but itself.</summary>
    public static string Containing(string term) =>
        $"%{term.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
