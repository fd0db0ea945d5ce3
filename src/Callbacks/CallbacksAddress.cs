using Microsoft.AspNetCore.WebUtilities;

namespace SimConsole.Callbacks;

/// <summary>The address of the list of callbacks, which holds its filter: a reload and a bookmark show the same again.</summary>
public static class CallbacksAddress
{
    public const string Path = "callbacks";

    /// <summary>Whether this is an address of the list.</summary>
    public static bool IsList(string uri) => new Uri(uri).AbsolutePath.Trim('/') == Path;

    /// <summary>Reads an address; values that are not valid are ignored.</summary>
    public static CallbackFilter Parse(string uri)
    {
        var values = QueryHelpers.ParseQuery(new Uri(uri).Query);
        return new CallbackFilter { Sim = Text("sim"), Url = Text("url"), State = CallbackWords.Parse(Text("state")) };

        string? Text(string key) => values.TryGetValue(key, out var value) && value.ToString().Trim() is { Length: > 0 and <= CallbackRequest.UrlLength } text ? text : null;
    }

    /// <summary>The address of the list under a filter, relative to the base of the console.</summary>
    public static string Of(CallbackFilter filter) => QueryHelpers.AddQueryString(Path, new Dictionary<string, string?>
    {
        ["state"] = filter.State?.Word(),
        ["sim"] = filter.Sim,
        ["url"] = filter.Url,
    }.Where(pair => !string.IsNullOrEmpty(pair.Value)));
}
