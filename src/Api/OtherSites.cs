using SimConsole.Data;

namespace SimConsole.Api;

/// <summary>
/// Keeps pages of other sites from acting here with what a browser holds: a person's cookie, or credentials that were typed into its prompt. A browser
/// says which site's page sends a request, and no page can change that. Programs say nothing of the kind, and are let through.
/// </summary>
internal sealed partial class OtherSites(RequestDelegate next, ConsoleAddress address, ILogger<OtherSites> log)
{
    private const string FetchSite = "Sec-Fetch-Site";

    private static readonly HashSet<string> Harmless = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Options, HttpMethods.Trace];

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!Acts(request) || !IsForAnother(request))
        {
            return next(context);
        }

        var origin = request.Headers.Origin is [{ } named] ? Cut.Short(named) : "unknown";
        LogRefused(request.Method, request.Path, origin);
        return ApiServices.RefuseAsync(context, new Refusal(ErrorCodes.OtherSite, $"A page of another site ({origin}) asked for this, and nothing was changed. "
            + $"Do it on a page of the console or from a program. If that page is the console's own, its address belongs into {ConsoleAddress.Key}."));
    }

    /// <summary>
    /// Whether a browser made a request. A browser is sent no challenge: it would keep the credentials typed into its prompt, and every other site could use them.
    /// </summary>
    public static bool IsOfBrowser(HttpRequest request) =>
        request.Headers.ContainsKey(FetchSite) || request.Headers.Origin.Count > 0 || request.Headers.Referer.Count > 0
        || request.Headers.UpgradeInsecureRequests.Count > 0 || request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a request may change something. A WebSocket may, and browsers open one to any site.</summary>
    private static bool Acts(HttpRequest request) =>
        request.Headers.Upgrade.Count > 0 || !Harmless.Contains(request.Method);

    // The browser's own comparison of the two sites comes first: behind a proxy, the console may not know its own address. Over plain HTTP the
    // browser sends only the origin.
    private bool IsForAnother(HttpRequest request) => request.Headers[FetchSite] is { Count: > 0 } site
        ? site is not ["same-origin"] and not ["none"]
        : request.Headers.Origin is { Count: > 0 } origin && !IsOwn(origin, request);

    private bool IsOwn(string? origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var theirs)
        && new[] { address.Configured, $"{request.Scheme}://{request.Host}" }.Any(own => Uri.TryCreate(own, UriKind.Absolute, out var ours)
            && Uri.Compare(theirs, ours, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused {Method} {Path} to a page of {Origin}. If that is this console, set PublicBaseUrl")]
    private partial void LogRefused(string method, string path, string origin);
}
