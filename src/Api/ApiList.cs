using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using SimConsole.Data;

namespace SimConsole.Api;

/// <summary>Which page of a list is asked for.</summary>
/// <param name="Size">Rows on a page.</param>
/// <param name="Number">The client's own count of pages, from 0.</param>
/// <param name="Cursor">Where the page begins; null for the first one.</param>
/// <param name="Token">The cursor as it was written.</param>
public sealed record PageRequest(int Size, int Number, PageCursor? Cursor, string? Token)
{
    public const int DefaultSize = 50;
    public const int MaxSize = 1_000;
}

/// <summary>What an answer says of its page: clients follow its links.</summary>
public sealed record ApiListMeta(string FirstPageUrl, string? NextPageUrl, string? PreviousPageUrl, string Key, string Url, int Page, int PageSize);

/// <summary>Answers lists a page at a time, newest first, with the links that clients follow.</summary>
/// <remarks>
/// A page begins at a row, not at a number: it costs the same wherever it is, and while others write, no row shows twice or not at all.
/// </remarks>
public sealed class ApiList(PageTokens tokens, ConsoleAddress address)
{
    /// <summary>Reads which page is asked for. SDKs pass their limit along as the page size, so one that is too large counts as the largest.</summary>
    public PageRequest Read(ApiParameters parameters, string key)
    {
        var size = PageRequest.DefaultSize;
        if (parameters.Text("PageSize") is { } text)
        {
            var isNumber = text.Length > 0 && text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;
            size = !isNumber ? 0 : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, PageRequest.MaxSize) : PageRequest.MaxSize;
            if (size == 0)
            {
                parameters.Refuse($"PageSize is '{Cut.Short(text)}'; it takes a number from 1 to {PageRequest.MaxSize}.");
            }
        }

        var page = parameters.Number("Page") ?? 0;
        var token = parameters.Text("PageToken") is { Length: > 0 } given ? given : null;
        var cursor = token is null ? null : tokens.Read(key, token);
        if (token is not null && cursor is null)
        {
            parameters.Refuse("PageToken is not one that this list gave. Follow next_page_url as it stands, or leave it out for the first page.");
        }
        else if (page < 0)
        {
            parameters.Refuse($"Page is {page}; it takes a number from 0.");
        }
        else if (page > 0 && token is null)
        {
            parameters.Refuse($"Page {page} has no PageToken. Pages are not numbered; follow next_page_url from the first one.");
        }

        return new PageRequest(size, page, cursor, token);
    }

    /// <summary>Answers one page.</summary>
    /// <param name="request">The request; its URL leads the links.</param>
    /// <param name="key">The name of the array.</param>
    /// <param name="page">Which page.</param>
    /// <param name="filters">The filters to repeat in every link, null where one is not given.</param>
    /// <param name="before">Reads that many rows older than an id, or the newest, newest first.</param>
    /// <param name="after">Reads that many rows newer than an id, the oldest of them, newest first.</param>
    /// <param name="id">The id of a row.</param>
    /// <param name="write">What the client sees of a row.</param>
    public async Task<IResult> AnswerAsync<TRow>(
        HttpRequest request,
        string key,
        PageRequest page,
        IReadOnlyList<(string Name, string? Value)> filters,
        Func<long?, int, Task<IReadOnlyList<TRow>>> before,
        Func<long, int, Task<IReadOnlyList<TRow>>> after,
        Func<TRow, long> id,
        Func<TRow, object> write)
    {
        // One row more than shown tells whether there is another page.
        var back = page.Cursor is { Back: true };
        var rows = back ? await after(page.Cursor!.Value.Id, page.Size + 1) : await before(page.Cursor?.Id, page.Size + 1);
        var more = rows.Count > page.Size;
        IReadOnlyList<TRow> shown = !more ? rows : back ? [.. rows.Skip(1)] : [.. rows.Take(page.Size)];

        var hasPrevious = back ? more : page.Cursor is not null;
        var hasNext = back || more;
        var newest = shown.Count > 0 ? id(shown[0]) : page.Cursor?.Id - 1 ?? 0;
        var oldest = shown.Count > 0 ? id(shown[^1]) : page.Cursor?.Id + 1 ?? 0;
        var number = hasPrevious ? page.Number : 0;

        string Link(int toNumber, string? token) => address.Of(request, request.Path) + Query(filters, page.Size, toNumber, token);
        var meta = new ApiListMeta(
            Link(0, null),
            hasNext ? Link((int)Math.Min(int.MaxValue, number + 1L), tokens.Write(key, new PageCursor(oldest, Back: false))) : null,
            hasPrevious ? Link(Math.Max(0, number - 1), tokens.Write(key, new PageCursor(newest, Back: true))) : null,
            key,
            Link(page.Number, page.Token),
            number,
            page.Size);
        return ApiJson.Answer(new Dictionary<string, object> { [key] = shown.Select(write).ToArray(), ["meta"] = meta });
    }

    /// <summary>Answers one page of what belongs to one thing, a list without filters: first checks the request, then whether the thing exists.</summary>
    /// <param name="find">Finds the thing.</param>
    /// <param name="missing">What to say where there is none.</param>
    /// <inheritdoc cref="AnswerAsync"/>
    public async Task<IResult> AnswerOfAsync<TOwner, TRow>(
        HttpRequest request,
        string key,
        Func<Task<TOwner?>> find,
        Refusal missing,
        Func<TOwner, long?, int, Task<IReadOnlyList<TRow>>> before,
        Func<TOwner, long, int, Task<IReadOnlyList<TRow>>> after,
        Func<TRow, long> id,
        Func<TOwner, TRow, object> write) where TOwner : class
    {
        var parameters = ApiParameters.OfQuery(request);
        var page = Read(parameters, key);
        if (parameters.Refusal is { } refusal)
        {
            return ApiError.Of(refusal);
        }

        return await find() is { } owner
            ? await AnswerAsync(request, key, page, [], (at, take) => before(owner, at, take), (at, take) => after(owner, at, take), id, row => write(owner, row))
            : ApiError.Of(missing);
    }

    private static QueryString Query(IReadOnlyList<(string Name, string? Value)> filters, int size, int number, string? token)
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in filters)
        {
            if (value is not null)
            {
                query.Add(name, value);
            }
        }

        query.Add("PageSize", size.ToString(CultureInfo.InvariantCulture));
        query.Add("Page", number.ToString(CultureInfo.InvariantCulture));
        if (token is not null)
        {
            query.Add("PageToken", token);
        }

        return query.ToQueryString();
    }
}
