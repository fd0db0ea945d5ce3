namespace SimConsole.Api;

/// <summary>What an operation takes and answers, stated beside its mapping: the API's document is made from it.</summary>
public static class ApiOperation
{
    /// <summary>Says which parameters an operation reads, apart from those in its path.</summary>
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder operation, params ApiParameter[] parameters) => operation.WithMetadata(new ApiTakes(parameters));

    /// <summary>Says that an operation takes a file: as a part of a form beside its parameters, or as the body, with the parameters in the query string.</summary>
    /// <param name="part">The name of the part.</param>
    /// <param name="type">The type of the body.</param>
    public static RouteHandlerBuilder TakesFile(this RouteHandlerBuilder operation, string part, string type) => operation.WithMetadata(new ApiTakesFile(part, type));

    /// <summary>Says that an operation answers with a list, and so takes the parameters of a page.</summary>
    /// <param name="key">The name of the array.</param>
    public static RouteHandlerBuilder Lists<TRow>(this RouteHandlerBuilder operation, string key) => operation.WithMetadata(new ApiLists(typeof(TRow), key));
}

/// <summary>The parameters of an operation.</summary>
internal sealed record ApiTakes(IReadOnlyList<ApiParameter> Parameters);

/// <summary>The file of an operation: the name of its part, and the type of a body that is it.</summary>
internal sealed record ApiTakesFile(string Part, string Type);

/// <summary>The rows of the list that an operation answers with, and the name of their array.</summary>
internal sealed record ApiLists(Type Row, string Key)
{
    public static IReadOnlyList<ApiParameter> Paging { get; } =
    [
        ApiParameter.Number("PageSize", $"Rows on a page; {PageRequest.DefaultSize} unless given.", 1, PageRequest.MaxSize),
        ApiParameter.Number("Page", "The client's own count of pages.", 0),
        ApiParameter.Text("PageToken", "Where the page begins. Follow next_page_url as it stands."),
    ];
}
