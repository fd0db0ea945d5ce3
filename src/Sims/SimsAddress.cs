using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace SimConsole.Sims;

/// <summary>
/// The address of the list of Sims, which holds all that the list shows: filter, order, page. A reload, a bookmark and the back button
/// therefore show the same again. Anything an address cannot mean is read as its default.
/// </summary>
public sealed record SimsAddress
{
    public const string Path = "sims";
    public const int DefaultPageSize = 50;

    public static IReadOnlyList<int> PageSizes { get; } = [25, DefaultPageSize, 100, 200];

    public SimQuery Query { get; init; } = new();

    /// <summary>From 1.</summary>
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
                Status = SimStatuses.Parse(Text("status")),
                Fleet = values.ContainsKey("fleet") ? Text("fleet") : null,
                Sort = Sorts.FirstOrDefault(s => s.Value == sort?.TrimStart('-')).Key,
                Descending = sort is null || sort.StartsWith('-'),
            },
            Page = Math.Clamp(Number("page", 1), 1, int.MaxValue / pageSize),
            PageSize = pageSize,
        };

        string? Text(string key) => values.TryGetValue(key, out var value) ? value.ToString().Trim() : null;
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

    /// <summary>The first page under another filter or order.</summary>
    public SimsAddress With(Func<SimQuery, SimQuery> change) => this with { Query = change(Query), Page = 1 };

    /// <summary>The first page sorted by <paramref name="sort"/>: the other way round where it is sorted by it already.</summary>
    public SimsAddress SortedBy(SimSort sort) => With(query => query with { Sort = sort, Descending = query.Sort == sort ? !query.Descending : sort == SimSort.LastChange });

    /// <summary>The address, relative to the base of the console; what has its default is left out.</summary>
    public override string ToString() => QueryHelpers.AddQueryString(Path, new Dictionary<string, string?>
    {
        ["q"] = Query.Search,
        ["status"] = Query.Status?.Word(),
        ["fleet"] = Query.Fleet,
        ["sort"] = Query is { Sort: SimSort.Created, Descending: true } ? null : (Query.Descending ? "-" : "") + Sorts[Query.Sort],
        ["page"] = Page == 1 ? null : Page.ToString(CultureInfo.InvariantCulture),
        ["size"] = PageSize == DefaultPageSize ? null : PageSize.ToString(CultureInfo.InvariantCulture),
    }.Where(pair => pair.Value is not null));

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
