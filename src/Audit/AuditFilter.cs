using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace SimConsole.Audit;

/// <summary>Which entries are looked for; a null field is not filtered by.</summary>
public sealed record AuditFilter
{
    /// <summary>Who did it: the whole name of a person, or the SID of a credential.</summary>
    public string? Actor { get; init; }

    /// <summary>What was done: one of <see cref="AuditKinds"/>.</summary>
    public string? Kind { get; init; }

    /// <summary>To what it was done: the whole SID, or the whole name.</summary>
    public string? Subject { get; init; }

    /// <summary>From when on.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Before when.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>The address of the audit, which holds its filter: a reload and a bookmark show the same again.</summary>
public static class AuditAddress
{
    public const string Path = "audit";

    private const string Day = "yyyy-MM-dd";

    /// <summary>Whether this is an address of the audit.</summary>
    public static bool IsList(string uri) => new Uri(uri).AbsolutePath.Trim('/') == Path;

    /// <summary>Reads the query of an address; an invalid value is ignored. Days are in UTC, and the last one is included as a whole.</summary>
    public static AuditFilter Parse(string query)
    {
        var values = QueryHelpers.ParseQuery(query);
        return new AuditFilter
        {
            Actor = Text("actor"),
            Kind = AuditKinds.All.FirstOrDefault(kind => kind == Text("kind")),
            Subject = Text("subject"),
            Since = Date("since"),
            Until = Date("until")?.AddDays(1),
        };

        string? Text(string key) => values.TryGetValue(key, out var value) && value.ToString().Trim() is { Length: > 0 and <= AuditEntry.NameLength } text ? text : null;

        DateTimeOffset? Date(string key) => DateOnly.TryParseExact(Text(key), Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue
            ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null;
    }

    /// <summary>The address of the audit under a filter, relative to the base of the console.</summary>
    public static string Of(AuditFilter filter, string path = Path) => QueryHelpers.AddQueryString(path, new Dictionary<string, string?>
    {
        ["actor"] = filter.Actor,
        ["kind"] = filter.Kind,
        ["subject"] = filter.Subject,
        ["since"] = Text(filter.Since),
        ["until"] = Text(filter.Until?.AddDays(-1)),
    }.Where(pair => !string.IsNullOrEmpty(pair.Value)));

    /// <summary>The day, as the field of a form has it.</summary>
    public static string? Text(DateTimeOffset? day) => day?.ToString(Day, CultureInfo.InvariantCulture);
}
