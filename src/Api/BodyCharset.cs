using System.Net.Http.Headers;
using SimConsole.Data;

namespace SimConsole.Api;

/// <summary>Refuses a form in an unsupported charset before it is read: read in another charset, it would mean something else.</summary>
internal sealed class BodyCharset(RequestDelegate next)
{
    // ASCII is the same in all of these, and a form has little else.
    private static readonly HashSet<string> Known = new(["utf-8", "utf8", "us-ascii", "iso-8859-1"], StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context) =>
        context.Request.HasFormContentType && CharsetOf(context.Request.ContentType) is { Length: > 0 } charset && !Known.Contains(charset)
            ? ApiServices.RefuseAsync(context, new Refusal(ErrorCodes.Invalid, $"The charset of the form is '{Cut.Short(charset)}'. Send it in UTF-8."))
            : next(context);

    private static string? CharsetOf(string? contentType) => MediaTypeHeaderValue.TryParse(contentType, out var type) ? type.CharSet?.Trim('"') : null;
}
