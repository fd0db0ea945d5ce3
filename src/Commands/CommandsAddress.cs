using Microsoft.AspNetCore.WebUtilities;

namespace SimConsole.Commands;

/// <summary>The address of the list of commands, which holds its filter: a reload and a bookmark show the same again.</summary>
public static class CommandsAddress
{
    public const string Path = "commands";

    private const int LongestReference = 100;

    /// <summary>Whether this is an address of the list.</summary>
    public static bool IsList(string uri) => new Uri(uri).AbsolutePath.Trim('/') == Path;

    /// <summary>Reads an address; an invalid value is ignored.</summary>
    public static CommandFilter Parse(string uri)
    {
        var values = QueryHelpers.ParseQuery(new Uri(uri).Query);
        return new CommandFilter
        {
            Kind = CommandWords.ParseKind(Text("kind")),
            Status = CommandWords.ParseStatus(Text("status")),
            Direction = CommandWords.ParseDirection(Text("direction")),
            Sim = Text("sim"),
        };

        string? Text(string key) => values.TryGetValue(key, out var value) && value.ToString().Trim() is { Length: > 0 and <= LongestReference } text ? text : null;
    }

    /// <summary>The address of the list under a filter, relative to the base of the console.</summary>
    public static string Of(CommandFilter filter) => QueryHelpers.AddQueryString(Path, new Dictionary<string, string?>
    {
        ["status"] = filter.Status?.Word(),
        ["kind"] = filter.Kind?.Word(),
        ["direction"] = filter.Direction?.Word(),
        ["sim"] = filter.Sim,
    }.Where(pair => !string.IsNullOrEmpty(pair.Value)));
}
