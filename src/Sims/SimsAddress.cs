using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using SimConsole.Sims.Tags;

namespace SimConsole.Sims;

/// <summary>
/// The address of the list of Sims, which holds all that the list shows: filter, order, columns, page. A reload, a bookmark and the back button
/// therefore show the same again. A value that is not valid is read as its default.
/// </summary>
public sealed record SimsAddress
{
    public const string Path = "sims";
    public const int DefaultPageSize = 50;

    /// <summary>The most values of one filter.</summary>
    private const int MostOfOneKind = 20;

    public static IReadOnlyList<int> PageSizes { get; } = [25, DefaultPageSize, 100, 200];

    public SimQuery Query { get; init; } = new();

    /// <summary>What the list shows beside STATUS and name, in this order.</summary>
    public ValueList<SimColumn> Columns { get; init; } = SimColumns.Default;

    /// <summary>The page number, from 1.</summary>
    public int Page { get; init; } = 1;

    public int PageSize { get; init; } = DefaultPageSize;

    /// <summary>How many Sims come before this page.</summary>
    public int Skip => (Page - 1) * PageSize;

    /// <summary>Reads an address.</summary>
    public static SimsAddress Parse(string uri)
    {
        var values = QueryHelpers.ParseQuery(QueryOf(uri));
        var sort = Text("sort");
        var size = Number("size", DefaultPageSize);
        var pageSize = PageSizes.Contains(size) ? size : DefaultPageSize;
        return new SimsAddress
        {
            Query = new SimQuery
            {
                Search = Text("q") is { Length: > 0 and <= SimQuery.SearchLength } search ? search : null,
                Statuses = [.. Texts("status").Select(SimStatuses.Parse).OfType<SimStatus>().Distinct().Order()],
                Fleets = [.. Texts("fleet").Take(MostOfOneKind)],
                Tags = [.. Texts("tag").Select(TagName.Cleaned).Where(tag => TagName.Fault(tag) is null).Distinct().Take(MostOfOneKind)],
                Held = Text("held") switch { "true" => true, "false" => false, _ => null },
                Failed = Text("failed") switch { "true" => true, "false" => false, _ => null },
                OfflineDays = Number("offline", 0) is var days && SimQuery.OfflineChoices.Contains(days) ? days : null,
                Sort = Sorts.FirstOrDefault(s => s.Value == sort?.TrimStart('-')).Key,
                Descending = sort is null || sort.StartsWith('-'),
            },
            Columns = SimColumns.Parse(Text("columns")),
            Page = Math.Clamp(Number("page", 1), 1, int.MaxValue / pageSize),
            PageSize = pageSize,
        };

        string? Text(string key) => values.TryGetValue(key, out var value) ? value.ToString().Trim() : null;
        IEnumerable<string> Texts(string key) => values.TryGetValue(key, out var all) ? all.Select(value => (value ?? "").Trim()).Distinct() : [];
        int Number(string key, int otherwise) => int.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
    }

    /// <summary>The search term in an address of the list; empty elsewhere.</summary>
    public static string SearchOf(string uri) => IsList(uri) ? Parse(uri).Query.Search ?? "" : "";

    /// <summary>Whether this is an address of the list of Sims.</summary>
    public static bool IsList(string uri) => new Uri(uri).AbsolutePath.Trim('/') == Path;

    /// <summary>The first page of what is found by <paramref name="search"/>, in the list at <paramref name="uri"/> or in the whole list.</summary>
    public static string WithSearch(string? uri, string search)
    {
        var address = uri is null ? new SimsAddress() : Parse(uri);
        return address.With(query => query with { Search = search.Length == 0 ? null : search }).ToString();
    }

    /// <summary>The address of the list for a query, so that other pages can link to a filter.</summary>
    public static string Of(SimQuery query) => new SimsAddress { Query = query }.ToString();

    /// <summary>The first page under another filter or order.</summary>
    public SimsAddress With(Func<SimQuery, SimQuery> change) => this with { Query = change(Query), Page = 1 };

    /// <summary>The values of a filter with this one added, or removed where it is there already.</summary>
    public static ValueList<T> Toggled<T>(ValueList<T> values, T value) => values.Contains(value) ? [.. values.Where(other => !Equals(other, value))] : [.. values, value];

    /// <summary>The first page sorted by <paramref name="sort"/>: in the opposite direction where it is sorted by it already.</summary>
    public SimsAddress SortedBy(SimSort sort) => With(query => query with { Sort = sort, Descending = query.Sort == sort ? !query.Descending : sort == SimSort.LastChange });

    /// <summary>The address, relative to the base of the console; values that are the default are left out.</summary>
    public override string ToString() => QueryHelpers.AddQueryString(Path, new Dictionary<string, StringValues>
    {
        ["q"] = Query.Search,
        ["status"] = Query.Statuses.Select(status => status.Word()).ToArray(),
        ["fleet"] = Query.Fleets.ToArray(),
        ["tag"] = Query.Tags.ToArray(),
        ["held"] = Query.Held switch { true => "true", false => "false", null => null },
        ["failed"] = Query.Failed switch { true => "true", false => "false", null => null },
        ["offline"] = Query.OfflineDays?.ToString(CultureInfo.InvariantCulture),
        ["sort"] = Query is { Sort: SimSort.Created, Descending: true } ? null : (Query.Descending ? "-" : "") + Sorts[Query.Sort],
        ["columns"] = Columns.Words(),
        ["page"] = Page == 1 ? null : Page.ToString(CultureInfo.InvariantCulture),
        ["size"] = PageSize == DefaultPageSize ? null : PageSize.ToString(CultureInfo.InvariantCulture),
    }.Where(pair => pair.Value.Count > 0 && pair.Value[0] is not null));

    private static string QueryOf(string uri) => uri.IndexOf('?') is var at and >= 0 ? uri[at..].Split('#')[0] : "";

    private static readonly Dictionary<SimSort, string> Sorts = new()
    {
        [SimSort.Created] = "created",
        [SimSort.Name] = "name",
        [SimSort.Iccid] = "iccid",
        [SimSort.Status] = "status",
        [SimSort.LastChange] = "changed",
    };
}
