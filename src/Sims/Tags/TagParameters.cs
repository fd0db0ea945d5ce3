using SimConsole.Api;

namespace SimConsole.Sims.Tags;

/// <summary>Tags among the parameters of a request.</summary>
internal static class TagParameters
{
    /// <summary>The tags of a parameter that may be repeated, each value one or several tags between commas; none where it is not given.</summary>
    public static ValueList<string> Tags(this ApiParameters parameters, string name) => parameters.TagsOrNull(name) ?? [];

    /// <inheritdoc cref="Tags"/>
    /// <returns>Null where it is not given; an empty value gives no tags.</returns>
    public static ValueList<string>? TagsOrNull(this ApiParameters parameters, string name)
    {
        var texts = parameters.Texts(name);
        ValueList<string> tags = [.. TagName.Parse(string.Join(',', texts))];
        if (tags.Select(TagName.Fault).FirstOrDefault(fault => fault is not null) is { } fault)
        {
            parameters.Refuse($"{name}: {fault}");
        }
        else if (tags.Count > TagName.MostOfOneSim)
        {
            parameters.Refuse($"{name} has {tags.Count} tags; a SIM has at most {TagName.MostOfOneSim}.");
        }

        return texts.Count == 0 ? null : tags;
    }
}
