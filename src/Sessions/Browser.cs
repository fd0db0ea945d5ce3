namespace SimConsole.Sessions;

/// <summary>What a browser is called, in the words of a person.</summary>
internal static class Browser
{
    // The order matters: most of them claim to be Chrome or Safari as well.
    private static readonly (string Mark, string Name)[] Names =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Name)[] Systems =
        [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    /// <summary>The name of a browser and of its system, as far as its <c>User-Agent</c> gives them.</summary>
    public static string NameOf(string agent)
    {
        var (browser, system) = (Find(Names, agent), Find(Systems, agent));
        return browser is null ? system ?? "Unknown" : system is null ? browser : $"{browser} on {system}";
    }

    private static string? Find((string Mark, string Name)[] known, string agent) =>
        known.FirstOrDefault(each => agent.Contains(each.Mark, StringComparison.Ordinal)).Name;
}
